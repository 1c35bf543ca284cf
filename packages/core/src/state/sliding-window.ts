import { CorrelatorError, durationMs } from '@correlator/events';
import type { Json } from '../json.ts';
import { ChangeLog } from './change-log.ts';
import type { Collection, CollectionHost, StateChange } from './collection.ts';
import { copyKey } from './copy-text.ts';
import { onGrid } from './grid.ts';
import { addInstants, packInstants, unpackInstants } from './instants.ts';

/** How long a window reaches back, and how much it holds. */
export interface SlidingWindowOptions {
  /** How far it reaches back; an instant exactly this long ago still counts. */
  readonly size: string | number;
  /** How many keys are kept; the one that was added to longest ago gives way. */
  readonly max: number;
  /** How many instants are kept per key, the newest ones. A threshold needs no more than itself. @default 1_000 */
  readonly maxPerKey?: number;
  /**
   * Whether keys are copied: what was taken out of a record must be, what the module made itself need not.
   * @default true
   */
  readonly copyKeys?: boolean;
}

interface Entry<K> {
  /** The key in memory of its own. */
  readonly key: K;
  /** Ascending, ms since 1970 UTC. */
  times: number[];
  ordered: number;
  /** Its place in the order. */
  place: number;
  live: boolean;
  changed: boolean;
  saved: boolean;
}

type Row = readonly [key: string | number, times: readonly (number | null)[], ordered: number, place: number];

const rowOf = <K extends string | number>({ key, times, ordered, place }: Entry<K>): Row => [
  key,
  packInstants(times),
  ordered,
  place,
];
const byPlace = ([, , , a]: Row, [, , , b]: Row): number => a - b;

/** Instants by key within a time that slides along with event time. */
export class SlidingWindow<K extends string | number = string> implements Collection {
  readonly name: string;
  readonly max: number;
  readonly maxPerKey: number;
  readonly copyKeys: boolean;
  readonly sizeMs: number;
  readonly reorderMs: number;
  readonly entries = new Map<K, Entry<K>>();
  evicted = 0;
  host: CollectionHost | undefined = undefined;
  /** The place that the next entry takes in the order. */
  nextPlace = 0;
  /** With a store. */
  log: ChangeLog<Entry<K>> | undefined = undefined;

  constructor(name: string, options: SlidingWindowOptions) {
    if (!(options.max > 0)) throw new CorrelatorError('STATE_MAX_INVALID', `state '${name}': max must be 1 or more`);
    this.name = name;
    this.max = options.max;
    this.maxPerKey = options.maxPerKey ?? 1_000;
    this.copyKeys = options.copyKeys ?? true;
    this.sizeMs = durationMs(options.size, `state ${name}.size`);
    this.reorderMs = this.sizeMs / 8;
  }

  connect(host: CollectionHost): void {
    this.host = host;
  }

  get size(): number {
    return this.entries.size;
  }

  /**
   * Adds the instant `time` (ms since 1970 UTC) `count` times and returns how many instants of `key` lie within the
   * window, at most `maxPerKey`. For an instant that comes out of order, the fullest window that holds it.
   */
  add(key: K, time: number, count = 1): number {
    const { sizeMs, maxPerKey } = this;
    // Records that are not late lie at or above event time: what is older than the window before it counts no more.
    const limits = { sizeMs, max: maxPerKey, oldest: (this.host?.now ?? 0) - sizeMs };
    return addInstants(this.open(key).times, { time, count }, limits);
  }

  /** How many instants of `key` lie within the window that ends at `time`. */
  count(key: K, time: number): number {
    const times = this.entries.get(key)?.times ?? [];
    return times.reduce((sum, at) => (at <= time && time - at <= this.sizeMs ? sum + 1 : sum), 0);
  }

  delete(key: K): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined) return false;
    entry.live = false;
    this.log?.add(entry);
    return this.entries.delete(key);
  }

  open(key: K): Entry<K> {
    const now = this.host?.now ?? 0;
    const known = this.entries.get(key);
    if (known !== undefined) {
      if (now - known.ordered > this.reorderMs) this.reorder(known, now);
      this.log?.add(known);
      return known;
    }
    if (this.entries.size >= this.max) this.evict();
    const own = this.copyKeys ? copyKey(key) : key;
    const entry = {
      key: own,
      times: [],
      ordered: now,
      place: this.nextPlace++,
      live: true,
      changed: false,
      saved: false,
    };
    this.entries.set(own, entry);
    this.log?.add(entry);
    if (this.entries.size === 1) this.scheduleNext();
    return entry;
  }

  reorder(entry: Entry<K>, now: number): void {
    this.entries.delete(entry.key);
    entry.ordered = now;
    entry.place = this.nextPlace++;
    this.entries.set(entry.key, entry);
  }

  evict(): void {
    for (const key of this.entries.keys()) {
      this.delete(key);
      this.evicted++;
      return;
    }
  }

  scheduleNext(): void {
    for (const entry of this.entries.values()) {
      this.host?.schedule(this, onGrid(entry.ordered + this.sizeMs + 1, this.reorderMs));
      return;
    }
  }

  expire(now: number): void {
    for (const [key, entry] of this.entries) {
      if (entry.ordered + this.sizeMs >= now) break;
      if ((entry.times.at(-1) ?? 0) + this.sizeMs >= now) {
        this.reorder(entry, now);
        this.log?.add(entry);
      } else this.delete(key);
    }
    this.scheduleNext();
  }

  snapshot(): Json {
    return [...this.entries.values()].map((entry) => rowOf(entry) as Json);
  }

  restore(snapshot: Json): void {
    for (const key of this.entries.keys()) this.delete(key);
    this.insertRows(snapshot as unknown as readonly Row[]);
  }

  merge(other: Collection): void {
    this.insertRows(other.snapshot() as unknown as readonly Row[]);
  }

  insertRows(rows: readonly Row[]): void {
    for (const [key, times, ordered, place] of rows.toSorted(byPlace)) {
      const entry = {
        key: key as K,
        times: unpackInstants(times),
        ordered,
        place,
        live: true,
        changed: false,
        saved: false,
      };
      this.entries.set(entry.key, entry);
      this.log?.add(entry);
      this.nextPlace = Math.max(this.nextPlace, place + 1);
    }
    this.scheduleNext();
  }

  track(all: boolean): void {
    this.log ??= new ChangeLog();
    this.log.restart(this.entries.values(), !all);
  }

  changes(): Iterable<StateChange> {
    return this.log?.take(rowOf) ?? [];
  }
}

import { positiveDurationMs } from '../base/durations.ts';
import type { Json } from '../base/json.ts';
import { checkMax, copyKey, onGrid } from './bounds.ts';
import { ChangeLog } from './change-log.ts';
import type { Collection, CollectionHost, StateChange } from './collection.ts';
import { byPlace, EntryOrder, type OrderedEntry } from './entry-order.ts';
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

interface Entry<K> extends OrderedEntry {
  /** The key in memory of its own. */
  readonly key: K;
  /** Ascending, ms since 1970 UTC. */
  times: number[];
  live: boolean;
  changed: boolean;
  saved: boolean;
}

type Row = readonly [key: string | number, times: readonly (number | null)[], ordered: number, place: number];

const writer = {
  keyOf: <K extends string | number>({ key }: Entry<K>): K => key,
  rowOf: <K extends string | number>({ key, times, ordered, place }: Entry<K>): Row => [
    key,
    packInstants(times),
    ordered,
    place,
  ],
};

function newEntry<K>(key: K, times: number[], ordered: number, place: number): Entry<K> {
  return { key, times, ordered, place, before: undefined, after: undefined, live: true, changed: false, saved: false };
}

/**
 * Instants by key within a time that slides along with event time.
 *
 * @example
 * class Doors extends Module {
 *   readonly failures = this.slidingWindow('failures', { size: '5m', max: 10_000 });
 *   override process({ host, time }: LogRecord): void {
 *     if (this.failures.add(host, time) >= 3) this.dispatch(new WarningEvent(`${host}: three within five minutes`));
 *   }
 * }
 */
export interface SlidingWindow<K extends string | number = string> {
  readonly name: string;
  /** How many keys there are. */
  readonly size: number;
  /**
   * Adds the instant `time` (ms since 1970 UTC) `count` times and returns how many instants of `key` lie within the
   * window, at most `maxPerKey`. For an instant that comes out of order, the fullest window that holds it.
   */
  add(key: K, time: number, count?: number): number;
  /** Returns how many instants of `key` lie within the window that ends at `time`. */
  count(key: K, time: number): number;
  /** Returns whether there were any. */
  delete(key: K): boolean;
}

/** What `Module.slidingWindow` makes: instants by key, and the engine's side of them. */
export class WindowCollection<K extends string | number = string> implements SlidingWindow<K>, Collection {
  readonly name: string;
  readonly max: number;
  readonly maxPerKey: number;
  readonly copyKeys: boolean;
  readonly sizeMs: number;
  readonly reorderMs: number;
  readonly entries = new Map<K, Entry<K>>();
  readonly order = new EntryOrder<Entry<K>>();
  evicted = 0;
  host: CollectionHost | undefined = undefined;
  /** With a store. */
  log: ChangeLog<Entry<K>> | undefined = undefined;

  constructor(name: string, options: SlidingWindowOptions) {
    checkMax(name, options.max);
    checkMax(name, options.maxPerKey ?? 1, 'maxPerKey');
    this.name = name;
    this.max = options.max;
    this.maxPerKey = options.maxPerKey ?? 1_000;
    this.copyKeys = options.copyKeys ?? true;
    this.sizeMs = positiveDurationMs(options.size, `state ${name}.size`);
    this.reorderMs = this.sizeMs / 8;
  }

  connect(host: CollectionHost): void {
    this.host = host;
  }

  get size(): number {
    return this.order.size;
  }

  add(key: K, time: number, count = 1): number {
    const { sizeMs, maxPerKey } = this;
    // Records that are not late lie at or above event time: what is older than the window before it counts no more.
    const limits = { sizeMs, max: maxPerKey, oldest: (this.host?.now ?? 0) - sizeMs };
    return addInstants(this.open(key).times, { time, count }, limits);
  }

  count(key: K, time: number): number {
    const times = this.entries.get(key)?.times ?? [];
    return times.reduce((sum, at) => (at <= time && time - at <= this.sizeMs ? sum + 1 : sum), 0);
  }

  delete(key: K): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined) return false;
    entry.live = false;
    this.log?.add(entry);
    this.order.remove(entry);
    return this.entries.delete(key);
  }

  open(key: K): Entry<K> {
    const now = this.host?.now ?? 0;
    const known = this.entries.get(key);
    if (known !== undefined) {
      if (now - known.ordered > this.reorderMs) this.order.moveToEnd(known, now);
      this.log?.add(known);
      return known;
    }
    while (this.order.size >= this.max) this.evict();
    const entry = newEntry(this.copyKeys ? copyKey(key) : key, [], now, this.order.nextPlace);
    this.insert(entry);
    if (this.order.size === 1) this.scheduleNext();
    return entry;
  }

  insert(entry: Entry<K>): void {
    this.entries.set(entry.key, entry);
    this.order.link(entry);
    this.log?.add(entry);
  }

  evict(): void {
    const { first } = this.order;
    if (first === undefined) return;
    this.delete(first.key);
    this.evicted++;
  }

  scheduleNext(): void {
    const { first } = this.order;
    if (first !== undefined) this.host?.schedule(this, onGrid(first.ordered + this.sizeMs + 1, this.reorderMs));
  }

  expire(now: number): void {
    for (const entry of this.order) {
      if (entry.ordered + this.sizeMs >= now) break;
      if ((entry.times.at(-1) ?? 0) + this.sizeMs >= now) {
        this.order.moveToEnd(entry, now);
        this.log?.add(entry);
      } else this.delete(entry.key);
    }
    this.scheduleNext();
  }

  snapshot(): Json {
    return Array.from(this.order, (entry) => writer.rowOf(entry) as Json);
  }

  restore(snapshot: Json): void {
    for (const { key } of this.order) this.delete(key);
    this.insertRows(snapshot as unknown as readonly Row[]);
  }

  merge(other: Collection): void {
    this.insertRows(other.snapshot() as unknown as readonly Row[]);
  }

  insertRows(rows: readonly Row[]): void {
    for (const [key, times, ordered, place] of rows.toSorted(byPlace)) {
      this.insert(newEntry(key as K, unpackInstants(times), ordered, place));
    }
    this.scheduleNext();
  }

  track(all: boolean): void {
    this.log ??= new ChangeLog();
    this.log.restart(this.order, !all);
  }

  changes(): Iterable<StateChange> {
    return this.log?.take(writer) ?? [];
  }
}

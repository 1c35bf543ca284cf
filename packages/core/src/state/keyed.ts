import { CorrelatorError, durationMs } from '@correlator/events';
import type { Json } from '../json.ts';
import { ChangeLog } from './change-log.ts';
import type { Collection, CollectionHost, StateChange } from './collection.ts';
import { copyKey } from './copy-text.ts';
import { onGrid } from './grid.ts';

/** How long values by key are kept, and how many. */
export interface KeyedOptions<V, K> {
  /** How long a value is kept after it was last set, in event time: never less, up to 2 % more. @default kept for ever */
  readonly ttl?: string | number;
  /** How many keys are kept; the one that was set longest ago (to within 1 % of `ttl`) gives way. */
  readonly max: number;
  /**
   * Whether keys are copied: what was taken out of a record must be, what the module made itself need not.
   * @default true
   */
  readonly copyKeys?: boolean;
  /** What a store is given of a value, where that is shorter, or quicker to write, than the value as it is. Comes with `unpack`. */
  readonly pack?: (value: V) => Json;
  /** The value that `pack` was given. */
  readonly unpack?: (packed: Json) => V;
  /** Told of each value that was let go for its age or for `max`. What it dispatches has an identity of its own. */
  readonly onExpire?: (key: K, value: V) => void;
}

/** A key and its value. A module may hold on to one for as long as it is `live`, to spare itself looking it up again. */
export interface KeyedEntry<V, K extends string | number = string> {
  /** The key in memory of its own. */
  readonly key: K;
  value: V;
  /** False once it was deleted, expired or gave way. */
  live: boolean;
  /** Event time when it took its place in the order. */
  ordered: number;
  /** Its place in the order. */
  place: number;
  /** A store has not been told of how it is now. */
  changed: boolean;
  /** A store has it, as it was some time. */
  saved: boolean;
}

type Row = readonly [key: string | number, value: Json, ordered: number, place: number];

/**
 * Values by key, the oldest let go first. A value is read-only where `get` gave it: it changes by `set` and `update`, or
 * in place where `edit` gave it. Strings within values that were taken out of a record should be copied with
 * `copyText`; keys are.
 */
export class Keyed<V, K extends string | number = string> implements Collection {
  readonly name: string;
  readonly options: KeyedOptions<V, K>;
  readonly ttlMs: number;
  /** In order of `ordered`; an entry takes its place anew when it was touched this much later. */
  readonly reorderMs: number;
  readonly entries = new Map<K, KeyedEntry<V, K>>();
  evicted = 0;
  host: CollectionHost | undefined = undefined;
  /** The place that the next entry takes in the order. */
  nextPlace = 0;
  /** With a store. */
  log: ChangeLog<KeyedEntry<V, K>> | undefined = undefined;

  constructor(name: string, options: KeyedOptions<V, K>) {
    if (!(options.max > 0)) throw new CorrelatorError('STATE_MAX_INVALID', `state '${name}': max must be 1 or more`);
    this.name = name;
    this.options = options;
    this.ttlMs = options.ttl === undefined ? Number.POSITIVE_INFINITY : durationMs(options.ttl, `state ${name}.ttl`);
    this.reorderMs = options.ttl === undefined ? 0 : Math.ceil(this.ttlMs / 128);
  }

  connect(host: CollectionHost): void {
    this.host = host;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: K): V | undefined {
    return this.entries.get(key)?.value;
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  /** The key's entry. */
  entry(key: K): KeyedEntry<V, K> | undefined {
    return this.entries.get(key);
  }

  /** Sets the value, and returns the entry. */
  set(key: K, value: V): KeyedEntry<V, K> {
    const entry = this.entries.get(key);
    if (entry === undefined) return this.insert(key, value);
    entry.value = value;
    this.touch(entry);
    return entry;
  }

  /**
   * The value, to be changed in place before the handler that asked for it returns; counts as set now. Cheaper than
   * `set` with a new value where a key changes with every record.
   */
  edit(key: K): V | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.touch(entry);
    return entry.value;
  }

  /** Counts the entry's value as set now: to be called where it was changed in place. */
  touch(entry: KeyedEntry<V, K>): void {
    const now = this.host?.now ?? 0;
    if (now - entry.ordered > this.reorderMs) this.reorder(entry, now);
    this.log?.add(entry);
  }

  /** Sets what `change` makes of the present value; undefined deletes it. Returns the new value. */
  update(key: K, change: (value: V | undefined) => V | undefined): V | undefined {
    const value = change(this.get(key));
    if (value === undefined) this.delete(key);
    else this.set(key, value);
    return value;
  }

  delete(key: K): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined) return false;
    entry.live = false;
    this.log?.add(entry);
    return this.entries.delete(key);
  }

  clear(): void {
    for (const key of this.entries.keys()) this.delete(key);
  }

  keys(): IterableIterator<K> {
    return this.entries.keys();
  }

  *values(): Generator<V> {
    for (const entry of this.entries.values()) yield entry.value;
  }

  /** Sets the value of a key that has none. */
  insert(key: K, value: V): KeyedEntry<V, K> {
    if (this.entries.size >= this.options.max) this.evict();
    const now = this.host?.now ?? 0;
    const own = this.options.copyKeys === false ? key : copyKey(key);
    const entry = { key: own, value, live: true, ordered: now, place: this.nextPlace++, changed: false, saved: false };
    this.entries.set(own, entry);
    this.log?.add(entry);
    if (this.entries.size === 1) this.scheduleNext();
    return entry;
  }

  reorder(entry: KeyedEntry<V, K>, now: number): void {
    this.entries.delete(entry.key);
    entry.ordered = now;
    entry.place = this.nextPlace++;
    this.entries.set(entry.key, entry);
  }

  evict(): void {
    for (const [key, entry] of this.entries) {
      this.delete(key);
      this.evicted++;
      this.options.onExpire?.(key, entry.value);
      return;
    }
  }

  /** An entry may have been touched up to `reorderMs` after it took its place; none behind it is due before it. */
  dueOf(entry: KeyedEntry<V, K>): number {
    return entry.ordered + this.ttlMs + this.reorderMs;
  }

  scheduleNext(): void {
    if (this.ttlMs === Number.POSITIVE_INFINITY) return;
    for (const entry of this.entries.values()) {
      this.host?.schedule(this, onGrid(this.dueOf(entry), this.reorderMs));
      return;
    }
  }

  expire(now: number): void {
    for (const [key, entry] of this.entries) {
      if (this.dueOf(entry) > now) break;
      this.letGo(key, entry);
    }
    this.scheduleNext();
  }

  letGo(key: K, entry: KeyedEntry<V, K>): void {
    this.delete(key);
    const { onExpire } = this.options;
    if (onExpire === undefined) return;
    this.host?.inCause(`expire ${this.name} ${key} ${this.dueOf(entry)}`, () => onExpire(key, entry.value));
  }

  snapshot(): Json {
    return [...this.entries.values()].map(this.rowOf);
  }

  restore(snapshot: Json): void {
    this.clear();
    this.insertRows(snapshot as readonly Row[]);
  }

  merge(other: Collection): void {
    this.insertRows(other.snapshot() as readonly Row[]);
  }

  insertRows(rows: readonly Row[]): void {
    const { unpack = (packed: Json) => packed as V } = this.options;
    for (const [key, value, ordered, place] of rows.toSorted(byPlace)) {
      const entry = { key: key as K, value: unpack(value), live: true, ordered, place, changed: false, saved: false };
      this.entries.set(entry.key, entry);
      this.log?.add(entry);
      this.nextPlace = Math.max(this.nextPlace, place + 1);
    }
    this.scheduleNext();
  }

  readonly rowOf = ({ key, value, ordered, place }: KeyedEntry<V, K>): Row => {
    const { pack } = this.options;
    return [key, pack === undefined ? (value as Json) : pack(value), ordered, place];
  };

  track(all: boolean): void {
    this.log ??= new ChangeLog();
    this.log.restart(this.entries.values(), !all);
  }

  changes(): Iterable<StateChange> {
    return this.log?.take(this.rowOf) ?? [];
  }
}

const byPlace = ([, , , a]: Row, [, , , b]: Row): number => a - b;

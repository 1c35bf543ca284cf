import { CorrelatorError, durationMs } from '@correlator/events';
import type { Json } from '../json.ts';
import type { Collection, CollectionHost } from './collection.ts';
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
  /** Told of each value that was let go for its age or for `max`. What it dispatches has an identity of its own. */
  readonly onExpire?: (key: K, value: V) => void;
}

interface Entry<V, K> {
  /** The key in memory of its own. */
  readonly key: K;
  value: V;
  /** Event time when it took its place in the order. */
  ordered: number;
  touched: number;
}

type Row = readonly [key: string | number, value: Json, ordered: number, touched: number];

/**
 * Values by key, the oldest let go first. A value is read-only: it changes by `set` and `update` alone. Strings within
 * values that were taken out of a record should be copied with `copyText`; keys are.
 */
export class Keyed<V, K extends string | number = string> implements Collection {
  readonly name: string;
  readonly options: KeyedOptions<V, K>;
  readonly ttlMs: number;
  /** In order of `ordered`; an entry takes its place anew when it was touched this much later. */
  readonly reorderMs: number;
  readonly entries = new Map<K, Entry<V, K>>();
  evicted = 0;
  host: CollectionHost | undefined = undefined;
  /** The key that was looked up last and what was found: the same key is often asked for several times in a row. */
  lastKey: K | undefined = undefined;
  lastEntry: Entry<V, K> | undefined = undefined;

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
    return this.find(key)?.value;
  }

  has(key: K): boolean {
    return this.find(key) !== undefined;
  }

  find(key: K): Entry<V, K> | undefined {
    if (key === this.lastKey) return this.lastEntry;
    this.lastKey = key;
    this.lastEntry = this.entries.get(key);
    return this.lastEntry;
  }

  /** To be called wherever entries come or go. */
  forgetLast(): void {
    this.lastKey = undefined;
    this.lastEntry = undefined;
  }

  set(key: K, value: V): void {
    const now = this.host?.now ?? 0;
    const entry = this.find(key);
    if (entry === undefined)
      this.insert({ key: this.options.copyKeys === false ? key : copyKey(key), value, ordered: now, touched: now });
    else {
      entry.value = value;
      entry.touched = now;
      if (now - entry.ordered > this.reorderMs) this.reorder(entry, now);
    }
  }

  /** Sets what `change` makes of the present value; undefined deletes it. Returns the new value. */
  update(key: K, change: (value: V | undefined) => V | undefined): V | undefined {
    const value = change(this.get(key));
    if (value === undefined) this.delete(key);
    else this.set(key, value);
    return value;
  }

  delete(key: K): boolean {
    if (this.find(key) === undefined) return false;
    this.lastEntry = undefined;
    return this.entries.delete(key);
  }

  clear(): void {
    this.forgetLast();
    this.entries.clear();
  }

  keys(): IterableIterator<K> {
    return this.entries.keys();
  }

  *values(): Generator<V> {
    for (const entry of this.entries.values()) yield entry.value;
  }

  insert(entry: Entry<V, K>): void {
    if (this.entries.size >= this.options.max) this.evict();
    this.entries.set(entry.key, entry);
    this.lastKey = entry.key;
    this.lastEntry = entry;
    if (this.entries.size === 1) this.scheduleNext();
  }

  reorder(entry: Entry<V, K>, now: number): void {
    this.entries.delete(entry.key);
    entry.ordered = now;
    this.entries.set(entry.key, entry);
  }

  evict(): void {
    for (const [key, entry] of this.entries) {
      this.entries.delete(key);
      this.forgetLast();
      this.evicted++;
      this.options.onExpire?.(key, entry.value);
      return;
    }
  }

  /** An entry may have been touched up to `reorderMs` after it took its place; none behind it is due before it. */
  dueOf(entry: Entry<V, K>): number {
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

  letGo(key: K, entry: Entry<V, K>): void {
    this.entries.delete(key);
    this.forgetLast();
    const { onExpire } = this.options;
    if (onExpire === undefined) return;
    this.host?.inCause(`expire ${this.name} ${key} ${this.dueOf(entry)}`, () => onExpire(key, entry.value));
  }

  snapshot(): Json {
    return [...this.entries].map(([key, { value, ordered, touched }]) => [key, value as Json, ordered, touched]);
  }

  restore(snapshot: Json): void {
    this.clear();
    this.insertRows(snapshot as readonly Row[]);
  }

  merge(other: Collection): void {
    this.insertRows(other.snapshot() as readonly Row[]);
  }

  insertRows(rows: readonly Row[]): void {
    this.forgetLast();
    for (const [key, value, ordered, touched] of rows) {
      this.entries.set(key as K, { key: key as K, value: value as V, ordered, touched });
    }
    this.scheduleNext();
  }
}

import { positiveDurationMs } from '../base/durations.ts';
import type { Json } from '../base/json.ts';
import { checkMax, copyKey, onGrid } from './bounds.ts';
import { ChangeLog } from './change-log.ts';
import type { Collection, CollectionHost, StateChange } from './collection.ts';
import { byPlace, EntryOrder, type OrderedEntry } from './entry-order.ts';
import { type KeyIndex, MapIndex } from './key-index.ts';

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
  /** How entries are found by their keys. @default a map, for strings and numbers */
  readonly index?: KeyIndex<K, KeyedEntry<V, K>>;
  /** What a store is given of a value, where that is shorter, or quicker to write, than the value as it is. Comes with `unpack`. */
  readonly pack?: (value: V) => Json;
  /** The value that `pack` was given. */
  readonly unpack?: (packed: Json) => V;
  /** Told of each value that was let go for its age or for `max`. What it dispatches has an identity of its own. */
  readonly onExpire?: (key: K, value: V) => void;
}

/** A key and its value. A module may hold on to one for as long as it is `live`, to spare itself looking it up again. */
export interface KeyedEntry<V, K = string> extends OrderedEntry {
  /** The key in memory of its own. */
  readonly key: K;
  value: V;
  /** False once it was deleted, expired or gave way. */
  live: boolean;
  /** A store has not been told of how it is now. */
  changed: boolean;
  /** A store has it, as it was some time. */
  saved: boolean;
}

type Row = readonly [key: string | number, value: Json, ordered: number, place: number];

/**
 * Values by key, the oldest let go first. A value is read-only where `get` gave it: it changes by `set` and `update`, or
 * in place where `edit` gave it. Strings within values that were taken out of a record should be copied with
 * `copyText`; keys are copied already.
 *
 * @example
 * class Hosts extends Module {
 *   readonly seen = this.keyed<{ records: number }>('seen', { ttl: '1h', max: 10_000 });
 *   override process({ host }: LogRecord): void {
 *     const known = this.seen.edit(host) ?? this.seen.set(host, { records: 0 });
 *     known.records++;
 *   }
 * }
 */
export interface Keyed<V, K = string> {
  readonly name: string;
  /** How many keys there are. */
  readonly size: number;
  /** Returns the value, to be read; undefined if there is none. */
  get(key: K): Readonly<V> | undefined;
  has(key: K): boolean;
  /** Sets the value, and returns it. */
  set(key: K, value: V): V;
  /**
   * Returns the value, to be changed in place before the handler that asked for it returns; counts as set now. Cheaper than
   * `set` with a new value where a key changes with every record.
   */
  edit(key: K): V | undefined;
  /** Sets what `change` makes of the present value; undefined deletes it. Returns the new value. */
  update(key: K, change: (value: V | undefined) => V | undefined): V | undefined;
  /** Returns whether there was a value. */
  delete(key: K): boolean;
  clear(): void;
  /** The keys in the order in which they are let go. Whoever goes through them may delete any. */
  keys(): Iterable<K>;
  /** The values in the order in which they are let go. */
  values(): Iterable<V>;
  /** For modules that hold on to what they found, to spare themselves looking it up again. */
  readonly entries: KeyedEntries<V, K>;
}

/** The entries of a `Keyed`: keys with their values. */
export interface KeyedEntries<V, K = string> {
  /** Returns the key's entry; undefined if there is none. */
  find(key: K): KeyedEntry<V, K> | undefined;
  /** Sets the value of a key that has none. */
  insert(key: K, value: V): KeyedEntry<V, K>;
  /** Counts the entry's value as set now: to be called where it was changed in place. */
  touch(entry: KeyedEntry<V, K>): void;
  /** Deletes an entry that is live. */
  remove(entry: KeyedEntry<V, K>): void;
  /** Returns all entries in the order in which they are let go. The one at hand may be removed meanwhile. */
  all(): Iterable<KeyedEntry<V, K>>;
}

/** What `Module.keyed` makes: values by key, and the engine's side of them. */
export class KeyedCollection<V, K = string> implements Keyed<V, K>, KeyedEntries<V, K>, Collection {
  readonly name: string;
  readonly options: KeyedOptions<V, K>;
  readonly ttlMs: number;
  /** An entry takes its place anew when it was touched this much later. */
  readonly reorderMs: number;
  readonly index: KeyIndex<K, KeyedEntry<V, K>>;
  readonly order = new EntryOrder<KeyedEntry<V, K>>();
  evicted = 0;
  evicting = false;
  host: CollectionHost | undefined = undefined;
  /** With a store. */
  log: ChangeLog<KeyedEntry<V, K>> | undefined = undefined;

  constructor(name: string, options: KeyedOptions<V, K>) {
    checkMax(name, options.max);
    this.name = name;
    this.options = options;
    const { ttl } = options;
    this.ttlMs = ttl === undefined ? Number.POSITIVE_INFINITY : positiveDurationMs(ttl, `state ${name}.ttl`);
    this.reorderMs = ttl === undefined ? 0 : Math.ceil(this.ttlMs / 128);
    this.index = options.index ?? new MapIndex();
  }

  connect(host: CollectionHost): void {
    this.host = host;
  }

  get size(): number {
    return this.order.size;
  }

  get(key: K): Readonly<V> | undefined {
    return this.index.get(key)?.value;
  }

  has(key: K): boolean {
    return this.index.get(key) !== undefined;
  }

  get entries(): KeyedEntries<V, K> {
    return this;
  }

  find(key: K): KeyedEntry<V, K> | undefined {
    return this.index.get(key);
  }

  all(): Iterable<KeyedEntry<V, K>> {
    return this.order;
  }

  set(key: K, value: V): V {
    const entry = this.index.get(key);
    if (entry === undefined) return this.insert(key, value).value;
    entry.value = value;
    this.touch(entry);
    return value;
  }

  edit(key: K): V | undefined {
    const entry = this.index.get(key);
    if (entry === undefined) return undefined;
    this.touch(entry);
    return entry.value;
  }

  touch(entry: KeyedEntry<V, K>): void {
    const now = this.host?.now ?? 0;
    if (now - entry.ordered > this.reorderMs) this.order.moveToEnd(entry, now);
    this.log?.add(entry);
  }

  update(key: K, change: (value: V | undefined) => V | undefined): V | undefined {
    const value = change(this.get(key));
    if (value === undefined) this.delete(key);
    else this.set(key, value);
    return value;
  }

  delete(key: K): boolean {
    const entry = this.index.get(key);
    if (entry === undefined) return false;
    this.remove(entry);
    return true;
  }

  remove(entry: KeyedEntry<V, K>): void {
    entry.live = false;
    this.log?.add(entry);
    this.index.delete(entry.key);
    this.order.remove(entry);
  }

  clear(): void {
    for (const entry of this.order) this.remove(entry);
  }

  *keys(): Generator<K> {
    for (const { key } of this.liveEntries()) yield key;
  }

  *values(): Generator<V> {
    for (const { value } of this.liveEntries()) yield value;
  }

  /** Those that there are when it begins, but for what is let go meanwhile: whoever goes through them may delete any. */
  *liveEntries(): Generator<KeyedEntry<V, K>> {
    for (const entry of [...this.order]) if (entry.live) yield entry;
  }

  insert(key: K, value: V): KeyedEntry<V, K> {
    const own = this.options.copyKeys === false ? key : copyKey(key);
    const entry = newEntry(own, value, this.host?.now ?? 0, this.order.nextPlace);
    this.add(entry);
    if (this.order.size === 1) this.scheduleNext();
    // More than one where the maximum was greater in the run that was restored.
    while (this.order.size > this.options.max) this.evict();
    return entry;
  }

  add(entry: KeyedEntry<V, K>): void {
    this.index.set(entry.key, entry);
    this.order.link(entry);
    this.log?.add(entry);
  }

  evict(): void {
    const { first } = this.order;
    if (first === undefined) return;
    this.remove(first);
    this.evicted++;
    const { onExpire } = this.options;
    // What `onExpire` sets must not let go of one after the other.
    if (onExpire === undefined || this.evicting) return;
    this.evicting = true;
    this.host?.inOwnCause(`evict ${this.nameOf(first)}`, () => onExpire(first.key, first.value));
    this.evicting = false;
  }

  nameOf({ key }: KeyedEntry<V, K>): string {
    return `${this.name} ${this.index.write(key)}`;
  }

  /** An entry may have been touched up to `reorderMs` after it took its place; none behind it is due before it. */
  dueOf(entry: KeyedEntry<V, K>): number {
    return entry.ordered + this.ttlMs + this.reorderMs;
  }

  scheduleNext(): void {
    const { first } = this.order;
    if (first === undefined || this.ttlMs === Number.POSITIVE_INFINITY) return;
    this.host?.schedule(this, onGrid(this.dueOf(first), this.reorderMs));
  }

  expire(now: number): void {
    let { first } = this.order;
    while (first !== undefined && this.dueOf(first) <= now) {
      this.letGo(first);
      first = this.order.first;
    }
    this.scheduleNext();
  }

  letGo(entry: KeyedEntry<V, K>): void {
    this.remove(entry);
    const { onExpire } = this.options;
    if (onExpire === undefined) return;
    const cause = `expire ${this.nameOf(entry)} ${this.dueOf(entry)}`;
    this.host?.inCause(cause, () => onExpire(entry.key, entry.value));
  }

  snapshot(): Json {
    return Array.from(this.order, this.rowOf);
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
      this.add(newEntry(this.index.read(key), unpack(value), ordered, place));
    }
    this.scheduleNext();
  }

  readonly rowOf = ({ key, value, ordered, place }: KeyedEntry<V, K>): Row => {
    const { pack } = this.options;
    return [this.index.write(key), pack === undefined ? (value as Json) : pack(value), ordered, place];
  };

  readonly keyOf = ({ key }: KeyedEntry<V, K>): string | number => this.index.write(key);

  track(all: boolean): void {
    this.log ??= new ChangeLog();
    this.log.restart(this.order, !all);
  }

  changes(): Iterable<StateChange> {
    return this.log?.take(this) ?? [];
  }
}

function newEntry<V, K>(key: K, value: V, ordered: number, place: number): KeyedEntry<V, K> {
  return { key, value, live: true, ordered, place, before: undefined, after: undefined, changed: false, saved: false };
}

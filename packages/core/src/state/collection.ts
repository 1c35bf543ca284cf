/** State of modules: collections that checkpoints save, partitions divide and statistics merge. */
import type { Json } from '../base/json.ts';

/** What a collection needs of the engine. */
export interface CollectionHost {
  /** Event time, ms since 1970 UTC. */
  readonly now: number;
  /** Asks for `Collection.expire` when event time reaches `due`. */
  schedule(collection: Collection, due: number): void;
  /** Runs `action` so that what it dispatches gets its identity from `cause`. */
  inCause(cause: string, action: () => void): void;
  /** The same for what comes of the record or event at hand and is not about it: `cause` says what. */
  inOwnCause(cause: string, action: () => void): void;
  /** Event time's day in the engine's zone, as `2026-11-23`, of any instant. */
  dayOf(time: number): string;
}

/** One value of a collection as a store keeps it: by a key that is unique in the collection, as JSON; null where it is gone. */
export interface StateChange {
  readonly key: string;
  readonly value: string | null;
  /** Why it cannot be written: the store keeps what it has of it. @default none */
  readonly error?: unknown;
}

/** Declared state of a module: what a checkpoint saves, partitions divide and statistics merge. */
export interface Collection {
  readonly name: string;
  /** How many keys were given up for the maximum so far. */
  readonly evicted: number;
  connect(host: CollectionHost): void;
  /** Lets go of what is due at `now`; called by the engine at the time asked for by `schedule`. */
  expire(now: number): void;
  snapshot(): Json;
  restore(snapshot: Json): void;
  /** Takes in another partition's content (keys never overlap, counts add up). */
  merge(other: Collection): void;
  /**
   * From now on keeps in mind what changes, beginning with all of it or with nothing: for an engine with a store.
   * @default absent: it is saved whole whenever it has changed
   */
  track?(all: boolean): void;
  /** What has changed since it was last asked; the values are the entries of `snapshot`, one by one. Comes with `track`. */
  changes?(): Iterable<StateChange>;
}

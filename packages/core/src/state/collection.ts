import type { Json } from '../json.ts';

/** What a collection needs of the engine. */
export interface CollectionHost {
  /** Event time, ms since 1970 UTC. */
  readonly now: number;
  /** Asks for `Collection.expire` when event time reaches `due`. */
  schedule(collection: Collection, due: number): void;
  /** Runs `action` so that what it dispatches gets its identity from `cause`. */
  inCause(cause: string, action: () => void): void;
  /** Event time's day in the engine's zone, as `2026-11-23`, of any instant. */
  dayOf(time: number): string;
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
}

import type { Event } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { Json } from '../base/json.ts';
import type { Criteria } from './criteria.ts';

/** How a listener's queue behaves, and what happens where the listener fails, hangs or is slow. */
export interface QueueOptions {
  /** How many events wait in memory. @default 10_000 */
  readonly capacity?: number;
  /** How many events one call of `handleBatch` gets at most. @default 500 */
  readonly batch?: number;
  /** After how long a call counts as hanging. @default '30s' */
  readonly timeout?: string | number;
  /** How often a call that failed is tried again before others are tried in its place. @default 3 */
  readonly retries?: number;
  /** How long to wait before the first retry; doubled each time. @default '100ms' */
  readonly backoff?: string | number;
  /** No pause between tries is longer. @default '1m' */
  readonly longestPause?: string | number;
  /** How long in all it may hold live inputs up until it has caught up. @default the engine's `patience`, '5s' */
  readonly patience?: string | number;
  /**
   * What happens when its queue is full. `wait`: inputs wait for room, live ones within `patience`; after that, what has no room
   * waits in the store, or without one the oldest are dropped. `drop-oldest`: nobody waits, and the oldest are dropped; not for
   * what a store keeps. `keep`: nobody waits, and what has no room waits in the store.
   * @default 'wait'
   */
  readonly whenFull?: 'wait' | 'drop-oldest' | 'keep';
}

/** What the engine lends to a listener. */
export interface ListenerContext {
  readonly clock: Clock;
  /** Zone in which days begin. */
  readonly zone: string;
  /** Event classes of the modules that run, for those who prepare files or tables. */
  readonly events: readonly { readonly type: string }[];
  /**
   * Dispatches an event of this listener outside of a call, such as that what it did has come to an end: with an id that
   * is unique to the run, and the clock's time where it names none. From `start` until `stop`.
   */
  dispatch(event: Event): void;
  /** Dispatches an operational error: something about this listener that an operator should know. */
  report(summary: string, data?: Readonly<Record<string, unknown>>): void;
}

/** What `handle` may answer: nothing, or outcomes, which the engine dispatches as events of this listener. */
export type Outcome = void | Event | readonly Event[];

/**
 * Acts on events. One call at a time; the next when the one before is done. A call that throws or rejects is tried again; other
 * listeners never notice. If it still fails, another event is tried in its place: if that one is handled, the first is to blame
 * and becomes a dead letter, otherwise all wait, and are tried again after ever longer pauses. A `CorrelatorError` may say so
 * itself in its `details`: `permanent`, this event can never be handled, and is a dead letter at once; `passing`, no event is to
 * blame, and all wait until it is over.
 */
export interface Listener {
  /** Its name in the configuration, unique among listeners. */
  readonly name: string;
  /** Which events it is given. @default all */
  readonly criteria?: Criteria;
  readonly queue?: QueueOptions;
  /**
   * With a store: which events survive a crash until it has handled them. False: none, as it is of use only while
   * somebody looks on.
   * @default true: all
   */
  readonly durable?: boolean | Criteria;
  /** Opens what it writes to. Throws a `CorrelatorError` that names the fix where that fails. */
  start?(context: ListenerContext): void | Promise<void>;
  /** Acts on one event. `signal` is aborted when the call took too long. */
  handle(event: Event, signal: AbortSignal): Outcome | Promise<Outcome>;
  /** Acts on several events at once, in order; used instead of `handle` where present. All or nothing: it is retried whole. */
  handleBatch?(events: readonly Event[], signal: AbortSignal): Outcome | Promise<Outcome>;
  /** Finishes what is under way and closes. Its queue is empty by then, or given up. */
  stop?(): void | Promise<void>;
  /**
   * With a store: makes durable what was handled so far and says up to where, which the checkpoint keeps. A listener that
   * has it is given an event only when the checkpoint that holds it is committed; after a crash it is taken back to what
   * it said last, and given what came after that: so that it has each event exactly once.
   */
  commit?(): Json | Promise<Json>;
  /** Goes back to what `commit` said in an earlier run: all since is given again. Called before `start`. */
  restore?(position: Json): void | Promise<void>;
}

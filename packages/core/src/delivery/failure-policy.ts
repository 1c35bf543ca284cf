/** What happens where a listener fails, hangs or is slow: one policy, with a store and without. */
import { CorrelatorError, durationMs, isCorrelatorError } from '@correlator/events';
import type { Backoff } from '../base/waiting.ts';
import { backoffMs } from '../base/waiting.ts';
import type { Listener, QueueOptions } from '../contract/listener.ts';

/** What the engine does where a listener cannot keep up with its events, or cannot handle them. */
export interface FailurePolicy {
  /** How many events wait in memory. */
  readonly capacity: number;
  /** How many events one call of `handleBatch` is given at most. */
  readonly batch: number;
  /** A call that takes longer counts as hanging: its signal is aborted, and inputs no longer wait for it. */
  readonly timeoutMs: number;
  /** How often a call that failed is tried again before the engine looks for who is to blame. */
  readonly retries: number;
  /** The pauses between tries; each is longer by up to a quarter, so that not all listeners of a server come back at once. */
  readonly backoff: Backoff;
  /** How long in all live inputs wait for it until it has caught up; Infinity where all inputs end. */
  readonly patienceMs: number;
  /** What happens when its queue is full. */
  readonly whenFull: WhenFull;
  /** Where an event goes that it cannot handle: kept in the store, or counted. */
  readonly deadLetters: 'kept' | 'counted';
}

/**
 * What happens when a listener's queue is full. `wait`: inputs wait for room, live ones for at most `patience` in all; after
 * that, what has no room waits in the store, or without one the oldest are dropped. `drop-oldest`: nobody waits. `keep`: nobody
 * waits, and what has no room waits in the store.
 */
export type WhenFull = NonNullable<QueueOptions['whenFull']>;

const choices: readonly WhenFull[] = ['wait', 'drop-oldest', 'keep'];

/** What an engine says of all its listeners. */
export interface PolicyDefaults {
  readonly patienceMs: number;
  /** Whether a store stands behind the listener's queue. */
  readonly stored: boolean;
}

/**
 * Completes what a listener says of its queue. Throws `OPTIONS_INVALID` and `DURATION_INVALID`.
 *
 * Defaults: 10,000 events wait; batches of 500; calls hang after 30 s; 3 retries after 100, 200 and 400 ms, later pauses up to
 * 1 min; the engine's patience, 5 s; inputs wait when the queue is full.
 */
export function failurePolicyOf(listener: Listener, { patienceMs, stored }: PolicyDefaults): FailurePolicy {
  const { capacity = 10_000, batch = 500, timeout = '30s', retries = 3, backoff = '100ms' } = listener.queue ?? {};
  const { longestPause = '1m', patience, whenFull = 'wait' } = listener.queue ?? {};
  const path = `listeners.${listener.name}.queue`;
  checkChoice(whenFull, stored, path);
  const own = patience === undefined ? patienceMs : durationMs(patience, `${path}.patience`);
  return {
    capacity: atLeast(1, capacity, `${path}.capacity`),
    batch: atLeast(1, batch, `${path}.batch`),
    retries: atLeast(0, retries, `${path}.retries`),
    timeoutMs: durationMs(timeout, `${path}.timeout`),
    backoff: {
      firstMs: durationMs(backoff, `${path}.backoff`),
      longestMs: durationMs(longestPause, `${path}.longestPause`),
    },
    patienceMs: patienceMs === Number.POSITIVE_INFINITY ? patienceMs : own,
    whenFull,
    deadLetters: stored ? 'kept' : 'counted',
  };
}

function checkChoice(whenFull: WhenFull, stored: boolean, path: string): void {
  const wrong = (why: string) => new CorrelatorError('OPTIONS_INVALID', `${path}.whenFull is '${whenFull}': ${why}`);
  if (!choices.includes(whenFull)) throw wrong(`give one of ${choices.join(', ')}`);
  if (whenFull === 'keep' && !stored) {
    throw wrong(
      "only a store keeps what has no room; configure a store, and leave 'durable: false' out, or give 'wait'",
    );
  }
  if (whenFull === 'drop-oldest' && stored) {
    throw wrong("a store would keep what is to be dropped; give 'keep', or 'durable: false' besides");
  }
}

function atLeast(least: number, value: number, path: string): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new CorrelatorError('OPTIONS_INVALID', `${path} is ${value}: give a whole number of ${least} or more`);
}

/** Returns how long to pause after `failures` failures in a row, in milliseconds; `now` spreads the pauses. */
export function retryPauseMs({ backoff }: FailurePolicy, failures: number, now: number): number {
  const jitter = 1 + (now % 97) / 388;
  return Math.round(backoffMs(failures, backoff) * jitter);
}

/** A listener that fails at everything is not tried more often than this, however short its `backoff` is. */
const shortestRestMs = 100;

/** Returns how long a listener that fails at everything is left alone, in milliseconds, after this many rounds (1 or more). */
export function restMs(policy: FailurePolicy, rounds: number, now: number): number {
  return Math.max(shortestRestMs, retryPauseMs(policy, policy.retries + rounds, now));
}

/** What an error says of itself: `permanent`, the event is to blame and always will be; `passing`, no event is to blame. */
export function says(thrown: unknown, what: 'permanent' | 'passing'): boolean {
  try {
    return isCorrelatorError(thrown) && thrown.details?.[what] === true;
  } catch {
    return false;
  }
}

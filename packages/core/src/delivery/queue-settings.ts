import { CorrelatorError, durationMs } from '@correlator/events';
import type { Listener } from '../contract/listener.ts';

/** How a listener's queue behaves, complete and checked. */
export interface QueueSettings {
  readonly capacity: number;
  readonly batch: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly backoffMs: number;
}

/** Completes a listener's queue options. Throws `OPTIONS_INVALID` and `DURATION_INVALID`. */
export function queueSettings({ name, queue = {} }: Listener): QueueSettings {
  const { capacity = 10_000, batch = 500, timeout = '30s', retries = 3, backoff = '100ms' } = queue;
  const path = `listeners.${name}.queue`;
  return {
    capacity: atLeast(1, capacity, `${path}.capacity`),
    batch: atLeast(1, batch, `${path}.batch`),
    retries: atLeast(0, retries, `${path}.retries`),
    timeoutMs: durationMs(timeout, `${path}.timeout`),
    backoffMs: durationMs(backoff, `${path}.backoff`),
  };
}

function atLeast(least: number, value: number, path: string): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new CorrelatorError('OPTIONS_INVALID', `${path} is ${value}: give a whole number of ${least} or more`);
}

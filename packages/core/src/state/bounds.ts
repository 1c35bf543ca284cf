import { CorrelatorError, copyText } from '@correlator/events';

/** `copyText` for keys: what is no string passes as it is. */
export function copyKey<K>(key: K): K {
  return typeof key === 'string' ? (copyText(key) as K) : key;
}

/** Refuses a maximum that leaves no room for anything: `STATE_MAX_INVALID`. */
export function checkMax(state: string, max: number, option = 'max'): void {
  if (max >= 1) return;
  throw new CorrelatorError('STATE_MAX_INVALID', `state '${state}': ${option} must be 1 or more, not ${max}`);
}

/**
 * The first multiple of `step` at or after `time`. What is let go at such instants is let go together, and at the same
 * instant however the keys are divided among partitions.
 */
export function onGrid(time: number, step: number): number {
  return Math.ceil(time / step) * step;
}

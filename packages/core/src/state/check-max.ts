import { CorrelatorError } from '@correlator/events';

/** Refuses a maximum that leaves no room for anything: `STATE_MAX_INVALID`. */
export function checkMax(state: string, max: number, option = 'max'): void {
  if (max >= 1) return;
  throw new CorrelatorError('STATE_MAX_INVALID', `state '${state}': ${option} must be 1 or more, not ${max}`);
}

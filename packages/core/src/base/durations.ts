import { CorrelatorError, durationMs } from '@correlator/events';

/** As `durationMs`, but a time of nothing is a `DURATION_INVALID` error too: nothing is ever due after it. */
export function positiveDurationMs(duration: string | number, option: string): number {
  const ms = durationMs(duration, option);
  if (ms > 0) return ms;
  throw new CorrelatorError(
    'DURATION_INVALID',
    `${option}: '${duration}' is no time at all; write a longer one, such as '5m'`,
  );
}

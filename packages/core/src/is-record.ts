import type { LogRecord } from '@correlator/events';

/** The latest instant that a `Date` can be, and with a minus the earliest: ms since 1970 UTC. */
const latestMs = 8.64e15;

/** Whether what an input gave is a record, as far as the engine and event identity stand on it. */
export function isRecord(value: unknown): value is LogRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { time, host, program, pid, message, source, offset } = value as LogRecord;
  const dated = typeof time === 'number' && time <= latestMs && time >= -latestMs;
  const worded = typeof message === 'string' && typeof program === 'string' && typeof host === 'string';
  return (
    dated && worded && typeof pid === 'string' && typeof source?.identity === 'string' && typeof offset === 'number'
  );
}

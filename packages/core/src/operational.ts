import { ErrorEvent, type Event, type EventData, type LogRecord, WarningEvent } from '@correlator/events';
import type { Clock } from './clock.ts';

/** What is known of an operational event. */
export interface Operational {
  readonly severity: 'error' | 'warning';
  /** Such as `engine.listener-failed`. */
  readonly type: string;
  readonly summary: string;
  readonly data?: EventData;
  readonly record?: LogRecord | undefined;
}

/** Makes events about this run: system `engine`, an id of their own, outside the promise of replay. */
export function createOperationalEvents(clock: Clock): (about: Operational) => Event {
  const epoch = clock.now().toString(36);
  let sequence = 0;
  return ({ severity, type, summary, data, record }) => {
    const options = { type, record, system: 'engine', time: clock.now(), id: `engine-${epoch}-${sequence++}` };
    return severity === 'error' ? new ErrorEvent(summary, data, options) : new WarningEvent(summary, data, options);
  };
}

/** Whether the `count`th of many like events is worth a word: the first three, then 10, 100, 1,000 and so on. */
export function isWorthReporting(count: number): boolean {
  return count <= 3 || Number.isInteger(Math.log10(count));
}

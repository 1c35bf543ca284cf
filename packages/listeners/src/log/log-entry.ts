import type { Event, LogRecord } from '@correlator/events';

/** An event as the log has it; severity and summary become pino's level and `msg`. */
export interface LogEntry {
  /** The event's time, ISO 8601 in UTC. */
  readonly time: string | null;
  readonly system: string;
  readonly type: string;
  readonly id: string;
  readonly data?: object;
  /** The record in short, without what it does not say. */
  readonly record?: {
    readonly host?: string;
    readonly program?: string;
    readonly pid?: string;
    readonly message: string;
  };
}

function shortRecord({ host, program, pid, message }: LogRecord): NonNullable<LogEntry['record']> {
  return { ...(host && { host }), ...(program && { program }), ...(pid && { pid }), message };
}

/** What is logged of `event`. */
export function logEntry(event: Event): LogEntry {
  const { time, system, type, id, data, record } = event;
  return {
    time: Number.isNaN(time) ? null : new Date(time).toISOString(),
    system,
    type,
    id,
    ...(Object.keys(data).length > 0 && { data }),
    ...(record !== undefined && { record: shortRecord(record) }),
  };
}

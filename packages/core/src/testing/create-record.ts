import type { LogRecord } from '@correlator/events';

/** What a test says of a record; all else has a default. */
export type RecordDraft = Partial<Omit<LogRecord, 'time'>> & {
  /** ms since 1970 UTC, or a text such as `2026-11-23T10:00:00Z`. @default noon of 1 January 2026, UTC */
  readonly time?: number | string;
};

/** A whole record made of what matters to a test; frozen, so that tests find modules that change records. */
export function createRecord(draft: RecordDraft = {}): LogRecord {
  const { time = '2026-01-01T12:00:00Z', message = '', raw = message } = draft;
  return Object.freeze({
    host: 'web01',
    program: 'app',
    pid: '1',
    facility: undefined,
    severity: undefined,
    msgid: '',
    structuredData: undefined,
    repeat: 1,
    source: { input: 'memory', identity: 'memory' },
    offset: 0,
    late: false,
    retimed: false,
    ...draft,
    message,
    raw,
    time: typeof time === 'number' ? time : Date.parse(time),
  });
}

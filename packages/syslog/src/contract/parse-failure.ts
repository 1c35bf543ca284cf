import type { RecordSource } from '@correlator/events';

/** Why a line is not a record. The words are stable: statistics and tests count by them. */
export type FailureReason =
  | 'empty'
  | 'bad-priority'
  | 'no-timestamp'
  | 'bad-timestamp'
  | 'impossible-date'
  | 'no-host'
  | 'no-message'
  | 'bad-version'
  | 'bad-header'
  | 'bad-structured-data'
  | 'bad-json'
  | 'no-journal-time';

/** A line that is not a record, and why. */
export interface ParseFailure {
  readonly reason: FailureReason;
  /** The reason for people, with what to do about it. */
  readonly explanation: string;
  /** The place in the line at which it went wrong, counted from 1. */
  readonly column: number;
  /** The line as it was read, without its line end. */
  readonly raw: string;
  readonly source: RecordSource;
  readonly offset: number;
}

/** The meaning of each reason, and how to mend it. */
export const failureExplanations: Readonly<Record<FailureReason, string>> = {
  empty: 'the line is empty; have the writer leave it out, or skip empty lines before parsing',
  'bad-priority': "'<' begins a priority, a number from 0 to 191 without leading zeros and then '>'; mend the sender",
  'no-timestamp':
    'the line does not begin with a time in a known form; if it continues the line before it, have the program log one line per entry, otherwise state the right format or have the time written first',
  'bad-timestamp':
    'the line begins with a time that is not well-formed; have it written as in RFC 3339, or mend the sender',
  'impossible-date': 'no such day in the year it must be in; state the right year, or mend the clock of the writer',
  'no-host': 'nothing follows the time; have the writer put the host and the message there',
  'no-message':
    'neither a tag that ends in a colon nor a message follows the host; have the program log under its name',
  'bad-version':
    'a version (1 to 999, usually 1) and a space must follow the priority in RFC 5424; state the right format or mend the sender',
  'bad-header':
    'RFC 5424 wants host (up to 255), app name (48), process id (128) and message id (32 characters) there, each printable ASCII or -, a space between them; mend the sender',
  'bad-structured-data':
    'RFC 5424 wants - or elements such as [id name="value"] there, no id twice, with ", \\ and ] escaped by \\ in values; mend the sender',
  'bad-json': 'not one JSON object; have the journal written by journalctl -o json --all, one object per line',
  'no-journal-time':
    'JSON without __REALTIME_TIMESTAMP in microseconds, so no entry of the journal, and no other JSON is known; use journalctl -o json --all, or have the program log to syslog',
};

/** Returns whether what `parse` returned is a failure, not a record. Works across copies of this package. */
export function isParseFailure(value: object): value is ParseFailure {
  return (value as Partial<ParseFailure>).reason !== undefined;
}

/** A line that failed, and its origin. */
export interface LineOrigin {
  readonly raw: string;
  readonly source: RecordSource;
  readonly offset: number;
}

/** Returns the failure of one line; `at` counts from 0. */
export function createParseFailure(reason: FailureReason, at: number, origin: LineOrigin): ParseFailure {
  const { raw, source, offset } = origin;
  return {
    reason,
    explanation: failureExplanations[reason],
    column: Math.min(at, raw.length) + 1,
    raw,
    source,
    offset,
  };
}

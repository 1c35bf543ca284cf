import type { LogRecord, RecordSource, Vouched } from '@correlator/events';
import { type LineParser, WholeLineParser } from '../contract/line-parser.ts';
import { type LineParserOptions, latestTime } from '../contract/line-parser-options.ts';
import { createParseFailure, type ParseFailure } from '../contract/parse-failure.ts';
import { createRecord } from '../contract/record.ts';
import { endOfDigits } from '../text/digits.ts';

type Entry = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder();

/**
 * A parser for entries of `journalctl -o json`. Their time is `_SOURCE_REALTIME_TIMESTAMP` if the journal knows it (as
 * journalctl shows it), otherwise `__REALTIME_TIMESTAMP`. What the journal adds by itself, in fields that begin with an underscore, is
 * what it vouches for (systemd.journal-fields(7), trusted journal fields).
 */
export class JournaldParser extends WholeLineParser {
  /** Of entries that name none; `''`: those have none. */
  readonly program: string;

  constructor(program = '') {
    super();
    this.program = program;
  }

  /** Every entry has its whole time: there is nothing to take from a reference. */
  moveReference(): void {}

  parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const origin = { raw: line, source, offset };
    if (line === '') return createParseFailure('empty', 0, origin);
    const entry = parseEntry(line);
    if (entry === undefined) return createParseFailure('bad-json', 0, origin);
    const time = microseconds(entry._SOURCE_REALTIME_TIMESTAMP) ?? microseconds(entry.__REALTIME_TIMESTAMP);
    if (time === undefined) return createParseFailure('no-journal-time', 0, origin);
    const record = createRecord(
      time,
      text(entry._HOSTNAME),
      text(entry.SYSLOG_IDENTIFIER) || text(entry._COMM) || this.program,
      text(entry.SYSLOG_PID) || text(entry._PID),
      integer(entry.SYSLOG_FACILITY, 23),
      integer(entry.PRIORITY, 7),
      '',
      undefined,
      text(entry.MESSAGE),
      line,
      source,
      offset,
    );
    const vouched = vouchedBy(entry);
    return vouched === undefined ? record : { ...record, vouched };
  }
}

/** The greatest id of a user or a process: both have 32 bits. */
const greatestId = 0xffff_ffff;

/** Returns what the journal itself says of who wrote an entry; undefined where it says nothing, as of the kernel's. */
function vouchedBy(entry: Entry): Vouched | undefined {
  const uid = integer(entry._UID, greatestId);
  const pid = integer(entry._PID, greatestId);
  const command = text(entry._COMM);
  const executable = text(entry._EXE);
  const unit = text(entry._SYSTEMD_UNIT);
  const vouched = {
    ...(uid !== undefined && { uid }),
    ...(pid !== undefined && { pid }),
    ...(command !== '' && { command }),
    ...(executable !== '' && { executable }),
    ...(unit !== '' && { unit }),
  };
  return Object.keys(vouched).length === 0 ? undefined : vouched;
}

function parseEntry(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the text of a field, which is a string; an array of bytes if it is not UTF-8; an array of these if the entry has it
 * several times (the first is taken); null if it is too long.
 */
function text(value: unknown): string {
  const first = isBytes(value) || !Array.isArray(value) ? value : value[0];
  if (typeof first === 'string') return first;
  return isBytes(first) ? utf8.decode(Uint8Array.from(first)) : '';
}

function isBytes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
}

/** Returns the number from 0 to `max` that a field has in digits, or undefined. */
function integer(value: unknown, max: number): number | undefined {
  const digits = text(value);
  const number = digits !== '' && endOfDigits(digits, 0) === digits.length ? Number(digits) : Number.NaN;
  return number <= max ? number : undefined;
}

function microseconds(value: unknown): number | undefined {
  const us = integer(value, latestTime * 1_000);
  return us === undefined ? undefined : Math.floor(us / 1_000);
}

/** Returns a parser for the output of `journalctl -o json`, one entry a line. */
export function createJournaldParser({ program }: Pick<LineParserOptions, 'program'> = {}): LineParser {
  return new JournaldParser(program);
}

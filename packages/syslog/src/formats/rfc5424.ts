import { type LogRecord, type RecordSource, timeZone } from '@correlator/events';
import { type LineParser, WholeLineParser } from '../contract/line-parser.ts';
import { type LineParserOptions, lineSettings, wholeMs } from '../contract/line-parser-options.ts';
import {
  createParseFailure,
  type FailureReason,
  type LineOrigin,
  type ParseFailure,
} from '../contract/parse-failure.ts';
import { createRecord } from '../contract/record.ts';
import { HeaderField } from '../header/header-field.ts';
import { endOfPriority, parsePriority } from '../header/priority.ts';
import { lengthOfProgram, windowsProvider } from '../header/sshd-elsewhere.ts';
import { StructuredDataReader } from '../header/structured-data.ts';
import { isDigit } from '../text/digits.ts';
import { Interner } from '../text/interner.ts';
import { beginsWithYear, IsoTime } from '../time/iso-time.ts';

/**
 * A parser for RFC 5424 section 6, to the letter; a NIL time is the reference time, and a BOM before the message is left out.
 */
export class Rfc5424Parser extends WholeLineParser {
  readonly iso = new IsoTime(timeZone('UTC'));
  readonly host = new HeaderField('HOSTNAME', 255, new Interner());
  readonly appName = new HeaderField('APP-NAME', 48, new Interner());
  readonly procId = new HeaderField('PROCID', 128);
  readonly msgId = new HeaderField('MSGID', 32, new Interner());
  readonly structuredData = new StructuredDataReader();
  readonly asSent: boolean;
  /** Of lines that name none; `''`: those have none. */
  readonly program: string;
  reference: number;
  time = 0;
  reason: FailureReason = 'empty';
  failedAt = 0;

  /** With `asSent`, what senders are known to add is left out. */
  constructor(options: LineParserOptions, { asSent = false } = {}) {
    super();
    this.asSent = asSent;
    const { reference, program } = lineSettings(options);
    this.reference = reference;
    this.program = program;
  }

  moveReference(reference: number): void {
    this.reference = wholeMs(reference);
  }

  parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const priority = parsePriority(line);
    const start = priority < 0 && !beginsWithVersion(line) ? this.failAtStart(line) : this.readTime(line, priority);
    if (start < 0) return this.failure(line, source, offset);
    const host = this.host.read(line, start + 1);
    if (host === undefined) return fieldFailure(this.host, start + 1, { raw: line, source, offset });
    const appName = this.appName.read(line, this.host.end + 1);
    if (appName === undefined) return fieldFailure(this.appName, this.host.end + 1, { raw: line, source, offset });
    const procId = this.procId.read(line, this.appName.end + 1);
    if (procId === undefined) return fieldFailure(this.procId, this.appName.end + 1, { raw: line, source, offset });
    const msgId = this.msgId.read(line, this.procId.end + 1);
    if (msgId === undefined) return fieldFailure(this.msgId, this.procId.end + 1, { raw: line, source, offset });
    const end = this.readStructuredData(line, this.msgId.end);
    if (end < 0) return this.failure(line, source, offset);
    const { data } = this.structuredData;
    const at = this.messageStart(line, end + 1);
    const named = appName === windowsProvider ? lengthOfProgram(line, at) : 0;
    const program = named > 0 ? line.slice(at, at + named) : appName || this.program;
    const message = line.slice(named > 0 ? at + named + 2 : at);
    const facility = priority < 0 ? undefined : priority >> 3;
    const severity = priority < 0 ? undefined : priority & 7;
    const { time } = this;
    return createRecord(time, host, program, procId, facility, severity, msgId, data, message, line, source, offset);
  }

  /** Reads VERSION (1 to 999) and TIMESTAMP. Returns where the space after them stands, or -1. */
  readTime(line: string, priority: number): number {
    const version = endOfPriority(priority);
    const start = endOfVersion(line, version);
    if (start < 0) return this.fail('bad-version', version);
    let end = start + 1;
    if (line.charCodeAt(start) === 0x2d) {
      this.time = this.reference;
    } else {
      end = this.iso.readStrict(line, start);
      if (end < 0) return this.fail(this.iso.reason, this.iso.failedAt);
      this.time = this.iso.time;
    }
    return line.charCodeAt(end) === 0x20 ? end : this.fail('bad-timestamp', end);
  }

  /**
   * Returns where the message begins: behind a BOM, and as sent, also behind one space: rsyslog writes the one after the tag of
   * a BSD message here as well.
   */
  messageStart(line: string, start: number): number {
    const first = line.charCodeAt(start);
    return first === 0xfeff || (this.asSent && first === 0x20) ? start + 1 : start;
  }

  readStructuredData(line: string, start: number): number {
    const end = this.structuredData.read(line, start + 1);
    if (end < 0) return this.fail('bad-structured-data', this.structuredData.failedAt);
    return end === line.length || line.charCodeAt(end) === 0x20 ? end : this.fail('bad-structured-data', end);
  }

  failAtStart(line: string): number {
    return this.fail(line === '' ? 'empty' : 'bad-priority', 0);
  }

  fail(reason: FailureReason, at: number): number {
    this.reason = reason;
    this.failedAt = at;
    return -1;
  }

  failure(raw: string, source: RecordSource, offset: number): ParseFailure {
    return createParseFailure(this.reason, this.failedAt, { raw, source, offset });
  }
}

function fieldFailure(field: HeaderField, start: number, origin: LineOrigin): ParseFailure {
  const explanation = `RFC 5424: ${field.problem(origin.raw, start)}`;
  return { ...createParseFailure('bad-header', field.end, origin), explanation };
}

/**
 * Returns whether a line begins like `1 2026-11-23T…`: RFC 5424 without `<PRI>`, as Junos and templates of rsyslog write files.
 */
export function beginsWithVersion(line: string): boolean {
  const version = line.charCodeAt(0);
  if (!(version >= 0x31 && version <= 0x39) || line.charCodeAt(1) !== 0x20) return false;
  return beginsWithYear(line, 2) && line.charCodeAt(12) === 0x54;
}

/** Returns where the text after VERSION and its space begins, or -1. */
function endOfVersion(line: string, start: number): number {
  const first = line.charCodeAt(start);
  if (!(first >= 0x31 && first <= 0x39)) return -1;
  let at = start + 1;
  while (at < start + 3 && isDigit(line.charCodeAt(at))) at++;
  return line.charCodeAt(at) === 0x20 ? at + 1 : -1;
}

/** Returns a parser for messages of RFC 5424, from the network or from files in `RSYSLOG_SyslogProtocol23Format`. */
export function createRfc5424Parser(options: LineParserOptions): LineParser {
  return new Rfc5424Parser(options);
}

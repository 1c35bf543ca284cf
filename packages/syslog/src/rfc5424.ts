import { type LogRecord, type RecordSource, timeZone } from '@correlator/events';
import { isDigit } from './digits.ts';
import { HeaderField } from './header-field.ts';
import { Interner } from './interner.ts';
import { IsoTime } from './iso-time.ts';
import type { LineParser } from './line-parser.ts';
import { type LineParserOptions, lineSettings } from './line-parser-options.ts';
import { createParseFailure, type FailureReason, type ParseFailure } from './parse-failure.ts';
import { endOfPriority, parsePriority } from './priority.ts';
import { createRecord } from './record.ts';
import { StructuredDataReader } from './structured-data.ts';

/** RFC 5424 section 6, to the letter; a NIL time is the reference time, and a BOM before the message is left out. */
export class Rfc5424Parser implements LineParser {
  readonly iso = new IsoTime(timeZone('UTC'));
  readonly host = new HeaderField(255, new Interner());
  readonly appName = new HeaderField(48, new Interner());
  readonly procId = new HeaderField(128);
  readonly msgId = new HeaderField(32, new Interner());
  readonly structuredData = new StructuredDataReader();
  reference: number;
  time = 0;
  reason: FailureReason = 'empty';
  failedAt = 0;

  constructor(options: LineParserOptions) {
    this.reference = lineSettings(options).reference;
  }

  moveReference(reference: number): void {
    this.reference = reference;
  }

  parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const priority = parsePriority(line);
    const start = priority < 0 ? this.fail(line === '' ? 'empty' : 'bad-priority', 0) : this.readTime(line, priority);
    if (start < 0) return this.failure(line, source, offset);
    const host = this.host.read(line, start + 1);
    if (host === undefined) return this.fieldFailure(this.host, line, source, offset);
    const appName = this.appName.read(line, this.host.end + 1);
    if (appName === undefined) return this.fieldFailure(this.appName, line, source, offset);
    const procId = this.procId.read(line, this.appName.end + 1);
    if (procId === undefined) return this.fieldFailure(this.procId, line, source, offset);
    const msgId = this.msgId.read(line, this.procId.end + 1);
    if (msgId === undefined) return this.fieldFailure(this.msgId, line, source, offset);
    const end = this.readStructuredData(line, this.msgId.end);
    if (end < 0) return this.failure(line, source, offset);
    const { data } = this.structuredData;
    const message = line.slice(line.charCodeAt(end + 1) === 0xfeff ? end + 2 : end + 1);
    const facility = priority >> 3;
    const severity = priority & 7;
    const { time } = this;
    return createRecord(time, host, appName, procId, facility, severity, msgId, data, message, line, source, offset);
  }

  /** VERSION (1 to 999) and TIMESTAMP. Gives where the space after it stands, or -1. */
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

  readStructuredData(line: string, start: number): number {
    const end = this.structuredData.read(line, start + 1);
    if (end < 0) return this.fail('bad-structured-data', this.structuredData.failedAt);
    return end === line.length || line.charCodeAt(end) === 0x20 ? end : this.fail('bad-structured-data', end);
  }

  fail(reason: FailureReason, at: number): number {
    this.reason = reason;
    this.failedAt = at;
    return -1;
  }

  failure(raw: string, source: RecordSource, offset: number): ParseFailure {
    return createParseFailure(this.reason, this.failedAt, { raw, source, offset });
  }

  fieldFailure(field: HeaderField, raw: string, source: RecordSource, offset: number): ParseFailure {
    return createParseFailure('bad-header', field.end, { raw, source, offset });
  }
}

/** Where the text after VERSION and its space begins, or -1. */
function endOfVersion(line: string, start: number): number {
  const first = line.charCodeAt(start);
  if (!(first >= 0x31 && first <= 0x39)) return -1;
  let at = start + 1;
  while (at < start + 3 && isDigit(line.charCodeAt(at))) at++;
  return line.charCodeAt(at) === 0x20 ? at + 1 : -1;
}

/** A parser for messages of RFC 5424, from the network or from files in `RSYSLOG_SyslogProtocol23Format`. */
export function createRfc5424Parser(options: LineParserOptions): LineParser {
  return new Rfc5424Parser(options);
}

import type { LogRecord, RecordSource } from '@correlator/events';
import type { LineParser } from '../contract/line-parser.ts';
import { type LineParserOptions, lineSettings } from '../contract/line-parser-options.ts';
import { createParseFailure, type ParseFailure } from '../contract/parse-failure.ts';
import { createBareRecord, createRecord } from '../contract/record.ts';
import { parseCiscoHeader } from '../header/cisco.ts';
import { Content, Header } from '../header/content.ts';
import { type PlainHead, readPlainHead } from '../header/plain-log.ts';
import { noPriority, priorityByName } from '../header/priority.ts';
import { readUsual } from '../header/usual-content.ts';
import { endOfDigits } from '../text/digits.ts';
import { BsdTime, beginsWithDate, beginsWithYearAndDate } from '../time/bsd-time.ts';
import { beginsWithYear, IsoTime } from '../time/iso-time.ts';
import { beginsWithWeekday, UnusualTime } from '../time/unusual-time.ts';

/**
 * A parser for RFC 3164 as it is written in practice: `<PRI>` or none, the time of BSD syslog or an ISO one, a host or none, a
 * tag or none. With `<PRI>` the time may be missing (section 4.3.3); it is then the reference time.
 */
export class Rfc3164Parser implements LineParser {
  readonly bsd: BsdTime;
  readonly iso: IsoTime;
  readonly unusual: UnusualTime;
  readonly content: Content;
  readonly header = new Header();
  /** Of lines that name none; `''`: those have none. */
  readonly program: string;

  constructor(options: LineParserOptions) {
    const { zone, year, yearRule, reference, program } = lineSettings(options);
    this.program = program;
    this.content = new Content(program);
    this.bsd = new BsdTime({ rule: yearRule, zone, reference }, year);
    this.iso = new IsoTime(zone);
    this.unusual = new UnusualTime(this.bsd, this.iso);
  }

  moveReference(reference: number): void {
    this.bsd.moveReference(reference);
  }

  parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const { header } = this;
    const at = header.readPriority(line);
    if (at < 0) return createParseFailure('bad-priority', 0, { raw: line, source, offset });
    const start = this.startOfTime(line, at);
    const end = this.readTime(line, start);
    if (end < 0) return this.parseWithoutTime(line, start, source, offset);
    return this.content.read(line, end, header, source, offset);
  }

  parseWithin(
    text: string,
    codes: Uint8Array,
    start: number,
    end: number,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    this.header.priority = noPriority;
    const at = this.bsd.repeats(codes, start) ? this.repeatTime(start) : this.readTime(text, start);
    const record =
      at < 0 ? undefined : readUsual(this.content, text, codes, start, at, end, this.header.time, source, offset);
    return record ?? this.parse(text.slice(start, end), source, offset);
  }

  repeatTime(start: number): number {
    this.header.time = this.bsd.time;
    return start + 15;
  }

  startOfTime(line: string, start: number): number {
    const code = line.charCodeAt(start);
    if (code > 0x40 || line.charCodeAt(start + 4) === 0x2d) return start;
    return this.header.priority >= 0 || code === 0x2a ? skipMarks(line, start) : start;
  }

  /** Sets the time of `header` and returns where the time ends, or -1. */
  readTime(line: string, start: number): number {
    const { bsd, iso, header } = this;
    let end = -1;
    if (line.charCodeAt(start) > 0x40) {
      end = bsd.read(line, start);
      header.time = bsd.time;
    } else if (beginsWithYear(line, start)) {
      end = iso.read(line, start);
      header.time = iso.time;
    }
    return end;
  }

  parseWithoutTime(line: string, start: number, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const { bsd, iso, header } = this;
    const origin = { raw: line, source, offset };
    if (line.length === start) return createParseFailure(start === 0 ? 'empty' : 'no-message', start, origin);
    if (beginsWithDate(line, start)) return createParseFailure(bsd.reason, bsd.failedAt, origin);
    const failure = beginsWithYear(line, start) ? createParseFailure(iso.reason, iso.failedAt, origin) : undefined;
    const end = failure === undefined ? this.unusual.read(line, start) : -1;
    if (end >= 0) return this.parseAfterUnusual(line, start, end, source, offset);
    if (header.priority >= 0) return failure ?? this.parseBare(line, start, source, offset);
    const plain = readPlainHead(line, iso);
    if (plain !== undefined) return this.parsePlain(line, plain, source, offset);
    if (failure === undefined && this.program !== '' && beginsWithText(line))
      return this.parseHeaderless(line, source, offset);
    return failure ?? createParseFailure('no-timestamp', 0, origin);
  }

  /** Parses what writers other than syslogs put in front of a text. */
  parsePlain(line: string, head: PlainHead, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const { time, pid, end } = head;
    const program = this.program || head.program;
    if (pid !== '') {
      const text = line.slice(end);
      return createRecord(time, '', program, pid, undefined, undefined, '', undefined, text, line, source, offset);
    }
    if (program !== '') return createBareRecord(line, { program, time, start: end }, source, offset);
    this.header.time = time;
    this.header.host = '';
    return this.content.readBare(line, end, this.header, source, offset);
  }

  /** A line of the program that was stated: it has no time, so that it has the reference time. */
  parseHeaderless(line: string, source: RecordSource, offset: number): LogRecord {
    const { program, bsd } = this;
    return createBareRecord(line, { program, time: bsd.finder.reference, start: 0 }, source, offset);
  }

  /**
   * Parses what follows an unusual time. `auth.info sshd[42]: text` may follow that of a weekday: logread of OpenWrt names no
   * host.
   */
  parseAfterUnusual(
    line: string,
    start: number,
    end: number,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    const { header, content, unusual } = this;
    header.time = unusual.time;
    header.host = '';
    const wordEnd = line.indexOf(' ', end + 1);
    const named = beginsWithWeekday(line, start) ? priorityByName(line.slice(end + 1, wordEnd)) : noPriority;
    if (named < 0 || wordEnd < 0) return content.read(line, end, header, source, offset);
    if (header.priority < 0) header.priority = named;
    return content.readBare(line, wordEnd + 1, header, source, offset);
  }

  /** What has a priority and no time: the time is the reference time, unless it is a header of Cisco's. */
  parseBare(line: string, start: number, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const { bsd, header, content } = this;
    const cisco = parseCiscoHeader(line, start);
    header.time = bsd.finder.reference;
    header.host = cisco?.host ?? '';
    if (cisco !== undefined && cisco.time >= 0) {
      const year = beginsWithYearAndDate(line, cisco.time);
      const end = year ? bsd.readAfterYear(line, cisco.time) : bsd.readOther(line, cisco.time, 0);
      if (end < 0) return createParseFailure(bsd.reason, bsd.failedAt, { raw: line, source, offset });
      header.time = bsd.time;
    }
    return content.readBare(line, cisco?.end ?? start, header, source, offset);
  }
}

/** Returns whether a line begins like one that a program writes: not with what continues another, or with what is no text. */
function beginsWithText(line: string): boolean {
  const first = line.charCodeAt(0);
  return first >= 0x20 && first !== 0x7f && first !== 0xfeff;
}

/**
 * Returns where the time begins behind what devices write before it: a space, a sequence number and colon, `*` or `.` of a
 * clock that is not set.
 */
function skipMarks(line: string, start: number): number {
  const at = line.charCodeAt(start) === 0x20 ? start + 1 : start;
  const digits = endOfDigits(line, at);
  const afterNumber = digits > at && line.startsWith(': ', digits) ? digits + 2 : at;
  const mark = line.charCodeAt(afterNumber);
  return (mark === 0x2a || mark === 0x2e) && beginsWithDate(line, afterNumber + 1) ? afterNumber + 1 : afterNumber;
}

/** Returns a parser for lines of RFC 3164, from the network or from the files of BSD syslog and rsyslog. */
export function createRfc3164Parser(options: LineParserOptions): LineParser {
  return new Rfc3164Parser(options);
}

import type { LogRecord, RecordSource } from '@correlator/events';
import type { LineParser } from '../contract/line-parser.ts';
import { type LineParserOptions, lineSettings } from '../contract/line-parser-options.ts';
import { createParseFailure, type ParseFailure } from '../contract/parse-failure.ts';
import { Content, Header } from '../header/content.ts';
import { readUsual } from '../header/usual-content.ts';
import { beginsWithYear, IsoTime } from '../time/iso-time.ts';

/** A parser for `RSYSLOG_FileFormat` and its like: an ISO time, the host, the tag, the message; before them `<PRI>` or none. */
export class IsoParser implements LineParser {
  readonly time: IsoTime;
  readonly content: Content;
  readonly header = new Header();

  constructor(options: LineParserOptions) {
    const { zone, program } = lineSettings(options);
    this.time = new IsoTime(zone);
    this.content = new Content(program);
  }

  /** Every line has its whole time: there is nothing to take from a reference. */
  moveReference(): void {}

  parseWithin(
    text: string,
    codes: Uint8Array,
    start: number,
    end: number,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    const { time, content } = this;
    const at = beginsWithYear(text, start) ? time.read(text, start) : -1;
    const record = at < 0 ? undefined : readUsual(content, text, codes, start, at, end, time.time, source, offset);
    return record ?? this.parse(text.slice(start, end), source, offset);
  }

  parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const { header, time } = this;
    const at = header.readPriority(line);
    if (at < 0) return createParseFailure('bad-priority', 0, { raw: line, source, offset });
    if (!beginsWithYear(line, at)) {
      return createParseFailure(line === '' ? 'empty' : 'no-timestamp', at, { raw: line, source, offset });
    }
    const end = time.read(line, at);
    if (end < 0) return createParseFailure(time.reason, time.failedAt, { raw: line, source, offset });
    header.time = time.time;
    return this.content.read(line, end, header, source, offset);
  }
}

/**
 * Returns a parser for the files that rsyslog writes with `RSYSLOG_FileFormat`, and others whose lines begin with an ISO time.
 */
export function createIsoParser(options: LineParserOptions): LineParser {
  return new IsoParser(options);
}

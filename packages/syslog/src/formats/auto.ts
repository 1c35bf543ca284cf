/** The formats, and how they are told apart. */
import type { LogRecord, RecordSource } from '@correlator/events';
import type { LineParser } from '../contract/line-parser.ts';
import { type LineParserOptions, lineSettings } from '../contract/line-parser-options.ts';
import type { ParseFailure } from '../contract/parse-failure.ts';
import { endOfDigits } from '../text/digits.ts';
import { createIsoParser } from './iso.ts';
import { createJournaldParser, JournaldParser } from './journald.ts';
import { createRfc3164Parser, Rfc3164Parser } from './rfc3164.ts';
import { beginsWithVersion, createRfc5424Parser, Rfc5424Parser } from './rfc5424.ts';

/**
 * A parser that tells the formats apart by the first characters of each line alone, so that a line means the same whatever came
 * before it: `{` begins an entry of the journal, `<PRI>`, digits and a space RFC 5424, and so does `1 ` before an ISO
 * time; all else is RFC 3164, which the files with ISO times are a form of.
 */
export class AutoParser implements LineParser {
  readonly rfc3164: Rfc3164Parser;
  readonly rfc5424: Rfc5424Parser;
  readonly journald: JournaldParser;

  constructor(options: LineParserOptions) {
    this.rfc3164 = new Rfc3164Parser(options);
    this.rfc5424 = new Rfc5424Parser(options, { asSent: true });
    this.journald = new JournaldParser(options.program);
  }

  moveReference(reference: number): void {
    this.rfc3164.moveReference(reference);
    this.rfc5424.moveReference(reference);
  }

  /** Letters and digits begin what only RFC 3164 can be, but for a single digit before a space. */
  parseWithin(
    text: string,
    codes: Uint8Array,
    start: number,
    end: number,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    const first = codes[start];
    const other = first === 0x3c || first === 0x7b || codes[start + 1] === 0x20;
    return other
      ? this.parse(text.slice(start, end), source, offset)
      : this.rfc3164.parseWithin(text, codes, start, end, source, offset);
  }

  parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure {
    const first = line.charCodeAt(0);
    if (first === 0x3c && hasVersion(line)) return this.rfc5424.parse(line, source, offset);
    if (first === 0x7b) return this.journald.parse(line, source, offset);
    if (line.charCodeAt(1) === 0x20 && beginsWithVersion(line)) return this.rfc5424.parse(line, source, offset);
    return this.rfc3164.parse(line, source, offset);
  }
}

/**
 * Returns whether a line begins like `<34>1 `: no time and no sequence number of RFC 3164 has a space after its first digits.
 */
function hasVersion(line: string): boolean {
  const start = line.indexOf('>') + 1;
  if (start < 3 || start > 5) return false;
  const end = endOfDigits(line, start);
  return end > start && (end === line.length || line.charCodeAt(end) === 0x20);
}

/**
 * Returns a parser for the lines of one input, in one format or in all that can be told apart. Throws `OPTIONS_INVALID` with
 * every wrong option, `TIME_ZONE_UNKNOWN` for an unknown zone.
 */
export function createLineParser(options: LineParserOptions): LineParser {
  lineSettings(options);
  switch (options.format) {
    case 'rfc3164':
      return createRfc3164Parser(options);
    case 'iso':
      return createIsoParser(options);
    case 'rfc5424':
      return createRfc5424Parser(options);
    case 'journald':
      return createJournaldParser(options);
    default:
      return new AutoParser(options);
  }
}

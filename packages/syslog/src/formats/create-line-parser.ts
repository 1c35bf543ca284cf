import type { LineParser } from '../contract/line-parser.ts';
import { type LineParserOptions, lineSettings } from '../contract/line-parser-options.ts';
import { AutoParser } from './auto.ts';
import { createIsoParser } from './iso.ts';
import { createJournaldParser } from './journald.ts';
import { createRfc3164Parser } from './rfc3164.ts';
import { createRfc5424Parser } from './rfc5424.ts';

/**
 * A parser for the lines of one input, in one format or in all that can be told apart. Throws `OPTIONS_INVALID` with
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
      return createJournaldParser();
    default:
      return new AutoParser(options);
  }
}

/** What every line parser takes and returns. */
import type { LogRecord, RecordSource } from '@correlator/events';
import type { ParseFailure } from './parse-failure.ts';

/**
 * A parser that turns the lines of one input into records. It keeps no lines, only what makes the next one cheaper to read.
 *
 * @example
 * const parser = createLineParser({ reference: Date.UTC(2026, 10, 24) });
 * const line = 'Nov 23 07:04:05 bastion sshd[42]: Accepted publickey for alice';
 * const record = parser.parse(line, { input: 'auth', identity: 'a file' }, 0);
 */
export interface LineParser {
  /**
   * The record of one line, without its line end, or why it is none. `offset` is its position in `source`. Never
   * throws, and gives the same for the same line whatever lines came before.
   */
  parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure;
  /**
   * What `parse` gives for the line from `start` to `end` of a text of ASCII with a line end or nothing behind it: quicker.
   * `codes` are the bytes of the text.
   */
  parseWithin(
    text: string,
    codes: Uint8Array,
    start: number,
    end: number,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure;
  /** Sets the reference time (milliseconds since 1970 UTC) for the lines to come: for live input, their receipt. */
  moveReference(reference: number): void;
}

/** A parser that cuts a line out of a longer text before it reads it. */
export abstract class WholeLineParser implements LineParser {
  abstract parse(line: string, source: RecordSource, offset: number): LogRecord | ParseFailure;

  abstract moveReference(reference: number): void;

  parseWithin(
    text: string,
    _codes: Uint8Array,
    start: number,
    end: number,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    return this.parse(text.slice(start, end), source, offset);
  }
}

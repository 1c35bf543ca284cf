import type { LogRecord } from '@correlator/events';
import { createLineParser, isParseFailure, type LineParserOptions, type ParseFailure } from '../src/index.ts';

export const source = { input: 'test', identity: 'file 1' };

/** Times without a year are read as of this day unless a test says otherwise. */
export const reference = Date.parse('2026-11-23T09:30:00Z');

/** The record of a line; throws where it is none. */
export function parsed(line: string, options: Partial<LineParserOptions> = {}): LogRecord {
  const result = createLineParser({ reference, ...options }).parse(line, source, 42);
  if (isParseFailure(result)) throw new Error(`${result.reason} at ${result.column}: ${line}`);
  return result;
}

/** Why a line is no record; throws where it is one. */
export function failed(line: string, options: Partial<LineParserOptions> = {}): ParseFailure {
  const result = createLineParser({ reference, ...options }).parse(line, source, 42);
  if (!isParseFailure(result)) throw new Error(`is a record: ${JSON.stringify(result.message)}`);
  return result;
}

/** The time of a line in ISO form. */
export const timeOf = (line: string, options: Partial<LineParserOptions> = {}) =>
  new Date(parsed(line, options).time).toISOString();

/** Host, program, process id and message of a line. */
export function partsOf(line: string, options: Partial<LineParserOptions> = {}): string[] {
  const { host, program, pid, message } = parsed(line, options);
  return [host, program, pid, message];
}

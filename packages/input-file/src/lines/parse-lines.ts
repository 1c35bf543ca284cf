import { isAscii, isUtf8 } from 'node:buffer';
import type { UnparsedEntry } from '@correlator/core';
import type { LogRecord, RecordSource } from '@correlator/events';
import { isParseFailure, type LineParser, type ParseFailure } from '@correlator/syslog';
import { isBinary } from './foreign-content.ts';
import type { LineChunk } from './line-reader.ts';

/** How many bytes of a line that is too long are shown. */
export const sampleBytes = 1024;

/** The entries of the lines of a chunk. */
export interface ParsedLines {
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
}

/** The parser of lines, and what else they are parsed with. */
export interface LineContext {
  readonly parser: LineParser;
  readonly source: RecordSource;
  readonly maxLineBytes: number;
  /** Empty lines are unparsed entries, and not passed over. */
  readonly emptyLines: boolean;
  /** Called with chunks that have bytes that are not UTF-8. */
  notUtf8(chunk: LineChunk): void;
}

function tooLong(start: Buffer, offset: number, context: LineContext): UnparsedEntry {
  const { maxLineBytes, source } = context;
  const zeros = start[0] === 0 ? ', beginning with zeros (a file cut back while its writer went on has them)' : '';
  return {
    reason: 'line-too-long',
    explanation: `a line of more than ${maxLineBytes} bytes${zeros}; raise maxLineBytes if such lines are wanted`,
    column: maxLineBytes,
    raw: start.toString('utf8', 0, Math.min(sampleBytes, maxLineBytes)),
    source,
    offset,
  };
}

function empty(offset: number, { source }: LineContext): UnparsedEntry {
  return { reason: 'empty', explanation: 'the line is empty, and is passed over', column: 1, raw: '', source, offset };
}

/** Returns the entry of the last line of a file that is damaged, or was cut back: half a line is not believed. */
export function cutShort(chunk: LineChunk, context: LineContext, explanation: string): UnparsedEntry {
  return {
    reason: 'cut-short',
    explanation,
    column: chunk.bytes.length,
    raw: chunk.bytes.toString('utf8', 0, sampleBytes),
    source: context.source,
    offset: chunk.offset,
  };
}

/** Returns the one entry of a file that does not hold lines of text. */
export function foreignFile(head: Buffer, kind: string, source: RecordSource): UnparsedEntry {
  const raw = head.toString('utf8', 0, sampleBytes);
  return { reason: 'not-text', explanation: `the file is ${kind}`, column: 1, raw, source, offset: 0 };
}

/** Parses every line of a chunk. Empty ones are passed over, unless they are wanted. */
export function parseLines(chunk: LineChunk, context: LineContext): ParsedLines {
  const { bytes, offset } = chunk;
  if (chunk.tooLong) return { records: [], unparsed: [tooLong(bytes, offset, context)] };
  const { source, maxLineBytes, parser, emptyLines } = context;
  const records: LogRecord[] = [];
  const unparsed: UnparsedEntry[] = [];
  const ascii = isAscii(bytes);
  const text = bytes.toString(ascii ? 'latin1' : 'utf8');
  if (!ascii && !isUtf8(bytes)) context.notUtf8(chunk);
  // No byte decodes to more than one code unit, so equal lengths mean that indexes are byte offsets. Otherwise line ends
  // are looked up in the bytes too: they are never part of another character, however broken it is.
  const aligned = text.length === bytes.length;
  for (let start = 0, byteStart = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    let byteEnd = aligned ? end : bytes.indexOf(10, byteStart);
    if (byteEnd < 0) byteEnd = bytes.length;
    const stop = text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end;
    if (byteEnd - byteStart - (end - stop) > maxLineBytes) {
      unparsed.push(tooLong(bytes.subarray(byteStart, byteEnd), offset + byteStart, context));
    } else if (stop > start) {
      const parsed = ascii
        ? parser.parseWithin(text, bytes, start, stop, source, offset + byteStart)
        : parser.parse(text.slice(start, stop), source, offset + byteStart);
      const entry = isParseFailure(parsed) ? parsePadded(parsed, context) : parsed;
      if (isUnparsed(entry)) unparsed.push(entry);
      else records.push(entry);
    } else if (emptyLines) {
      unparsed.push(empty(offset + byteStart, context));
    }
    start = end + 1;
    byteStart = byteEnd + 1;
  }
  return { records, unparsed };
}

/** A mark at the beginning of a file (RFC 3629, section 6), or where files have been joined. */
const byteOrderMark = 0xfeff;
const byteOrderMarkBytes = 3;

/**
 * Parses the line of a failure without what is put before the first line of a file: a byte order mark, or the zeros of a file that
 * was cut back while its writer went on, or of a crash. If that is not a record either, it may not be text at all.
 */
function parsePadded(failure: ParseFailure, { parser, source }: LineContext): LogRecord | UnparsedEntry {
  const { raw, offset } = failure;
  const marked = raw.charCodeAt(0) === byteOrderMark;
  let start = marked ? 1 : 0;
  while (!marked && raw.charCodeAt(start) === 0) start++;
  if (start > 0 && start < raw.length) {
    const entry = parser.parse(raw.slice(start), source, offset + (marked ? byteOrderMarkBytes : start));
    if (!isParseFailure(entry)) return entry;
  }
  return isBinary(raw) ? notText(failure) : failure;
}

function isUnparsed(entry: LogRecord | UnparsedEntry): entry is UnparsedEntry {
  return isParseFailure(entry);
}

function notText({ raw, source, offset }: ParseFailure): UnparsedEntry {
  const explanation = 'the line has bytes that are not text; give only log files, or find out what damages this one';
  return { reason: 'not-text', explanation, column: 1, raw, source, offset };
}

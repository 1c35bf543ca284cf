import { isAscii } from 'node:buffer';
import type { UnparsedEntry } from '@correlator/core';
import type { LogRecord, RecordSource } from '@correlator/events';
import { isParseFailure, type LineParser } from '@correlator/syslog';
import { type LineChunk, sampleBytes } from './line-chunk.ts';

/** What the lines of a chunk came to. */
export interface ParsedLines {
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
}

/** What lines are parsed with. */
export interface LineContext {
  readonly parser: LineParser;
  readonly source: RecordSource;
  readonly maxLineBytes: number;
}

function tooLong(start: Buffer, offset: number, context: LineContext): UnparsedEntry {
  const { maxLineBytes, source } = context;
  return {
    reason: 'line-too-long',
    explanation: `a line of more than ${maxLineBytes} bytes; raise maxLineBytes if such lines are wanted`,
    column: maxLineBytes,
    raw: start.toString('utf8', 0, Math.min(sampleBytes, maxLineBytes)),
    source,
    offset,
  };
}

/** The last line of a file that is damaged: half a line is not believed. */
export function cutShort(chunk: LineChunk, context: LineContext): UnparsedEntry {
  return {
    reason: 'cut-short',
    explanation: 'the file ends in the middle of this line, as its gzip data is cut short; replace it by a whole copy',
    column: chunk.bytes.length,
    raw: chunk.bytes.toString('utf8', 0, sampleBytes),
    source: context.source,
    offset: chunk.offset,
  };
}

/** Parses every line of a chunk; empty ones are passed over. */
export function parseLines(chunk: LineChunk, context: LineContext): ParsedLines {
  const { bytes, offset } = chunk;
  if (chunk.tooLong) return { records: [], unparsed: [tooLong(bytes, offset, context)] };
  const { parser, source, maxLineBytes } = context;
  const records: LogRecord[] = [];
  const unparsed: UnparsedEntry[] = [];
  const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
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
      const entry = parser.parse(text.slice(start, stop), source, offset + byteStart);
      if (isParseFailure(entry)) unparsed.push(entry);
      else records.push(entry);
    }
    start = end + 1;
    byteStart = byteEnd + 1;
  }
  return { records, unparsed };
}

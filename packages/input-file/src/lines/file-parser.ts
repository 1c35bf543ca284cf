import { isUtf8 } from 'node:buffer';
import type { InputContext, UnparsedEntry } from '@correlator/core';
import type { LogRecord, RecordSource } from '@correlator/events';
import { createLineParser, type LineFormat, type LineParser } from '@correlator/syslog';
import type { OpenFile } from '../bytes/open-file.ts';
import { lastBytes } from '../bytes/seal.ts';
import type { KnownFile } from '../identity/known-file.ts';
import type { Generations } from '../identity/known-files.ts';
import * as warnings from '../paths/file-warnings.ts';
import type { LineChunk } from './line-reader.ts';
import { cutShort, foreignFile, type LineContext, type ParsedLines, parseLines } from './parse-lines.ts';

/** The settings of an input by which its files are read. */
export interface FileSettings {
  readonly format: LineFormat;
  readonly program?: string | undefined;
  readonly zone?: string | undefined;
  readonly year?: number | undefined;
  readonly maxLineBytes: number;
  readonly follow: boolean;
}

/** What the files of an input have in common. */
export interface FileSetup {
  readonly input: string;
  readonly settings: FileSettings;
  readonly context: InputContext;
  readonly generations: Generations;
  /** How many files the input has. */
  readonly fileCount: number;
  readonly emptyLines: boolean;
}

/** The parsed lines of a chunk of one file. */
export interface FileBatch {
  readonly records: readonly LogRecord[];
  readonly unparsed: readonly UnparsedEntry[];
  /** Where the chunk begins in the uncompressed content. */
  readonly offset: number;
  /** The offset behind it. */
  readonly end: number;
  readonly receivedAt: number;
  /** The last bytes before `end`; unknown behind a line that was too long. */
  readonly seam: Buffer | undefined;
}

/** The file that a `FileParser` makes batches of. */
export interface ParsedFile {
  readonly path: string;
  readonly file: OpenFile;
  readonly known: KnownFile;
  readonly setup: FileSetup;
}

/** Makes batches of the chunks of one file. */
export class FileParser {
  readonly of: ParsedFile;
  readonly parser: LineParser;
  lines: LineContext | undefined = undefined;
  bytesReported = false;

  constructor(of: ParsedFile) {
    const { setup, file } = of;
    const { format, year, program, zone = setup.context.zone } = setup.settings;
    const reference = file.changedAt;
    this.of = of;
    const stated = { ...(year !== undefined && { year }), ...(program !== undefined && { program }) };
    this.parser = createLineParser({ format, zone, yearRule: 'past', reference, ...stated });
  }

  parse(chunk: LineChunk): FileBatch {
    this.moveReference(chunk);
    return this.batch(chunk, parseLines(chunk, this.context()));
  }

  /** Returns half a line as an unparsed entry. */
  cutShort(last: LineChunk, explanation: string): FileBatch {
    return this.batch(last, { records: [], unparsed: [cutShort(last, this.context(), explanation)] });
  }

  /** Returns a file that does not hold lines of text as an unparsed entry. */
  foreign(kind: string, head: Buffer): FileBatch {
    const unparsed = [foreignFile(head, kind, this.source())];
    const receivedAt = this.of.setup.context.clock.now();
    return { records: [], unparsed, offset: 0, end: head.length, receivedAt, seam: undefined };
  }

  batch(chunk: LineChunk, lines: ParsedLines): FileBatch {
    const { offset, end, receivedAt, bytes, tooLong } = chunk;
    const seam = tooLong ? undefined : lastBytes(bytes);
    this.of.known.read = end;
    if (!tooLong) this.of.known.reads(bytes, offset);
    return { records: lines.records, unparsed: lines.unparsed, offset, end, receivedAt, seam };
  }

  source(): RecordSource {
    const { setup, known } = this.of;
    return { input: setup.input, identity: `${known.fingerprint}.${known.generation}` };
  }

  context(): LineContext {
    const { settings, emptyLines } = this.of.setup;
    this.lines ??= {
      parser: this.parser,
      source: this.source(),
      maxLineBytes: settings.maxLineBytes,
      emptyLines,
      notUtf8: (chunk) => this.reportBytes(chunk),
    };
    return this.lines;
  }

  reportBytes(chunk: LineChunk): void {
    if (this.bytesReported) return;
    this.bytesReported = true;
    const { summary, data } = warnings.notUtf8(this.of.path, firstNotUtf8(chunk));
    this.of.setup.context.warn(summary, data);
  }

  /** Lines that are received now are of this year; those of an older file are of the years before its last change. */
  moveReference(chunk: LineChunk): void {
    const { stream, size, compressedPosition } = this.of.file;
    const followed = compressedPosition === undefined && this.of.setup.settings.follow;
    if (stream || (followed && chunk.end > size)) this.parser.moveReference(chunk.receivedAt);
  }
}

const newline = 10;

/** Returns where in the content the first line that is not UTF-8 begins. */
function firstNotUtf8({ bytes, offset }: LineChunk): number {
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return offset + start;
}

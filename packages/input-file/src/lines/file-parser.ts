import type { RecordSource } from '@correlator/events';
import { createLineParser, type LineParser } from '@correlator/syslog';
import type { OpenFile } from '../bytes/open-file.ts';
import { lastBytes } from '../bytes/seam.ts';
import type { KnownFile } from '../identity/known-file.ts';
import * as warnings from '../paths/file-warnings.ts';
import type { FileSetup } from '../reading/log-file.ts';
import type { FileBatch } from './file-batch.ts';
import { firstNotUtf8, type LineChunk } from './line-chunk.ts';
import { cutShort, foreignFile, type LineContext, type ParsedLines, parseLines } from './parse-lines.ts';

/** What a `FileParser` makes batches of. */
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
  toldOfBytes = false;

  constructor(of: ParsedFile) {
    const { setup, file } = of;
    const { format, year, zone = setup.context.zone } = setup.settings;
    const reference = file.changedAt;
    this.of = of;
    this.parser = createLineParser({ format, zone, yearRule: 'past', reference, ...(year !== undefined && { year }) });
  }

  parse(chunk: LineChunk): FileBatch {
    this.moveReference(chunk);
    return this.batch(chunk, parseLines(chunk, this.context()));
  }

  /** Half a line, as an unparsed entry. */
  cutShort(last: LineChunk, explanation: string): FileBatch {
    return this.batch(last, { records: [], unparsed: [cutShort(last, this.context(), explanation)] });
  }

  /** A file that holds no lines of text, as an unparsed entry. */
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
      notUtf8: (chunk) => this.tellOfBytes(chunk),
    };
    return this.lines;
  }

  tellOfBytes(chunk: LineChunk): void {
    if (this.toldOfBytes) return;
    this.toldOfBytes = true;
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

import type { InputContext } from '@correlator/core';
import type { RecordSource } from '@correlator/events';
import { createLineParser, type LineParser } from '@correlator/syslog';
import type { FileBatch } from './file-batch.ts';
import { readingError } from './file-errors.ts';
import * as warnings from './file-warnings.ts';
import { fingerprintOf, readHead } from './fingerprint.ts';
import { foreignContent } from './foreign-content.ts';
import type { Generations } from './generations.ts';
import { firstNotUtf8, type LineChunk } from './line-chunk.ts';
import { blockBytesFor, LineReader } from './line-reader.ts';
import type { OpenFile } from './open-file.ts';
import type { FileInputSettings } from './options.ts';
import { cutShort, foreignFile, type LineContext, type ParsedLines, parseLines } from './parse-lines.ts';
import type { FilePosition } from './positions.ts';
import { skipTo } from './skip.ts';

/** What all files of an input have in common. */
export interface FileSetup {
  readonly input: string;
  readonly settings: FileInputSettings;
  readonly context: InputContext;
  readonly generations: Generations;
  /** How many files the input has. */
  readonly fileCount: number;
  readonly emptyLines: boolean;
}

/** One file, read batch by batch from where it was left. */
export class LogFile {
  readonly path: string;
  readonly file: OpenFile;
  readonly setup: FileSetup;
  readonly parser: LineParser;
  /** Where an earlier run left it, until that is settled. */
  saved: FilePosition | undefined;
  reader: LineReader | undefined = undefined;
  lines: LineContext | undefined = undefined;
  fingerprint: string | null = null;
  generation = 0;
  /** The offset behind the last batch that the input has given out. */
  given: number;
  /** The offset of the end, once that has been reached. */
  end: number | undefined = undefined;
  /** How often it was cut back while it was followed. */
  epoch = 0;
  toldOfBytes = false;
  stopped = false;

  constructor(path: string, file: OpenFile, setup: FileSetup, saved: FilePosition | undefined) {
    this.path = path;
    this.file = file;
    this.setup = setup;
    this.saved = saved;
    this.given = saved?.offset ?? 0;
    const { format, year, zone = setup.context.zone } = setup.settings;
    const reference = file.changedAt;
    this.parser = createLineParser({ format, zone, yearRule: 'past', reference, ...(year !== undefined && { year }) });
  }

  /** The next batch; undefined at the end, and after `stop`. Throws `FILE_READ_FAILED`. */
  async next(): Promise<FileBatch | undefined> {
    try {
      for (;;) {
        if (this.end !== undefined || this.stopped) return undefined;
        const batch = await this.step();
        if (this.stopped) return undefined;
        if (batch !== undefined) return batch;
      }
    } catch (error) {
      if (this.stopped) return undefined;
      throw readingError(this.path, error);
    }
  }

  /** The next batch; undefined where there is none yet, or no more. */
  async step(): Promise<FileBatch | undefined> {
    if (this.reader === undefined) return this.begin();
    const chunk = await this.reader.next();
    if (this.stopped) return undefined;
    if (chunk !== undefined) return this.parse(chunk);
    return this.file.source.startAgain?.() ? this.beginAnew(this.reader) : this.finish(this.reader);
  }

  /** How far the batches that were given out go. */
  position(): FilePosition {
    const { path, fingerprint, generation, given } = this;
    if (fingerprint === null && this.saved !== undefined) return { ...this.saved, path };
    return { path, fingerprint, generation, offset: given, done: given === this.end };
  }

  /** Bytes on disk behind the last batch given out, and there are; undefined for streams. */
  progress(): { readonly read: number; readonly size: number } | undefined {
    const { stream, size, compressedPosition } = this.file;
    if (stream) return undefined;
    if (this.given === this.end) return { read: size, size };
    const read = compressedPosition?.() ?? this.given;
    return { read, size: Math.max(read, size) };
  }

  stop(): void {
    this.stopped = true;
    this.file.source.stop();
  }

  close(): Promise<void> {
    return this.file.source.close();
  }

  /** Finds out which file it is, and goes to where it was left. Gives a batch only of what is no log file. */
  async begin(): Promise<FileBatch | undefined> {
    const { source } = this.file;
    const head = await readHead(source);
    if (this.stopped) return undefined;
    if (head.length > 0) this.identify(fingerprintOf(head));
    const kind = foreignContent(head);
    if (kind !== undefined) return this.refuse(kind, head);
    const { settings, context, fileCount } = this.setup;
    const offset = this.given;
    const rest = offset > 0 ? await this.goTo(offset, head) : head;
    this.reader = new LineReader(source, {
      offset,
      head: rest,
      maxLineBytes: settings.maxLineBytes,
      blockBytes: blockBytesFor(fileCount),
      now: () => context.clock.now(),
      longLine: (at) => this.warn(warnings.longLine(this.path, at)),
    });
    return undefined;
  }

  /** What is no log file is one unparsed entry, given once. */
  async refuse(kind: string, head: Buffer): Promise<FileBatch | undefined> {
    const known = this.given > 0;
    this.end = known ? this.given : head.length;
    await this.close();
    if (known) return undefined;
    this.warn(warnings.foreign(this.path, kind));
    const unparsed = [foreignFile(head, kind, this.recordSource())];
    const receivedAt = this.setup.context.clock.now();
    return { records: [], unparsed, offset: 0, end: this.end, receivedAt, epoch: this.epoch };
  }

  /** The file was cut back: what it has now is another content. */
  beginAnew(reader: LineReader): FileBatch | undefined {
    const last = reader.last();
    this.warn(warnings.cutBackWhileFollowed(this.path, reader.offset));
    const half =
      last && this.cutShort(last, 'the file was cut back in the middle of this line; have it rotated by renaming');
    this.reader = undefined;
    this.lines = undefined;
    this.saved = undefined;
    this.fingerprint = null;
    this.given = 0;
    this.epoch++;
    return half;
  }

  recordSource(): RecordSource {
    return { input: this.setup.input, identity: `${this.fingerprint}.${this.generation}` };
  }

  identify(fingerprint: string): void {
    const { saved, setup } = this;
    this.fingerprint = fingerprint;
    if (saved?.fingerprint === fingerprint && !this.isCutBack(saved)) {
      this.generation = saved.generation;
      return;
    }
    if (typeof saved?.fingerprint === 'string' && !this.file.stream) this.warn(warnings.otherFile(this.path, saved));
    this.generation = setup.generations.next(fingerprint);
    this.given = 0;
  }

  isCutBack(saved: FilePosition): boolean {
    const { stream, compressedPosition, size } = this.file;
    return !stream && compressedPosition === undefined && size < saved.offset;
  }

  warn({ summary, data }: warnings.FileWarning): void {
    this.setup.context.warn(summary, data);
  }

  async goTo(offset: number, head: Buffer): Promise<Buffer> {
    const rest = await skipTo(this.file.source, offset, head);
    if (rest === undefined && !this.stopped) this.warn(warnings.endsBefore(this.path, offset));
    return rest ?? head.subarray(0, 0);
  }

  parse(chunk: LineChunk): FileBatch {
    this.moveReference(chunk);
    return this.batch(chunk, parseLines(chunk, this.lineContext()));
  }

  batch(chunk: LineChunk, lines: ParsedLines): FileBatch {
    const { offset, end, receivedAt } = chunk;
    return { records: lines.records, unparsed: lines.unparsed, offset, end, receivedAt, epoch: this.epoch };
  }

  lineContext(): LineContext {
    this.lines ??= {
      parser: this.parser,
      source: this.recordSource(),
      maxLineBytes: this.setup.settings.maxLineBytes,
      emptyLines: this.setup.emptyLines,
      notUtf8: (chunk) => this.tellOfBytes(chunk),
    };
    return this.lines;
  }

  tellOfBytes(chunk: LineChunk): void {
    if (this.toldOfBytes) return;
    this.toldOfBytes = true;
    this.warn(warnings.notUtf8(this.path, firstNotUtf8(chunk)));
  }

  /** Lines that are received now are of this year; those of an older file are of the years before its last change. */
  moveReference(chunk: LineChunk): void {
    const { stream, size, compressedPosition } = this.file;
    const followed = compressedPosition === undefined && this.setup.settings.follow;
    if (stream || (followed && (this.epoch > 0 || chunk.end > size))) this.parser.moveReference(chunk.receivedAt);
  }

  /** What came after the last line end. */
  async finish(reader: LineReader): Promise<FileBatch | undefined> {
    const defect = this.file.source.defect?.();
    const last = reader.last();
    this.end = reader.offset;
    this.reader = undefined;
    await this.close();
    const warning = warnings.warningOfEnd(this.path, this.file, this.end);
    if (warning !== undefined) this.warn(warning);
    if (last === undefined) return undefined;
    if (defect === undefined) return this.parse(last);
    return this.cutShort(
      last,
      'the file ends in the middle of this line, as its gzip data is cut short; replace it by a whole copy',
    );
  }

  cutShort(last: LineChunk, explanation: string): FileBatch {
    return this.batch(last, { records: [], unparsed: [cutShort(last, this.lineContext(), explanation)] });
  }
}

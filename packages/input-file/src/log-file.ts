import type { InputContext, UnparsedEntry } from '@correlator/core';
import type { LogRecord, RecordSource } from '@correlator/events';
import { createLineParser, type LineParser } from '@correlator/syslog';
import { readingError } from './file-errors.ts';
import { fingerprintOf, readHead } from './fingerprint.ts';
import type { Generations } from './generations.ts';
import type { LineChunk } from './line-chunk.ts';
import { LineReader } from './line-reader.ts';
import type { OpenFile } from './open-file.ts';
import type { FileInputSettings } from './options.ts';
import { cutShort, type LineContext, type ParsedLines, parseLines } from './parse-lines.ts';
import type { FilePosition } from './positions.ts';
import { skipTo } from './skip.ts';

/** The parsed lines of a chunk of one file. */
export interface FileBatch {
  readonly records: readonly LogRecord[];
  readonly unparsed: readonly UnparsedEntry[];
  /** Where the chunk begins in the uncompressed content. */
  readonly offset: number;
  /** The offset behind it. */
  readonly end: number;
  readonly receivedAt: number;
}

/** What all files of an input have in common. */
export interface FileSetup {
  readonly input: string;
  readonly settings: FileInputSettings;
  readonly context: InputContext;
  readonly generations: Generations;
}

/** One file, read batch by batch from where it was left. */
export class LogFile {
  readonly path: string;
  readonly file: OpenFile;
  readonly setup: FileSetup;
  readonly parser: LineParser;
  /** Where an earlier run left it, until that is settled. */
  readonly saved: FilePosition | undefined;
  reader: LineReader | undefined = undefined;
  lines: LineContext | undefined = undefined;
  fingerprint: string | null = null;
  generation = 0;
  /** The offset behind the last batch that the input has given out. */
  given: number;
  /** The offset of the end, once that has been reached. */
  end: number | undefined = undefined;
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
    if (this.end !== undefined || this.stopped) return undefined;
    try {
      this.reader ??= await this.begin();
      const chunk = await this.reader.next();
      if (this.stopped) return undefined;
      return chunk === undefined ? await this.finish(this.reader) : this.parse(chunk);
    } catch (error) {
      if (this.stopped) return undefined;
      throw readingError(this.path, error);
    }
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

  /** Finds out which file it is, and goes to where it was left. */
  async begin(): Promise<LineReader> {
    const { source } = this.file;
    const head = await readHead(source);
    if (head.length > 0) this.identify(fingerprintOf(head));
    const { settings, context } = this.setup;
    const offset = this.given;
    const rest = offset > 0 ? await this.goTo(offset, head) : head;
    const now = () => context.clock.now();
    return new LineReader(source, { offset, head: rest, maxLineBytes: settings.maxLineBytes, now });
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
    if (typeof saved?.fingerprint === 'string' && !this.file.stream) this.warnOfOther(saved);
    this.generation = setup.generations.next(fingerprint);
    this.given = 0;
  }

  isCutBack(saved: FilePosition): boolean {
    const { stream, compressedPosition, size } = this.file;
    return !stream && compressedPosition === undefined && size < saved.offset;
  }

  warnOfOther(saved: FilePosition): void {
    const { path, fingerprint, setup } = this;
    setup.context.warn(
      `${path}: not the file that was read before, or cut back since: it is read from its beginning; what the earlier one had behind byte ${saved.offset} has not been read`,
      { path, fingerprint, savedFingerprint: saved.fingerprint, savedOffset: saved.offset },
    );
  }

  async goTo(offset: number, head: Buffer): Promise<Buffer> {
    const rest = await skipTo(this.file.source, offset, head);
    const { path, setup, stopped } = this;
    if (rest === undefined && !stopped) {
      setup.context.warn(`${path}: ends before byte ${offset}, up to which it had been read`, { path, offset });
    }
    return rest ?? head.subarray(0, 0);
  }

  parse(chunk: LineChunk): FileBatch {
    this.moveReference(chunk);
    return this.batch(chunk, parseLines(chunk, this.lineContext()));
  }

  batch(chunk: LineChunk, lines: ParsedLines): FileBatch {
    const { offset, end, receivedAt } = chunk;
    return { records: lines.records, unparsed: lines.unparsed, offset, end, receivedAt };
  }

  lineContext(): LineContext {
    this.lines ??= { parser: this.parser, source: this.recordSource(), maxLineBytes: this.setup.settings.maxLineBytes };
    return this.lines;
  }

  /** Lines that are received now are of this year; those of an older file are of the years before its last change. */
  moveReference(chunk: LineChunk): void {
    const { stream, size, compressedPosition } = this.file;
    const appended = compressedPosition === undefined && this.setup.settings.follow && chunk.end > size;
    if (stream || appended) this.parser.moveReference(chunk.receivedAt);
  }

  /** What came after the last line end. */
  async finish(reader: LineReader): Promise<FileBatch | undefined> {
    const defect = this.file.source.defect?.();
    const last = reader.last();
    this.end = reader.offset;
    await this.close();
    if (defect !== undefined) this.warnOfDefect(defect);
    if (last === undefined) return undefined;
    if (defect === undefined) return this.parse(last);
    return this.batch(last, { records: [], unparsed: [cutShort(last, this.lineContext())] });
  }

  warnOfDefect(defect: string): void {
    const { path, setup } = this;
    setup.context.warn(
      `${path}: the gzip data is cut short or damaged (${defect}): what could be uncompressed was read; replace it by a whole copy`,
      { path, defect, uncompressedBytes: this.end },
    );
  }
}

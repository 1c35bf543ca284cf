import { skipTo } from '../bytes/byte-source.ts';
import type { OpenFile } from '../bytes/open-file.ts';
import type { KnownFile } from '../identity/known-file.ts';
import type { FilePosition } from '../identity/positions.ts';
import { fingerprintOf, readHead } from '../identity/recognise.ts';
import { type FileBatch, FileParser, type FileSetup } from '../lines/file-parser.ts';
import { foreignContent } from '../lines/foreign-content.ts';
import { blockBytesFor, type LineChunk, LineReader } from '../lines/line-reader.ts';
import { readingError } from '../paths/file-errors.ts';
import * as warnings from '../paths/file-warnings.ts';

/**
 * What reading a file is at.
 *
 * - `new`: it is not known yet which file it is, and where in it to begin.
 * - `reading`: its lines are read.
 * - `ended`: its end has been reached, at the offset `end`.
 * - `cut`: it was cut back while it was followed, and there is nothing more of what it was. `half`: what there is of the
 *   line in the middle of which that happened.
 */
type FileState =
  | { readonly name: 'new' }
  | { readonly name: 'reading'; readonly reader: LineReader }
  | { readonly name: 'ended'; readonly end: number }
  | { readonly name: 'cut'; readonly half?: LineChunk | undefined };

/** One file, read batch by batch from where it was left. */
export class LogFile {
  readonly path: string;
  readonly file: OpenFile;
  readonly setup: FileSetup;
  readonly parser: FileParser;
  /** Which file it is, as far as that is known, and how far it has been read. */
  readonly known: KnownFile;
  state: FileState = { name: 'new' };
  /** Reading may be stopped in any state, which then stays what it is. */
  stopped = false;

  constructor(file: OpenFile, known: KnownFile, setup: FileSetup, path = known.path) {
    this.path = path;
    this.file = file;
    this.setup = setup;
    this.known = known;
    known.inode = file.inode;
    this.parser = new FileParser(this);
  }

  /** Returns the next batch; undefined at the end, and after `stop`. Throws `FILE_READ_FAILED`. */
  async next(): Promise<FileBatch | undefined> {
    try {
      for (;;) {
        if (this.isOver || this.stopped) return undefined;
        const batch = await this.step();
        if (this.stopped) return undefined;
        if (batch !== undefined) return batch;
      }
    } catch (error) {
      if (this.stopped) return undefined;
      throw readingError(this.path, error);
    }
  }

  /** Returns the next batch; undefined if there is none yet, or no more. */
  async step(): Promise<FileBatch | undefined> {
    if (this.state.name !== 'reading') return this.begin();
    const { reader } = this.state;
    const chunk = await reader.next();
    if (this.stopped) return undefined;
    if (chunk !== undefined) return this.parser.parse(chunk);
    return this.file.source.cutBack?.() ? this.cut(reader.last()) : this.finish(reader);
  }

  /** The offset of the end, once that has been reached. */
  get end(): number | undefined {
    return this.state.name === 'ended' ? this.state.end : undefined;
  }

  get isCut(): boolean {
    return this.state.name === 'cut';
  }

  /** Whether nothing more will come of it. */
  get isOver(): boolean {
    return this.state.name === 'ended' || this.state.name === 'cut';
  }

  /** Whether all that there is has been made into batches, and it waits for more. */
  get isDrained(): boolean {
    const isDry = this.state.name !== 'reading' || this.state.reader.isDry;
    return isDry && this.file.tail?.atEnd === true;
  }

  /** The input has given out what lies before `offset`. */
  give({ offset, seam }: { readonly offset: number; readonly seam?: Buffer | undefined }): void {
    const { known, end } = this;
    known.give(offset, seam);
    if (end !== undefined) known.endsAt(end);
  }

  /** Returns how far the batches that were given out go. */
  position(): FilePosition {
    return this.known.position();
  }

  /** Returns how many bytes on disk the batches given out took, of how many; undefined for streams. */
  progress(): { readonly read: number; readonly size: number } | undefined {
    const { stream, size, compressedPosition } = this.file;
    if (stream) return undefined;
    if (this.known.offset === this.end) return { read: size, size };
    const read = compressedPosition?.() ?? this.known.offset;
    return { read, size: Math.max(read, size) };
  }

  stop(): void {
    this.stopped = true;
    this.file.source.stop();
  }

  close(): Promise<void> {
    return this.file.source.close();
  }

  /** Finds out which file it is, and goes to where it was left. Returns a batch only if it is not a log file. */
  async begin(): Promise<FileBatch | undefined> {
    const { source } = this.file;
    const head = await readHead(source);
    if (this.stopped) return undefined;
    if (head.length > 0) this.identify(fingerprintOf(head));
    if (this.isCut) return undefined;
    const kind = foreignContent(head);
    if (kind !== undefined) return this.refuse(kind, head);
    const { settings, context, fileCount } = this.setup;
    const offset = this.known.read;
    const rest = offset > 0 ? await this.goTo(offset, head) : head;
    const reader = new LineReader(source, {
      offset,
      head: rest,
      maxLineBytes: settings.maxLineBytes,
      blockBytes: blockBytesFor(fileCount),
      now: () => context.clock.now(),
      longLine: (at) => this.warn(warnings.longLine(this.path, at)),
    });
    this.state = { name: 'reading', reader };
    return undefined;
  }

  /** A file that is not a log file is one unparsed entry, given out once. */
  async refuse(kind: string, head: Buffer): Promise<FileBatch | undefined> {
    const { read } = this.known;
    const end = read > 0 ? read : head.length;
    this.state = { name: 'ended', end };
    this.known.passOver(Math.max(end, this.file.size));
    await this.close();
    if (read > 0) return undefined;
    this.warn(warnings.foreign(this.path, kind));
    return this.parser.foreign(kind, head);
  }

  cut(half?: LineChunk): undefined {
    this.state = { name: 'cut', half };
  }

  /** Returns the line that was cut in two as an entry: no copy has the rest of it. */
  giveUpHalf(): FileBatch | undefined {
    if (this.state.name !== 'cut') return undefined;
    const { half } = this.state;
    this.cut();
    const explanation = 'the file was cut back in the middle of this line; have it rotated by renaming';
    return half && this.parser.cutShort(half, explanation);
  }

  identify(fingerprint: string): void {
    const { known, setup } = this;
    const { stream } = this.file;
    const { fingerprint: before } = known;
    if (before === fingerprint && !this.isShorter(known.read)) return;
    // It was cut back after it had been found out which file it is.
    if (before !== null && this.file.tail !== undefined) {
      this.cut();
      return;
    }
    if (before !== null && !stream) this.warn(warnings.otherFile(this.path, before, known.offset));
    known.begin(fingerprint, setup.generations.next(fingerprint));
  }

  isShorter(offset: number): boolean {
    const { stream, compressedPosition, size } = this.file;
    return !stream && compressedPosition === undefined && size < offset;
  }

  warn({ summary, data }: warnings.FileWarning): void {
    this.setup.context.warn(summary, data);
  }

  async goTo(offset: number, head: Buffer): Promise<Buffer> {
    const rest = await skipTo(this.file.source, offset, head);
    if (rest === undefined && !this.stopped) this.warn(warnings.endsBefore(this.path, offset));
    const { offset: given, seam } = this.known;
    if (given === offset && seam !== undefined) this.file.tail?.expect(seam);
    return rest ?? head.subarray(0, 0);
  }

  /** Returns what came after the last line end. */
  async finish(reader: LineReader): Promise<FileBatch | undefined> {
    const defect = this.file.source.defect?.();
    const last = reader.last();
    const end = reader.offset;
    this.state = { name: 'ended', end };
    this.known.endsAt(end);
    await this.close();
    const warning = warningOfEnd(this.path, this.file, end);
    if (warning !== undefined) this.warn(warning);
    if (last === undefined) return undefined;
    if (defect === undefined) return this.parser.parse(last);
    return this.parser.cutShort(
      last,
      'the file ends in the middle of this line, as its gzip data is cut short; replace it by a whole copy',
    );
  }
}

/** Returns what an operator should know of how `file` ended, at byte `end` of its content. */
function warningOfEnd(path: string, file: OpenFile, end: number): warnings.FileWarning | undefined {
  const { stream, size, compressedPosition, source } = file;
  const defect = source.defect?.();
  const remark = source.remark?.();
  if (defect !== undefined) return damaged(path, defect, end);
  if (remark !== undefined) return odd(path, remark);
  return !stream && compressedPosition === undefined && end < size ? cutBackWhileRead(path, size, end) : undefined;
}

/** Returns the warning that a file had less than when it was opened. */
function cutBackWhileRead(path: string, size: number, end: number): warnings.FileWarning {
  return {
    summary: `${path}: ended at byte ${end}, though it had ${size} bytes when it was opened: it was cut back while it was read; what it had behind that is lost, so read a copy, or have it rotated by renaming`,
    data: { path, size, end },
  };
}

/** Returns the warning that compressed data ends, or goes wrong, before its end. */
function damaged(path: string, defect: string, uncompressedBytes: number): warnings.FileWarning {
  return {
    summary: `${path}: the gzip data is cut short or damaged (${defect}): what could be uncompressed was read; replace it by a whole copy`,
    data: { path, defect, uncompressedBytes },
  };
}

/** Returns the warning that the content of a file is whole, but odd. */
function odd(path: string, remark: string): warnings.FileWarning {
  return { summary: `${path}: ${remark}; find out what appends to it`, data: { path, remark } };
}

/** From bytes to lines, and from lines to records. */
import type { ByteSource } from '../bytes/byte-source.ts';

/** How much is read at once: much, as every read of a file costs a round trip to a thread. */
const largestBlock = 256 * 1024;
const smallestBlock = 8 * 1024;
/** The memory for the blocks of all files that are read at the same time. */
const allBlocks = 32 * 1024 * 1024;
/** How much is given out at once: work on longer strings is slower. */
const largestChunk = 64 * 1024;
/** A line of which this much has been read without an end is reported before it ends: it may never do so. */
const longLineBytes = 64 * 1024 * 1024;

const newline = 10;

/** Some lines of a file, as bytes. `bytes` is valid until the next chunk is asked for. */
export interface LineChunk {
  /** Whole lines with their line ends; the last of a file may have none. */
  readonly bytes: Buffer;
  /** Where they begin in the uncompressed content. */
  readonly offset: number;
  /** The offset behind them. */
  readonly end: number;
  /** `bytes` is only the beginning of a single line that is too long. */
  readonly tooLong: boolean;
  /** When they were read: milliseconds since 1970 UTC. */
  readonly receivedAt: number;
}

interface Block {
  readonly bytes: Buffer;
  count: number;
  receivedAt: number;
}

/** Returns how much to read at once of each of `files` files that are read at the same time, so that memory stays bounded. */
export function blockBytesFor(files: number): number {
  return Math.max(smallestBlock, Math.min(largestBlock, Math.floor(allBlocks / files / 2)));
}

/** Where a `LineReader` begins, and how it reads. */
export interface LineReaderOptions {
  /** Where in the uncompressed content it starts: the beginning of a line. */
  readonly offset: number;
  /** Bytes from there that have been read already. */
  readonly head: Buffer;
  readonly maxLineBytes: number;
  /** How much is read at once: see `blockBytesFor`. */
  readonly blockBytes: number;
  now(): number;
  /** Called once for a line that begins at `offset` and has not ended after very many bytes. */
  longLine(offset: number): void;
}

/** Cuts the bytes of a source into chunks of whole lines, and reads the next block while one is worked on. */
export class LineReader {
  readonly source: ByteSource;
  readonly options: LineReaderOptions;
  readonly held: HeldLine;
  readonly chunkBytes: number;
  block: Block;
  spare: Block | undefined = undefined;
  ahead: Promise<Block> | undefined = undefined;
  /** In the block: what is left of it begins here. */
  from = 0;
  /** In the block: behind its last line end. */
  cut = 0;
  /** In the content: where what is held, or else what is left of the block, begins. */
  offset: number;

  constructor(source: ByteSource, options: LineReaderOptions) {
    this.source = source;
    this.options = options;
    this.chunkBytes = Math.min(largestChunk, options.blockBytes);
    this.offset = options.offset;
    this.held = new HeldLine(options.maxLineBytes);
    this.block = { bytes: options.head, count: options.head.length, receivedAt: options.now() };
    this.cut = options.head.lastIndexOf(newline) + 1;
  }

  /** Returns the next lines; undefined at the end of the source, when `held` has what came after the last line end. */
  async next(): Promise<LineChunk | undefined> {
    for (;;) {
      if (this.from < this.cut) return this.chunk(this.take(this.cutOfChunk()));
      if (this.from < this.block.count) this.hold(this.take(this.block.count));
      if (!(await this.advance())) return undefined;
      if (this.held.length > 0 && this.cut > 0) return this.heldChunk();
    }
  }

  /** Whether all that was read has been given out, or is held: what comes next has to be waited for. */
  get isDry(): boolean {
    return this.from >= this.block.count;
  }

  cutOfChunk(): number {
    return cutAt(this.block.bytes, this.from, this.cut, this.chunkBytes);
  }

  hold(bytes: Buffer): void {
    const before = this.held.length;
    this.held.add(bytes);
    if (before < longLineBytes && this.held.length >= longLineBytes) this.options.longLine(this.offset);
  }

  /** Returns what is held as the last line of the source; undefined if that ended with a line end. */
  last(): LineChunk | undefined {
    if (this.held.length === 0) return undefined;
    const { length, tooLong } = this.held;
    return this.chunk(this.held.take(), length, tooLong);
  }

  /** Returns the held line with its rest in the new block. */
  heldChunk(): LineChunk {
    const rest = this.take(this.block.bytes.indexOf(newline) + 1);
    // The line end itself is not what makes a line too long.
    this.held.add(rest.subarray(0, -1));
    const { length, tooLong } = this.held;
    const line = this.held.take();
    return this.chunk(tooLong ? line : Buffer.concat([line, rest.subarray(-1)]), length + 1, tooLong);
  }

  chunk(bytes: Buffer, length = bytes.length, tooLong = false): LineChunk {
    const offset = this.offset;
    this.offset += length;
    return { bytes, offset, end: this.offset, tooLong, receivedAt: this.block.receivedAt };
  }

  /** Takes the bytes of the block up to `to`. */
  take(to: number): Buffer {
    const bytes = this.block.bytes.subarray(this.from, to);
    this.from = to;
    return bytes;
  }

  /** Goes to the next block, and starts to read the one after it. Returns false at the end of the source. */
  async advance(): Promise<boolean> {
    const next = await (this.ahead ?? this.fill());
    this.spare = this.block.bytes.length === this.options.blockBytes ? this.block : undefined;
    this.block = next;
    this.from = 0;
    this.cut = next.count === 0 ? 0 : next.bytes.lastIndexOf(newline, next.count - 1) + 1;
    if (next.count > 0) this.ahead = this.readAhead();
    return next.count > 0;
  }

  readAhead(): Promise<Block> {
    const ahead = this.fill();
    // It may never be waited for. If it is, the error is thrown there.
    ahead.catch(() => {});
    return ahead;
  }

  async fill(): Promise<Block> {
    const { blockBytes, now } = this.options;
    const block = this.spare ?? { bytes: Buffer.allocUnsafeSlow(blockBytes), count: 0, receivedAt: 0 };
    this.spare = undefined;
    block.count = await this.source.read(block.bytes);
    block.receivedAt = now();
    return block;
  }
}

/**
 * Returns where to cut `block`, between `from` and the last line end at `end`, so that whole lines of at most `most` bytes in all
 * come out, or a single longer one.
 */
function cutAt(block: Buffer, from: number, end: number, most: number): number {
  if (end - from <= most) return end;
  const last = block.lastIndexOf(newline, from + most - 1);
  return (last >= from ? last : block.indexOf(newline, from + most)) + 1;
}

/**
 * The beginning of a line whose end has not been read. Of a line that is too long, no more is kept than shows that it is.
 */
export class HeldLine {
  /** How much of it is kept: the last byte more than a line may have could be a carriage return. */
  readonly mostBytes: number;
  buffer: Buffer = Buffer.alloc(0);
  kept = 0;
  /** How many bytes it has so far, including those that are not kept. */
  length = 0;

  constructor(maxLineBytes: number) {
    this.mostBytes = maxLineBytes + 2;
  }

  /** Whether it is too long whatever follows. */
  get tooLong(): boolean {
    return this.length >= this.mostBytes;
  }

  /** Copies `bytes`, which belong to the line. */
  add(bytes: Buffer): void {
    const wanted = Math.min(bytes.length, this.mostBytes - this.kept);
    this.reserve(this.kept + wanted);
    bytes.copy(this.buffer, this.kept, 0, wanted);
    this.kept += wanted;
    this.length += bytes.length;
  }

  /** Takes what is kept of it. Nothing is held afterwards. */
  take(): Buffer {
    const bytes = this.buffer.subarray(0, this.kept);
    this.buffer = Buffer.alloc(0);
    this.kept = 0;
    this.length = 0;
    return bytes;
  }

  reserve(size: number): void {
    if (size <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(this.mostBytes, Math.max(size, 2 * this.buffer.length)));
    this.buffer.copy(larger, 0, 0, this.kept);
    this.buffer = larger;
  }
}

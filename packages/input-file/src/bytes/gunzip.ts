import type { FileHandle } from 'node:fs/promises';
import { constants, crc32, createInflateRaw } from 'node:zlib';
import { messageOf } from '@correlator/events';
import type { ByteSource } from './byte-source.ts';
import { StreamSource } from './stream-source.ts';

/** How much is read at once, and uncompressed at once: more than that is never missing before damage. */
const blockBytes = 64 * 1024;

/** Returns whether these are the two bytes that every gzip file starts with (RFC 1952, section 2.3.1). */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** Returns whether an open file begins with them. */
export async function hasGzipContent(handle: FileHandle): Promise<boolean> {
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0);
  return isGzip(magic);
}

/**
 * The uncompressed bytes of a gzip file of one or more members. Of one that is cut short, all that can be uncompressed is
 * read; of a damaged one, all but at most 64 KiB before the damage. `defect` then says why there is no more. What follows
 * the last member is passed over: zeros silently, as gzip does, all else with a `remark`. `Gunzip` of Node.js does not keep
 * these promises: decision 0013.
 */
export class GunzipSource implements ByteSource {
  readonly source: ByteSource;
  readonly compressed: CompressedBytes;
  member: GzipMember | undefined = undefined;
  members = 0;
  failure: string | undefined = undefined;
  hasTrailingBytes = false;
  ended = false;

  constructor(source: ByteSource) {
    this.source = source;
    this.compressed = new CompressedBytes(source);
  }

  async read(into: Buffer): Promise<number> {
    while (!this.ended) {
      const member = this.member ?? (await this.nextMember());
      const count = (await member?.read(into)) ?? 0;
      if (count > 0) return count;
      if (this.member === undefined) break;
      await this.finishMember(this.member);
    }
    return 0;
  }

  defect(): string | undefined {
    return this.failure;
  }

  remark(): string | undefined {
    return this.hasTrailingBytes
      ? 'the gzip data is followed by bytes that are not gzip data, which were passed over'
      : undefined;
  }

  stop(): void {
    this.ended = true;
    this.source.stop();
    this.member?.output.stop();
  }

  async close(): Promise<void> {
    this.stop();
    await this.member?.output.close();
    await this.source.close();
  }

  /** Begins the next member; undefined behind the last one. */
  async nextMember(): Promise<GzipMember | undefined> {
    if (!(await this.readMagic())) return undefined;
    this.members++;
    const problem = await skipHeader(this.compressed);
    if (problem !== undefined) return this.fail(problem);
    if ((await this.compressed.peek()).length === 0) return this.fail('unexpected end of file');
    this.member = new GzipMember(this.compressed);
    return this.member;
  }

  async readMagic(): Promise<boolean> {
    let first = await this.compressed.next();
    while (first === 0 && this.members > 0) first = await this.compressed.next();
    if (first < 0) return false;
    this.hasTrailingBytes = !isGzip(Uint8Array.of(first, await this.compressed.next()));
    return !this.hasTrailingBytes;
  }

  async finishMember(member: GzipMember): Promise<void> {
    this.member = undefined;
    if (this.ended) return;
    this.failure = await member.finish();
    this.ended = this.failure !== undefined;
    await member.output.close();
  }

  fail(problem: string): undefined {
    this.failure = problem;
    this.ended = true;
  }
}

const deflate = 8;
const hasHeaderChecksum = 0x02;
const hasExtra = 0x04;
const hasName = 0x08;
const hasComment = 0x10;

/** Passes over a member's header behind its first two bytes (RFC 1952, section 2.3). Returns what is wrong with it. */
async function skipHeader(bytes: CompressedBytes): Promise<string | undefined> {
  const method = await bytes.next();
  if (method >= 0 && method !== deflate) return `unknown compression method ${method}`;
  const flags = await bytes.next();
  await bytes.skip(6);
  if ((flags & hasExtra) !== 0) await bytes.skip((await bytes.next()) + (await bytes.next()) * 256);
  if ((flags & hasName) !== 0) await bytes.skipText();
  if ((flags & hasComment) !== 0) await bytes.skipText();
  if ((flags & hasHeaderChecksum) !== 0) await bytes.skip(2);
  return undefined;
}

/** One member of a gzip file, behind its header (RFC 1952, section 2.2). */
class GzipMember {
  readonly compressed: CompressedBytes;
  readonly inflate = createInflateRaw({ chunkSize: blockBytes, flush: constants.Z_SYNC_FLUSH });
  readonly output = new StreamSource(this.inflate, true);
  /** What was written last, and how much had been used before it. */
  written: Buffer = Buffer.alloc(0);
  usedBefore = 0;
  writing = false;
  checksum = 0;
  size = 0;

  constructor(compressed: CompressedBytes) {
    this.compressed = compressed;
  }

  /** Reads uncompressed bytes; 0 at the end of the member, and if no more can be uncompressed. */
  async read(into: Buffer): Promise<number> {
    for (;;) {
      const count = this.output.take(into);
      if (count > 0) return this.count(into.subarray(0, count));
      if (this.output.ended()) return 0;
      if (!this.writing && this.unused().length === 0) await this.feed();
      await this.output.news.wait();
    }
  }

  /** Reads what follows the compressed data. Returns what is wrong with the member. */
  async finish(): Promise<string | undefined> {
    const { failure } = this.output;
    if (failure !== undefined) return messageOf(failure);
    this.compressed.giveBack(this.unused());
    const checksum = await this.compressed.nextNumber();
    const size = await this.compressed.nextNumber();
    if (this.compressed.ended) return 'unexpected end of file';
    if (checksum !== this.checksum) return 'incorrect data check';
    return size === this.size ? undefined : 'incorrect length check';
  }

  /** What was written last and lies behind the end of the compressed data. */
  unused(): Buffer {
    return this.written.subarray(this.inflate.bytesWritten - this.usedBefore);
  }

  count(bytes: Buffer): number {
    this.checksum = crc32(bytes, this.checksum);
    this.size = (this.size + bytes.length) >>> 0;
    return bytes.length;
  }

  /** Gives the decompressor the next block, or tells it that there is none. */
  async feed(): Promise<void> {
    this.writing = true;
    const bytes = await this.compressed.take();
    if (this.output.ended()) return;
    this.usedBefore = this.inflate.bytesWritten;
    this.written = bytes;
    if (bytes.length === 0) this.inflate.end();
    else this.inflate.write(bytes, () => this.fed());
  }

  fed(): void {
    this.writing = false;
    this.output.news.raise();
  }
}

/** Compressed bytes, block by block, of which some are looked at one by one. */
class CompressedBytes {
  readonly source: ByteSource;
  readonly buffer = Buffer.allocUnsafeSlow(blockBytes);
  /** What of the last block has not been taken. */
  rest: Buffer = this.buffer.subarray(0, 0);
  ended = false;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** Takes the next byte; -1 at the end. */
  async next(): Promise<number> {
    const byte = (await this.peek())[0] ?? -1;
    this.rest = this.rest.subarray(1);
    return byte;
  }

  /** Takes a number of four bytes, the least significant first. */
  async nextNumber(): Promise<number> {
    let number = 0;
    for (let shift = 0; shift < 32; shift += 8) number |= (await this.next()) << shift;
    return number >>> 0;
  }

  async skip(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.next();
  }

  /** Skips a text and the zero behind it. */
  async skipText(): Promise<void> {
    while ((await this.next()) > 0);
  }

  /** Returns what comes next, at least one byte except at the end. It stays there to be taken. */
  async peek(): Promise<Buffer> {
    if (this.rest.length === 0 && !this.ended) {
      const count = await this.source.read(this.buffer);
      this.ended = count === 0;
      this.rest = this.buffer.subarray(0, count);
    }
    return this.rest;
  }

  /** Takes all of what `peek` returns. */
  async take(): Promise<Buffer> {
    const bytes = await this.peek();
    this.rest = bytes.subarray(bytes.length);
    return bytes;
  }

  /** Puts the end of what was taken last back. */
  giveBack(bytes: Buffer): void {
    this.rest = bytes;
  }
}

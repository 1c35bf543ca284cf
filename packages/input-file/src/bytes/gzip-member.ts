import { constants, crc32, createInflateRaw } from 'node:zlib';
import { messageOf } from '@correlator/events';
import type { CompressedBytes } from './compressed-bytes.ts';
import { StreamSource } from './stream-source.ts';

const chunkBytes = 64 * 1024;

/** One member of a gzip file, behind its header (RFC 1952, section 2.2). */
export class GzipMember {
  readonly compressed: CompressedBytes;
  readonly inflate = createInflateRaw({ chunkSize: chunkBytes, flush: constants.Z_SYNC_FLUSH });
  readonly output = new StreamSource(this.inflate, true);
  /** What was written last, and how much had been made use of before. */
  written: Buffer = Buffer.alloc(0);
  usedBefore = 0;
  writing = false;
  checksum = 0;
  size = 0;

  constructor(compressed: CompressedBytes) {
    this.compressed = compressed;
  }

  /** Uncompressed bytes; 0 at the end of the member, and where no more can be uncompressed. */
  async read(into: Buffer): Promise<number> {
    for (;;) {
      const count = this.output.take(into);
      if (count > 0) return this.count(into.subarray(0, count));
      if (this.output.ended()) return 0;
      if (!this.writing && this.unused().length === 0) await this.feed();
      await this.output.news.wait();
    }
  }

  /** Reads what follows the compressed data; gives what is wrong with the member. */
  async finish(): Promise<string | undefined> {
    const { failure } = this.output;
    if (failure !== undefined) return messageOf(failure);
    this.compressed.giveBack(this.unused());
    const checksum = await readNumber(this.compressed);
    const size = await readNumber(this.compressed);
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

/** Four bytes, the least first. */
async function readNumber(bytes: CompressedBytes): Promise<number> {
  let number = 0;
  for (let shift = 0; shift < 32; shift += 8) number |= (await bytes.next()) << shift;
  return number >>> 0;
}

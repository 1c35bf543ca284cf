import type { ByteSource } from './byte-source.ts';

const blockBytes = 64 * 1024;

/** Compressed bytes, block by block, of which some are looked at one by one. */
export class CompressedBytes {
  readonly source: ByteSource;
  readonly buffer = Buffer.allocUnsafeSlow(blockBytes);
  /** What of the last block has not been taken. */
  rest: Buffer = this.buffer.subarray(0, 0);
  ended = false;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** The next byte, or -1 at the end. */
  async next(): Promise<number> {
    const byte = (await this.peek())[0] ?? -1;
    this.rest = this.rest.subarray(1);
    return byte;
  }

  /** What comes next, at least one byte but at the end; it stays there to be taken. */
  async peek(): Promise<Buffer> {
    if (this.rest.length === 0 && !this.ended) {
      const count = await this.source.read(this.buffer);
      this.ended = count === 0;
      this.rest = this.buffer.subarray(0, count);
    }
    return this.rest;
  }

  /** Takes all of what `peek` gives. */
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

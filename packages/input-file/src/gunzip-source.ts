import { constants, createGunzip } from 'node:zlib';
import { messageOf } from '@correlator/events';
import type { ByteSource } from './byte-source.ts';
import { StreamSource } from './stream-source.ts';

const blockBytes = 64 * 1024;

/** True for the two bytes that every gzip file starts with (RFC 1952, section 2.3.1). */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/**
 * The uncompressed bytes of a gzip file of one or more members. Of one that is cut short, all that can be uncompressed is
 * read; of a damaged one, all but at most 64 KiB before the damage. `defect` then says why there is no more.
 */
export class GunzipSource implements ByteSource {
  readonly compressed: ByteSource;
  readonly gunzip = createGunzip({ chunkSize: blockBytes, flush: constants.Z_SYNC_FLUSH });
  readonly output = new StreamSource(this.gunzip, true);
  readonly block = Buffer.allocUnsafeSlow(blockBytes);
  writing = false;

  constructor(compressed: ByteSource) {
    this.compressed = compressed;
  }

  async read(into: Buffer): Promise<number> {
    for (;;) {
      const count = this.output.take(into);
      if (count > 0 || this.output.ended()) return count;
      if (!this.writing) await this.feed();
      await this.output.news.wait();
    }
  }

  defect(): string | undefined {
    const { failure } = this.output;
    return failure === undefined ? undefined : messageOf(failure);
  }

  stop(): void {
    this.compressed.stop();
    this.output.stop();
  }

  async close(): Promise<void> {
    this.stop();
    await this.output.close();
    await this.compressed.close();
  }

  /** Gives the decompressor the next block, or tells it that there is none. */
  async feed(): Promise<void> {
    this.writing = true;
    const count = await this.compressed.read(this.block);
    if (this.output.ended()) return;
    if (count === 0) this.gunzip.end();
    else this.gunzip.write(this.block.subarray(0, count), () => this.fed());
  }

  fed(): void {
    this.writing = false;
    this.output.news.raise();
  }
}

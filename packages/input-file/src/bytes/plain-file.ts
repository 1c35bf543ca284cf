import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from './byte-source.ts';

/** The bytes of an open file, from a position. */
export class PlainFile implements ByteSource {
  readonly handle: FileHandle;
  /** How far it has been read. */
  position = 0;
  stopped = false;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  async read(into: Buffer): Promise<number> {
    if (this.stopped) return 0;
    const { bytesRead } = await this.handle.read(into, 0, into.length, this.position);
    this.position += bytesRead;
    return bytesRead;
  }

  /**
   * Reads on as `read` does, and at the same moment, into `before`, what lies before that. The number of bytes is negative if
   * the file does not even reach up to the position.
   */
  async readWithSeam(before: Buffer, into: Buffer): Promise<number> {
    if (this.stopped) return 0;
    const { bytesRead } = await this.handle.readv([before, into], this.position - before.length);
    const count = bytesRead - before.length;
    this.position += Math.max(0, count);
    return count;
  }

  seek(offset: number): void {
    this.position = offset;
  }

  stop(): void {
    this.stopped = true;
  }

  close(): Promise<void> {
    this.stopped = true;
    return this.handle.close();
  }
}

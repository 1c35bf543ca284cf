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

  /** True when the file is shorter than what has been read of it. */
  async isCutBack(): Promise<boolean> {
    const { size } = await this.handle.stat();
    return !this.stopped && size < this.position;
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

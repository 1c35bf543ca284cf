import { Signal } from '@correlator/core';
import type { ByteSource } from './byte-source.ts';
import type { PlainFile } from './plain-file.ts';
import { lastBytes, seamBytes } from './seal.ts';

/**
 * The bytes of a file that grows: at its present end, `read` waits to be woken, and ends where `finish` says that no more
 * will come or where the file was cut back. Each read takes the last bytes of the one before with it: where these are
 * others now, the file was cut back though it has grown again since.
 */
export class Tail implements ByteSource {
  readonly file: PlainFile;
  readonly signal = new Signal();
  /** What was read last; empty where that is not known. */
  seam: Buffer = Buffer.alloc(0);
  /** A read has found nothing more, and waits. */
  atEnd = false;
  finishing = false;
  wasCutBack = false;
  /** Called whenever a read begins to wait. */
  idle: () => void = () => {};

  constructor(file: PlainFile) {
    this.file = file;
  }

  async read(into: Buffer): Promise<number> {
    for (;;) {
      const last = this.finishing;
      const count = this.wasCutBack ? 0 : await this.readOn(into);
      if (count > 0 || last || this.wasCutBack || this.file.stopped) return count;
      await this.wait();
    }
  }

  async readOn(into: Buffer): Promise<number> {
    const before = Buffer.allocUnsafe(Math.min(seamBytes, this.file.position));
    const count = await this.file.readWithSeam(before, into);
    if (this.file.stopped) return 0;
    this.wasCutBack = count < 0 || !this.fits(before);
    if (this.wasCutBack) return 0;
    if (count === 0) {
      // Where it goes on from: nothing was read yet that would tell.
      if (this.seam.length === 0) this.seam = lastBytes(before);
      return 0;
    }
    this.seam = lastBytes(
      count < seamBytes ? Buffer.concat([before, into.subarray(0, count)]) : into.subarray(0, count),
    );
    return count;
  }

  /** True where `before` ends with what was read last. */
  fits(before: Buffer): boolean {
    return this.seam.equals(before.subarray(before.length - this.seam.length));
  }

  async wait(): Promise<void> {
    this.atEnd = true;
    this.idle();
    await this.signal.wait();
    this.atEnd = false;
  }

  /** The file may have grown: it is not at its end until that has been looked at. */
  wake(): void {
    this.atEnd = false;
    this.signal.raise();
  }

  /** Nothing will come any more behind what there is now. */
  finish(): void {
    this.finishing = true;
    this.signal.raise();
  }

  cutBack(): boolean {
    return this.wasCutBack;
  }

  seek(offset: number): void {
    this.file.seek(offset);
    this.seam = this.seam.subarray(0, 0);
  }

  stop(): void {
    this.file.stop();
    this.signal.raise();
  }

  close(): Promise<void> {
    this.stop();
    return this.file.close();
  }
}

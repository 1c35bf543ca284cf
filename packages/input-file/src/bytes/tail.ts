import { Signal } from '@correlator/core';
import type { ByteSource } from './byte-source.ts';
import type { PlainFile } from './plain-file.ts';
import { lastBytes, Seal, seamBytes } from './seal.ts';

/**
 * The bytes of a file that grows. At its present end, `read` waits to be woken; it ends if `finish` says that no more will
 * come, or if the file was cut back. Each read takes the last bytes of the one before with it: if these have changed, the
 * file was cut back although it has grown again since.
 */
export class Tail implements ByteSource {
  readonly file: PlainFile;
  readonly signal = new Signal();
  /** Of what was read last; undefined if that is not known. */
  seam: Seal | undefined = undefined;
  /** A read has found nothing more, and waits. */
  atEnd = false;
  /** Nothing will come behind what there is. It may have been cut back all the same. */
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
    // Where it goes on from: nothing was read yet that would tell.
    if (count === 0) this.seam ??= new Seal(before);
    else if (count < seamBytes) this.seam = new Seal(lastBytes(Buffer.concat([before, into.subarray(0, count)])));
    else this.seam = new Seal(lastBytes(into.subarray(0, count)));
    return count;
  }

  /** Returns whether `before` ends with what was read last. */
  fits(before: Buffer): boolean {
    const { seam } = this;
    return seam === undefined || seam.fits(before.subarray(before.length - seam.length));
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

  /** Nothing more will come behind what there is now. */
  finish(): void {
    this.finishing = true;
    this.signal.raise();
  }

  cutBack(): boolean {
    return this.wasCutBack;
  }

  seek(offset: number): void {
    this.file.seek(offset);
    this.seam = undefined;
  }

  /** What lies before where it has been sought to is that of `seam`, unless the file was cut back. */
  expect(seam: Seal): void {
    if (seam.length <= Math.min(seamBytes, this.file.position)) this.seam = seam;
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

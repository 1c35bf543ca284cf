/**
 * The beginning of a line whose end has not been read. Of one that is too long no more is kept than shows that it is.
 */
export class HeldLine {
  /** Kept at most: a last byte more than a line may have could be a carriage return. */
  readonly mostBytes: number;
  buffer: Buffer = Buffer.alloc(0);
  kept = 0;
  /** Its bytes so far, those not kept included. */
  length = 0;

  constructor(maxLineBytes: number) {
    this.mostBytes = maxLineBytes + 2;
  }

  /** True when it is too long whatever follows. */
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

  /** What is kept of it; nothing is held afterwards. */
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

const nothing = Buffer.alloc(0);

/** Bytes that become more and more: each is copied some two times in all, however few come at a time. */
export class Keeper {
  bytes = nothing;
  length = 0;

  set(bytes: Buffer): Buffer {
    this.bytes = Buffer.from(bytes);
    this.length = bytes.length;
    return this.bytes;
  }

  clear(): void {
    this.bytes = nothing;
  }

  append(more: Buffer): Buffer {
    const length = this.length + more.length;
    if (length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.bytes.length));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    more.copy(this.bytes, this.length);
    this.length = length;
    return this.bytes.subarray(0, length);
  }
}

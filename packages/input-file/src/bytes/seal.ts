import { createHash } from 'node:crypto';

/** How many of the bytes that were read last are remembered, to tell whether a file still has them there. */
export const seamBytes = 64;

/** Returns a copy of the last bytes of `bytes`, at most `seamBytes` of them. */
export function lastBytes(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(-seamBytes));
}

function sealed(bytes: Buffer): string {
  return `${bytes.length}:${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}

/** Some bytes of a file by which it is found again. Those that this run has read are kept; of earlier ones, their hash. */
export class Seal {
  readonly bytes: Buffer | undefined;
  saved: string | undefined;

  constructor(of: Buffer | string) {
    this.bytes = typeof of === 'string' ? undefined : of;
    this.saved = typeof of === 'string' ? of : undefined;
  }

  /** The seal as it is saved: how many bytes it is of, and a hash of them. It is hashed when that is first asked for. */
  get text(): string {
    this.saved ??= sealed(this.bytes ?? Buffer.alloc(0));
    return this.saved;
  }

  /** How many bytes it is of. */
  get length(): number {
    return this.bytes?.length ?? Number.parseInt(this.text, 10);
  }

  /** Returns whether `bytes` are those of the seal. */
  fits(bytes: Buffer): boolean {
    return this.bytes?.equals(bytes) ?? sealed(bytes) === this.text;
  }

  /** Returns whether `bytes` may be the first of those of the seal: of fewer than it is of, a hash tells nothing. */
  mayBeginWith(bytes: Buffer): boolean {
    if (this.bytes !== undefined) return bytes.equals(this.bytes.subarray(0, bytes.length));
    return bytes.length < this.length || this.fits(bytes);
  }
}

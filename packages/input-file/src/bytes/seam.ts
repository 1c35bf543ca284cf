import { createHash } from 'node:crypto';

/** How much of what was read last is remembered, to tell whether a file still has it there. */
export const seamBytes = 64;

/** The last bytes of `bytes`, copied: not more than a seam takes. */
export function lastBytes(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(-seamBytes));
}

/** A seam as it is saved: how many bytes before the position, and a hash of them. */
export function sealed(bytes: Buffer): string {
  return `${bytes.length}:${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}

/** How many bytes a saved seam is of. */
export function sealedBytes(seam: string): number {
  return Number.parseInt(seam, 10);
}

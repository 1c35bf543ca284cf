import { createHash } from 'node:crypto';
import type { ByteSource } from '../bytes/byte-source.ts';

/** How much of the first line counts. */
const mostBytes = 4096;
const newline = 10;
const carriageReturn = 13;

/** True when `start` is enough of a file to tell its fingerprint. */
export function isEnough(start: Buffer): boolean {
  // One byte more than counts: it tells whether a carriage return before it belongs to the line end.
  return start.length > mostBytes || start.includes(newline);
}

/**
 * Identifies a file by its content: 16 hexadecimal digits of the SHA-256 of the first line, or of its first 4096 bytes,
 * without its line end. `start` is the file's beginning.
 */
export function fingerprintOf(start: Buffer): string {
  const lineEnd = start.indexOf(newline);
  let end = lineEnd < 0 ? start.length : lineEnd;
  if (start[end - 1] === carriageReturn) end--;
  const line = start.subarray(0, Math.min(end, mostBytes));
  return createHash('sha256').update(line).digest('hex').slice(0, 16);
}

/** Reads the beginning of a source, until that is enough for its fingerprint, or ends. */
export async function readHead(source: ByteSource): Promise<Buffer> {
  const head = Buffer.allocUnsafeSlow(2 * mostBytes);
  let filled = 0;
  while (!isEnough(head.subarray(0, filled))) {
    const count = await source.read(head.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  return head.subarray(0, filled);
}

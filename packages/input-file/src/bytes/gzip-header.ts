import type { FileHandle } from 'node:fs/promises';
import type { CompressedBytes } from './compressed-bytes.ts';

const hasHeaderChecksum = 0x02;
const hasExtra = 0x04;
const hasName = 0x08;
const hasComment = 0x10;

const deflate = 8;

/** True for the two bytes that every gzip file starts with (RFC 1952, section 2.3.1). */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** True for an open file that begins with them. */
export async function hasGzipContent(handle: FileHandle): Promise<boolean> {
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0);
  return isGzip(magic);
}

/** Passes over what follows these two bytes in a member's header (section 2.3). Gives what is wrong with it. */
export async function skipGzipHeader(bytes: CompressedBytes): Promise<string | undefined> {
  const method = await bytes.next();
  if (method >= 0 && method !== deflate) return `unknown compression method ${method}`;
  const flags = await bytes.next();
  await skip(bytes, 6);
  if ((flags & hasExtra) !== 0) await skip(bytes, (await bytes.next()) + (await bytes.next()) * 256);
  if ((flags & hasName) !== 0) await skipText(bytes);
  if ((flags & hasComment) !== 0) await skipText(bytes);
  if ((flags & hasHeaderChecksum) !== 0) await skip(bytes, 2);
  return undefined;
}

async function skip(bytes: CompressedBytes, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await bytes.next();
}

/** Up to a zero, or the end. */
async function skipText(bytes: CompressedBytes): Promise<void> {
  while ((await bytes.next()) > 0);
}

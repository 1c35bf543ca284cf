import { createReadStream, createWriteStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const chunkBytes = 65_536;
const quote = 0x22;
const lineEnd = 0x0a;

/** Up to where a CSV file consists of complete rows. A line end within quotes ends no row, so it is read from the start. */
export async function completeLength(handle: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let complete = 0;
  let quoted = false;
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, at);
    if (bytesRead === 0) break;
    for (let i = 0; i < bytesRead; i++) {
      if (buffer[i] === quote) quoted = !quoted;
      else if (buffer[i] === lineEnd && !quoted) complete = at + i + 1;
    }
    at += bytesRead;
  }
  return complete;
}

/** Copies what follows `start` in one file to another, which is new, and makes it durable. */
export async function copyTail(from: string, start: number, to: string): Promise<void> {
  await pipeline(createReadStream(from, { start }), createWriteStream(to, { flags: 'wx', flush: true }));
}

import type { ByteSource } from './byte-source.ts';

/** How much is read at once of what is passed over. */
const blockBytes = 256 * 1024;

/**
 * Goes to `offset` in a source whose first bytes, `head`, have been read. Gives what has been read from there on, or
 * undefined where the source ends before.
 */
export async function skipTo(source: ByteSource, offset: number, head: Buffer): Promise<Buffer | undefined> {
  if (source.seek !== undefined) {
    source.seek(offset);
    return head.subarray(0, 0);
  }
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let bytes = head;
  let at = 0;
  while (at + bytes.length < offset) {
    at += bytes.length;
    bytes = block.subarray(0, await source.read(block));
    if (bytes.length === 0) return undefined;
  }
  return bytes.subarray(offset - at);
}

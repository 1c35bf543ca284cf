import { type FileHandle, open } from 'node:fs/promises';
import { type BlockHeader, blockMagic, headerBytes, parseBlockHeader } from './block.ts';
import { captureNewer, captureUnreadable, noCapture } from './capture-errors.ts';

/** A block of a file. */
export interface BlockPlace extends BlockHeader {
  readonly path: string;
  /** Where it begins, in bytes. */
  readonly offset: number;
}

/** Bytes of a capture that are not a block. */
export interface Damage {
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
  /** `torn`: the end of the file, as a writer that was killed leaves it. */
  readonly kind: 'torn' | 'damaged';
}

/** Returns damage in words. */
export function damageText({ path, offset, bytes, kind }: Damage): string {
  return `${path}: ${kind} at byte ${offset}, ${bytes} bytes`;
}

/** The blocks of a file, and what is not a block, in order. */
export interface Blocks {
  readonly path: string;
  readonly bytes: number;
  readonly blocks: readonly BlockPlace[];
  readonly damages: readonly Damage[];
}

const searchBytes = 1 << 20;

/** Walks through a capture by its headers. Throws `CAPTURE_UNREADABLE`, `CAPTURE_INVALID` and `CAPTURE_NEWER`. */
export async function walkBlocks(path: string): Promise<Blocks> {
  const file = await open(path, 'r').catch((cause) => {
    throw captureUnreadable(path, cause);
  });
  try {
    const { size } = await file.stat();
    return await walk(file, { path, size });
  } finally {
    await file.close();
  }
}

async function walk(file: FileHandle, { path, size }: { path: string; size: number }): Promise<Blocks> {
  const blocks: BlockPlace[] = [];
  const damages: Damage[] = [];
  for (let offset = 0; offset < size; ) {
    const header = parseBlockHeader(await readAt(file, offset, headerBytes));
    if (header === 'newer') throw captureNewer(path);
    const end = header === undefined ? 0 : offset + header.size;
    if (header !== undefined && end <= size) {
      blocks.push({ ...header, path, offset });
      offset = end;
    } else {
      const next = await nextBlock(file, offset + 1, size);
      damages.push({ path, offset, bytes: next - offset, kind: next === size ? 'torn' : 'damaged' });
      offset = next;
    }
  }
  if (size > 0 && blocks.length === 0 && !(await isTornBlock(file))) throw noCapture(path);
  return { path, bytes: size, blocks, damages };
}

/** Returns whether a file begins as a block does: its writer was killed within the first one. */
async function isTornBlock(file: FileHandle): Promise<boolean> {
  const head = await readAt(file, 0, headerBytes);
  if (head.length === headerBytes) return typeof parseBlockHeader(head) === 'object';
  return head.subarray(0, blockMagic.length).equals(blockMagic.subarray(0, head.length));
}

/** Returns where the next block begins, or the end of the file. */
async function nextBlock(file: FileHandle, from: number, size: number): Promise<number> {
  for (let at = from; at < size; at += searchBytes) {
    // With as much more as it takes to see a header at the edge whole.
    const bytes = await readAt(file, at, searchBytes + headerBytes);
    for (let i = bytes.indexOf(blockMagic); i >= 0 && i < searchBytes; i = bytes.indexOf(blockMagic, i + 1)) {
      const header = parseBlockHeader(await readAt(file, at + i, headerBytes));
      if (header !== undefined && header !== 'newer' && at + i + header.size <= size) return at + i;
    }
  }
  return size;
}

/** Reads `length` bytes from `offset` on, fewer at the end of the file. */
export async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Returns whether a file begins as a capture does, of whatever version; false also if it cannot be read. */
export async function isCapture(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    // A pipe must not be read from: what is taken is gone.
    if (!(await file.stat()).isFile()) return false;
    return parseBlockHeader(await readAt(file, 0, headerBytes)) !== undefined;
  } finally {
    await file.close();
  }
}

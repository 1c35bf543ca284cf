import { open } from 'node:fs/promises';
import { headerBytes, parseBlockHeader } from './block-header.ts';
import { readAt } from './walk-blocks.ts';

/** Whether a file begins as a capture does, of whatever version; false also for one that cannot be read. */
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

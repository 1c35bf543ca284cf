import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { captureShared, captureUnwritable } from './capture-errors.ts';
import { type Damage, walkBlocks } from './walk-blocks.ts';

/** One file of a capture, to which blocks are appended. What could not be written whole is taken off again. */
export class CaptureFile {
  readonly path: string;
  readonly file: FileHandle;
  /** The length up to the end of the last whole block. */
  length: number;

  constructor(path: string, file: FileHandle, length: number) {
    this.path = path;
    this.file = file;
    this.length = length;
  }

  /** Throws `CAPTURE_SHARED` if somebody else has written to the file. */
  async append(block: Buffer): Promise<void> {
    if ((await this.file.stat()).size !== this.length) throw captureShared(this.path);
    try {
      let written = 0;
      while (written < block.length) {
        const { bytesWritten } = await this.file.write(block, written, block.length - written, this.length + written);
        written += bytesWritten;
      }
      this.length += block.length;
    } catch (error) {
      await this.file.truncate(this.length).catch(() => {});
      throw error;
    }
  }

  /** Makes the last block durable, or takes it off again if that fails. */
  async sync(blockBytes: number): Promise<void> {
    try {
      await this.file.datasync();
    } catch (error) {
      this.length -= blockBytes;
      await this.file.truncate(this.length).catch(() => {});
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.file.sync();
    await this.file.close();
  }
}

/**
 * Opens a file to append to: a new one, or a capture, whose torn end is cut off and returned. Throws
 * `CAPTURE_UNWRITABLE`, and `CAPTURE_INVALID` for a file of another kind.
 */
export async function openCaptureFile(
  path: string,
): Promise<{ readonly file: CaptureFile; readonly torn: Damage | undefined }> {
  const handle = await open(path, 'a+', 0o600)
    .then(async (made) => {
      await made.close();
      return open(path, 'r+');
    })
    .catch((cause) => {
      throw captureUnwritable(path, cause);
    });
  try {
    const { bytes, damages } = await walkBlocks(path);
    const torn = damages.find(({ kind }) => kind === 'torn');
    if (torn !== undefined) await handle.truncate(torn.offset);
    return { file: new CaptureFile(path, handle, torn?.offset ?? bytes), torn };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** One of the files of a capture: `live.capture`, then `live-2.capture`, `live-3.capture` … */
export interface Segment {
  readonly path: string;
  readonly number: number;
}

/** Returns the path of the capture's file with this number. */
export function segmentPath(path: string, number: number): string {
  if (number === 1) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}

/** Returns the files of a capture that are there, the oldest first. */
export async function segmentsOf(path: string): Promise<readonly Segment[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  const extension = extname(path);
  const stem = basename(path, extension);
  const numbers = names.flatMap((name) => numberOf(name, stem, extension));
  return numbers.sort((a, b) => a - b).map((number) => ({ number, path: segmentPath(path, number) }));
}

function numberOf(name: string, stem: string, extension: string): number[] {
  if (name === `${stem}${extension}`) return [1];
  if (!name.startsWith(`${stem}-`) || !name.endsWith(extension)) return [];
  const written = name.slice(stem.length + 1, name.length - extension.length);
  return /^[1-9]\d{0,8}$/.test(written) && written !== '1' ? [Number(written)] : [];
}

/** Returns the paths of all files of the capture at `path`, the oldest first; `path` alone if there are none. */
export async function capturePaths(path: string): Promise<readonly string[]> {
  const segments = await segmentsOf(path);
  return segments.length === 0 ? [path] : segments.map((segment) => join(segment.path));
}

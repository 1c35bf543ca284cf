import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, stat, truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { freePath } from './csv-directory.ts';

/** A CSV file that is open for appending. */
export interface CsvFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly header: Buffer;
  /** Its length in bytes, as far as this listener knows. */
  length: number;
  /** Whether something was written that is not synced yet. */
  dirty: boolean;
}

/** A function that is told of a row that was cut off. */
export type OnTorn = (path: string, keptIn: string, bytes: number) => void;

/** How a CSV file is opened. */
export interface CsvFileOptions {
  readonly header: Buffer;
  /** A length at which the file is known to consist of complete rows. */
  readonly sound: number | undefined;
  readonly onTorn: OnTorn;
}

async function mendTail(path: string, handle: FileHandle, onTorn: OnTorn): Promise<number> {
  const { size } = await handle.stat();
  const complete = await completeLength(handle, size);
  if (complete === size) return size;
  const aside = await freePath(`${path}.torn`);
  await copyTail(path, complete, aside);
  await truncate(path, complete);
  onTorn(path, aside, size - complete);
  return complete;
}

async function hasHeader(handle: FileHandle, header: Buffer): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(header.length), 0, header.length, 0);
  return bytesRead === header.length && buffer.equals(header);
}

/**
 * Opens a file for appending; makes it if there is none. A torn last row is moved to a file of its own. Returns
 * undefined if the columns of the file are others than `header` says.
 */
export async function openCsvFile(path: string, options: CsvFileOptions): Promise<CsvFile | undefined> {
  const { header, sound, onTorn } = options;
  const handle = await open(path, 'a+');
  try {
    const { size } = await handle.stat();
    const length = size === 0 || size === sound ? size : await mendTail(path, handle, onTorn);
    if (length === 0 || (await hasHeader(handle, header))) return { path, handle, header, length, dirty: false };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** Returns whether an open file is still the one at its path, as this listener left it: nobody moved, removed or changed it. */
export async function isUntouched({ path, handle, length }: CsvFile): Promise<boolean> {
  const [own, there] = await Promise.all([handle.stat(), stat(path).catch(() => undefined)]);
  return there !== undefined && there.ino === own.ino && there.dev === own.dev && there.size === length;
}

/** Makes what was written durable. */
export async function syncCsvFile(file: CsvFile): Promise<void> {
  if (file.dirty) await file.handle.datasync();
  file.dirty = false;
}

const chunkBytes = 65_536;
const quote = 0x22;
const lineEnd = 0x0a;

/**
 * Returns up to where a CSV file consists of complete rows. A line end within quotes ends no row, so it is read from the start.
 */
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

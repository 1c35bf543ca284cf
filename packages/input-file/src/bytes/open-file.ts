import { constants, createReadStream, open as openDescriptor } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { isCorrelatorError } from '@correlator/events';
import { directoryError, openingError, socketError } from '../paths/file-errors.ts';
import { inodeOf } from '../paths/place.ts';
import type { ByteSource } from './byte-source.ts';
import { GunzipSource, hasGzipContent } from './gunzip.ts';
import { PlainFile } from './plain-file.ts';
import { SniffedSource } from './sniffed-source.ts';
import { StreamSource } from './stream-source.ts';
import { Tail } from './tail.ts';

/** A file that is open for reading. */
export interface OpenFile {
  readonly source: ByteSource;
  /** It is standard input, a pipe or a device, and has neither a size nor a time of change. */
  readonly stream: boolean;
  /** How many bytes it had on disk when it was opened. */
  readonly size: number;
  /** When it was last changed: milliseconds since 1970 UTC. */
  readonly changedAt: number;
  /** Device and inode of a regular file. */
  readonly inode?: string;
  /** Set for a plain file that is followed. */
  readonly tail?: Tail;
  /** Set for gzip: returns how many bytes on disk have been read. */
  compressedPosition?(): number;
}

/** How a file is to be opened. */
export interface OpenOptions {
  readonly follow: boolean;
  /** What `-` stands for. */
  readonly stdin: Readable;
}

function openStream(stream: Readable, owned: boolean): OpenFile {
  return { source: new SniffedSource(new StreamSource(stream, owned)), stream: true, size: 0, changedAt: 0 };
}

/** Opens a pipe as a socket: neither waiting for a writer nor reading blocks a thread, so that it can be stopped. */
async function pipe(path: string): Promise<Readable> {
  const fd = await promisify(openDescriptor)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

async function openRegular(path: string, { follow }: OpenOptions): Promise<OpenFile> {
  // Something else may have come in its place by now: opening a pipe would wait for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const file = new PlainFile(handle);
  const { size, mtimeMs } = await handle.stat();
  const facts = { stream: false, size, changedAt: mtimeMs, inode: await inodeOf(handle) };
  if (await hasGzipContent(handle)) {
    return { ...facts, source: new GunzipSource(file), compressedPosition: () => file.position };
  }
  if (!follow) return { ...facts, source: file };
  const tail = new Tail(file);
  return { ...facts, source: tail, tail };
}

async function openPath(path: string, options: OpenOptions): Promise<OpenFile> {
  const stats = await stat(path);
  if (stats.isDirectory()) throw directoryError(path);
  if (stats.isSocket()) throw socketError(path);
  if (stats.isFile()) return openRegular(path, options);
  return openStream(stats.isFIFO() ? await pipe(path) : createReadStream(path), true);
}

/** Opens a file. Throws `FILE_NOT_FOUND`, `FILE_IS_DIRECTORY` or `FILE_UNREADABLE`. */
export async function openFile(path: string, options: OpenOptions): Promise<OpenFile> {
  if (path === '-') return openStream(options.stdin, false);
  try {
    return await openPath(path, options);
  } catch (error) {
    throw isCorrelatorError(error) ? error : await openingError(path, error);
  }
}

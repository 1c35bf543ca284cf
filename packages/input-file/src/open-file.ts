import { constants, createReadStream, open as openDescriptor, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Clock } from '@correlator/core';
import { isCorrelatorError } from '@correlator/events';
import type { ByteSource } from './byte-source.ts';
import { directoryError, openingError, socketError } from './file-errors.ts';
import { Growth } from './growth.ts';
import { GunzipSource } from './gunzip-source.ts';
import { isGzip } from './gzip-header.ts';
import { PlainFile } from './plain-file.ts';
import { SniffedSource } from './sniffed-source.ts';
import { StreamSource } from './stream-source.ts';
import { Tail } from './tail.ts';

/** A file that is open for reading. */
export interface OpenFile {
  readonly source: ByteSource;
  /** Standard input, a pipe or a device: it has no size and no time of change. */
  readonly stream: boolean;
  /** Bytes on disk when it was opened. */
  readonly size: number;
  /** When it was last changed: milliseconds since 1970 UTC. */
  readonly changedAt: number;
  /** Set for gzip: how many bytes on disk have been read. */
  compressedPosition?(): number;
}

/** How a file is to be opened. */
export interface OpenOptions {
  readonly follow: boolean;
  readonly pollMs: number;
  readonly clock: Clock;
  /** What `-` stands for. */
  readonly stdin: Readable;
}

function openStream(stream: Readable, owned: boolean): OpenFile {
  return { source: new SniffedSource(new StreamSource(stream, owned)), stream: true, size: 0, changedAt: 0 };
}

/** A pipe as a socket: neither waiting for a writer nor reading blocks a thread, so that it can be stopped. */
async function pipe(path: string): Promise<Readable> {
  const fd = await promisify(openDescriptor)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

async function hasGzipContent(handle: FileHandle): Promise<boolean> {
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0);
  return isGzip(magic);
}

async function openRegular(path: string, stats: Stats, options: OpenOptions): Promise<OpenFile> {
  const handle = await open(path, 'r');
  const file = new PlainFile(handle);
  const facts = { stream: false, size: stats.size, changedAt: stats.mtimeMs };
  if (await hasGzipContent(handle)) {
    return { ...facts, source: new GunzipSource(file), compressedPosition: () => file.position };
  }
  if (!options.follow) return { ...facts, source: file };
  return { ...facts, source: new Tail(file, new Growth(path, options.clock, options.pollMs)) };
}

async function openPath(path: string, options: OpenOptions): Promise<OpenFile> {
  const stats = await stat(path);
  if (stats.isDirectory()) throw directoryError(path);
  if (stats.isSocket()) throw socketError(path);
  if (stats.isFile()) return openRegular(path, stats, options);
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

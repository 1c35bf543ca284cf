/** Which files there are: places on disk, the names of rotated files, patterns, and what is reported of them. */
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from './file-errors.ts';
import { recencyOf } from './rotated-name.ts';

/** A file as its folder has it at present. */
export interface Place {
  readonly path: string;
  readonly inode: string;
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly changed: number;
  readonly isFile: boolean;
  /** Of a rotated file, by its name. */
  readonly recency?: bigint;
}

/** How many rotated files of one log are looked at, the most recent ones. */
const mostSiblings = 1_000;
/** How often a folder is looked at again because it changes meanwhile. */
const mostLooks = 20;

/** Returns what is at `path`, or undefined if nothing is. Throws any other error of the system. */
export async function placeAt(path: string): Promise<Place | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    const inode = `${stats.dev}:${stats.ino}`;
    return { path, inode, size: Number(stats.size), changed: Number(stats.mtimeNs) / 1e6, isFile: stats.isFile() };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The error that what was at a place is no longer there: it has been renamed or removed since. */
export class Moved extends Error {}

/** Returns the device and inode of an open file. */
export async function inodeOf(handle: FileHandle): Promise<string> {
  const { dev, ino } = await handle.stat({ bigint: true });
  return `${dev}:${ino}`;
}

/** Opens what was found at a place. Throws `Moved` if that has gone. */
export async function openAt({ path, inode }: Place): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error) => {
    throw systemCode(error) === 'ENOENT' ? new Moved(path) : error;
  });
  if ((await inodeOf(handle)) === inode) return handle;
  await handle.close();
  throw new Moved(path);
}

async function siblingsOf(path: string): Promise<Place[]> {
  const [folder, base] = [dirname(path), basename(path)];
  const names = (await readdir(folder)).filter((name) => name !== base && name.startsWith(stemOf(base)));
  const rotated = names.map((name) => ({ name, recency: recencyOf(base, name) })).sort(byRecency);
  const found = rotated.slice(-mostSiblings).map(async ({ name, recency }) => {
    const place = await placeAt(join(folder, name));
    return place?.isFile ? [{ ...place, ...(recency !== undefined && { recency }) }] : [];
  });
  return (await Promise.all(found)).flat();
}

function stemOf(base: string): string {
  const dot = base.lastIndexOf('.');
  return dot < 1 ? base : base.slice(0, dot);
}

type Dated = { readonly name: string; readonly recency: bigint | undefined };

/** Files that are not named like rotated ones come first; of two of the same, the plain one before the one that is being compressed. */
function byRecency(a: Dated, b: Dated): number {
  if (a.recency === b.recency) return a.name.length - b.name.length || (a.name < b.name ? -1 : 1);
  if (a.recency === undefined || b.recency === undefined) return a.recency === undefined ? -1 : 1;
  return a.recency < b.recency ? -1 : 1;
}

async function look(path: string): Promise<Place[]> {
  const real = await realpath(path).catch(() => path);
  const siblings = await siblingsOf(real).catch(ignoreMissing);
  const place = await placeAt(path);
  return place === undefined ? siblings : [...siblings, place];
}

function ignoreMissing(error: unknown): Place[] {
  if (systemCode(error) === 'ENOENT') return [];
  throw error;
}

const outline = (places: readonly Place[]): string => places.map(({ path, inode }) => `${path} ${inode}`).join('\n');

/**
 * Returns the rotated files of the log at `path`, the oldest first, and at the end the log itself, if it is there. All are of
 * one moment: while files are renamed, one that moves could otherwise be missed.
 */
export async function placesOf(path: string): Promise<readonly Place[]> {
  let places = await look(path);
  for (let looks = 0; looks < mostLooks; looks++) {
    const again = await look(path);
    if (outline(again) === outline(places)) return again;
    places = again;
  }
  return places;
}

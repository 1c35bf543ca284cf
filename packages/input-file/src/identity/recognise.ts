import { createHash } from 'node:crypto';
import type { ByteSource } from '../bytes/byte-source.ts';
import { hasGzipContent } from '../bytes/gunzip.ts';
import { Moved, openAt, type Place } from '../paths/place.ts';
import type { KnownFile } from './known-file.ts';
import type { KnownFiles, Recognised } from './known-files.ts';
import { beginsLike, compare, isBeginning, withSource } from './likeness.ts';

/** Finds out which of `files` is at `place`, by what it contains. A file that cannot be read is not one of them. Throws `Moved`. */
export async function recognise(place: Place, { files, seen }: KnownFiles): Promise<Recognised> {
  const open = [...files].find((file) => file.open && file.inode === place.inode);
  if (open !== undefined) return { place, known: open, gzip: false, readable: true, isShorter: false, isEmpty: false };
  const before = seen.get(place);
  if (before?.known !== undefined && files.has(before.known)) return { ...before, place };
  try {
    const found = await look(place, [...files]);
    if (!found.isShorter) seen.set(found);
    return found;
  } catch (error) {
    if (error instanceof Moved) throw error;
    return { place, known: undefined, gzip: false, readable: false, isShorter: false, isEmpty: false };
  }
}

async function look(place: Place, files: readonly KnownFile[]): Promise<Recognised> {
  const handle = await openAt(place);
  const gzip = await hasGzipContent(handle).finally(() => handle.close());
  const head = await withSource(place, gzip, readHead);
  const print = head.length === 0 ? undefined : fingerprintOf(head);
  const alike = files.filter((file) => isAlike(file, place, print));
  alike.sort((a, b) => Number(b.inode === place.inode) - Number(a.inode === place.inode));
  const fingerprint = isEnough(head) ? print : undefined;
  const isEmpty = head.length === 0;
  return { place, gzip, readable: true, fingerprint, isEmpty, ...(await sameAs(alike, place, gzip)) };
}

/** Returns whether `copy` is a copy of `of`, as one is made before a file is cut back. Throws `Moved`. */
export async function isCopyOf(copy: Recognised, of: Recognised): Promise<boolean> {
  if (copy.gzip || of.gzip || copy.fingerprint !== of.fingerprint) return false;
  return isBeginning(copy.place, of.place);
}

async function sameAs(files: readonly KnownFile[], place: Place, gzip: boolean) {
  let copyOf: KnownFile | undefined;
  for (const known of files) {
    const likeness = await compare(known, place, gzip);
    if (likeness === 'same') return { known, isShorter: false };
    if (likeness !== 'shorter' || !isCopy(known, place)) continue;
    if (await beginsLike(known, place, gzip)) copyOf = known;
  }
  return { known: copyOf, isShorter: copyOf !== undefined };
}

/** A copy that was made before a file was cut back may lack what has been read since. */
function isCopy(file: KnownFile, { inode, recency }: Place): boolean {
  return file.cut && file.inode !== inode && recency !== undefined;
}

/** A file whose first line has not been seen is known by its inode alone: nothing of it has been read either. */
function isAlike(file: KnownFile, { inode }: Place, fingerprint: string | undefined): boolean {
  if (file.fingerprint === null) return file.inode === inode;
  return file.fingerprint === fingerprint;
}

/** How much of the first line counts. */
const mostBytes = 4096;
const newline = 10;
const carriageReturn = 13;

/** Returns whether `start` is enough of a file to tell its fingerprint. */
export function isEnough(start: Buffer): boolean {
  // One byte more than counts: it tells whether a carriage return before it belongs to the line end.
  return start.length > mostBytes || start.includes(newline);
}

/**
 * Returns what identifies a file by its content: 16 hexadecimal digits of the SHA-256 of its first line without the line end, or of
 * the first 4096 bytes of that. `start` is the file's beginning.
 */
export function fingerprintOf(start: Buffer): string {
  const lineEnd = start.indexOf(newline);
  let end = lineEnd < 0 ? start.length : lineEnd;
  if (start[end - 1] === carriageReturn) end--;
  const line = start.subarray(0, Math.min(end, mostBytes));
  return createHash('sha256').update(line).digest('hex').slice(0, 16);
}

/** Reads the beginning of a source, until that is enough for its fingerprint, or ends. */
export async function readHead(source: ByteSource): Promise<Buffer> {
  const head = Buffer.allocUnsafeSlow(2 * mostBytes);
  let filled = 0;
  while (!isEnough(head.subarray(0, filled))) {
    const count = await source.read(head.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  return head.subarray(0, filled);
}

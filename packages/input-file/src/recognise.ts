import type { ByteSource } from './byte-source.ts';
import { fingerprintOf, isEnough, readHead } from './fingerprint.ts';
import { GunzipSource } from './gunzip-source.ts';
import { hasGzipContent } from './gzip-header.ts';
import type { KnownFile } from './known-file.ts';
import { Moved, openAt, type Place } from './place.ts';
import { PlainFile } from './plain-file.ts';
import { sealed, sealedBytes, seamBytes } from './seam.ts';
import { skipTo } from './skip.ts';

/** What is at a place. */
export interface Recognised {
  readonly place: Place;
  /** Undefined for a file that has not been read. */
  readonly known: KnownFile | undefined;
  readonly gzip: boolean;
  readonly readable: boolean;
  /** Undefined as long as its first line has no end. */
  readonly fingerprint?: string | undefined;
}

/** How what is at a place compares with a file that begins alike, up to where that was read. */
type Likeness = 'same' | 'shorter' | 'other';

/** Finds out which of `files` is at `place`, by what it contains. What cannot be read is none of them. Throws `Moved`. */
export async function recognise(place: Place, files: readonly KnownFile[]): Promise<Recognised> {
  const open = files.find((file) => file.open && file.inode === place.inode);
  if (open !== undefined) return { place, known: open, gzip: false, readable: true };
  try {
    return await look(place, files);
  } catch (error) {
    if (error instanceof Moved) throw error;
    return { place, known: undefined, gzip: false, readable: false };
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
  return { place, known: await sameAs(alike, place, gzip), gzip, readable: true, fingerprint };
}

/** True where `copy` has what `of` begins with, and no more: it is made before a file is cut back. Throws `Moved`. */
export async function isCopyOf(copy: Recognised, of: Recognised): Promise<boolean> {
  const { size } = copy.place;
  if (copy.gzip || of.gzip || copy.fingerprint !== of.fingerprint || size > of.place.size) return false;
  const offset = Math.max(0, size - seamBytes);
  const ends = [copy, of].map(({ place }) =>
    withSource(place, false, (source) => readAt(source, offset, size - offset)),
  );
  const [end, same] = await Promise.all(ends);
  return end !== undefined && same?.equals(end) === true;
}

async function sameAs(files: readonly KnownFile[], place: Place, gzip: boolean): Promise<KnownFile | undefined> {
  for (const shorter of [false, true]) {
    for (const file of files) {
      const likeness = await compare(file, place, gzip);
      if (likeness === 'same' || (shorter && likeness === 'shorter' && isCopy(file, place))) return file;
    }
  }
  return undefined;
}

/** The copy that is made before a file is cut back may lack what has been read since. */
function isCopy(file: KnownFile, { inode }: Place): boolean {
  if (file.cut && file.inode !== inode) file.shorterCopy = inode;
  return file.shorterCopy === inode;
}

/** A file whose first line nobody has seen is known by its inode alone: nothing of it has been read either. */
function isAlike(file: KnownFile, { inode }: Place, fingerprint: string | undefined): boolean {
  if (file.fingerprint === null) return file.inode === inode;
  return file.fingerprint === fingerprint;
}

async function compare(file: KnownFile, place: Place, gzip: boolean): Promise<Likeness> {
  const { offset } = file;
  const { seam } = file.position();
  if (offset === 0) return 'same';
  if (!gzip && place.size < offset) return 'shorter';
  if (seam === undefined) return 'same';
  const length = sealedBytes(seam);
  const bytes = await withSource(place, gzip, (source) => readAt(source, offset - length, length));
  if (bytes.length < length) return 'shorter';
  return sealed(bytes) === seam ? 'same' : 'other';
}

async function readAt(source: ByteSource, offset: number, length: number): Promise<Buffer> {
  let bytes = (await skipTo(source, offset, Buffer.alloc(0))) ?? Buffer.alloc(0);
  const block = Buffer.alloc(length);
  while (bytes.length < length) {
    const count = await source.read(block);
    if (count === 0) break;
    bytes = Buffer.concat([bytes, block.subarray(0, count)]);
  }
  return bytes.subarray(0, length);
}

async function withSource<T>(place: Place, gzip: boolean, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = new PlainFile(await openAt(place));
  const source = gzip ? new GunzipSource(file) : file;
  return use(source).finally(() => source.close());
}

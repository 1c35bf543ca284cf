import { type ByteSource, skipTo } from '../bytes/byte-source.ts';
import { GunzipSource } from '../bytes/gunzip.ts';
import { PlainFile } from '../bytes/plain-file.ts';
import { seamBytes } from '../bytes/seal.ts';
import { openAt, type Place } from '../paths/place.ts';
import type { KnownFile, Likeness } from './known-file.ts';

/** How many answers are remembered for each file. */
const mostAnswers = 100;

/** Compares what is at a place with a file that begins alike. Throws `Moved`. */
export async function compare(file: KnownFile, place: Place, gzip: boolean): Promise<Likeness> {
  if (!gzip) return look(file, place, false);
  // Uncompressing a file up to a position takes long, and each survey asks again.
  const question = `${place.inode} ${place.size} ${place.changed} ${file.offset} ${file.progress === 'done'}`;
  const known = file.compared.get(question);
  if (known !== undefined) return known;
  const answer = await look(file, place, true);
  if (file.compared.size >= mostAnswers) file.compared.clear();
  file.compared.set(question, answer);
  return answer;
}

async function look(file: KnownFile, place: Place, gzip: boolean): Promise<Likeness> {
  const { offset, seam } = file;
  if (offset === 0) return 'same';
  if (!gzip && place.size < offset) return 'shorter';
  if (seam === undefined) return 'same';
  const told = gzip && file.progress === 'done' ? await likenessBySize(file, place) : undefined;
  if (told !== undefined) return told;
  const { length } = seam;
  const bytes = await withSource(place, gzip, (source) => readAt(source, offset - length, length));
  if (bytes.length < length) return 'shorter';
  return seam.fits(bytes) ? 'same' : 'other';
}

/**
 * Compares a gzip file with one that was read to its end, by the length that it says it has: to compare more, all of it would have
 * to be uncompressed at every look. Nothing more is read of it, whether it is shorter or the same.
 */
async function likenessBySize({ offset, cut }: KnownFile, place: Place): Promise<Likeness | undefined> {
  const size = await uncompressedSize(place);
  if (size === offset % 2 ** 32) return 'same';
  return cut && offset < 2 ** 32 && size < offset ? 'shorter' : undefined;
}

/** Returns whether what is at a place begins as the file does, as far as that is remembered. Throws `Moved`. */
export async function beginsLike(file: KnownFile, place: Place, gzip: boolean): Promise<boolean> {
  const { start } = file;
  if (start === undefined) return true;
  return start.mayBeginWith(await withSource(place, gzip, (source) => readAt(source, 0, start.length)));
}

/** Returns whether the plain file at `copy` has what the one at `of` begins with, and no more. Throws `Moved`. */
export async function isBeginning(copy: Place, of: Place): Promise<boolean> {
  if (copy.size > of.size) return false;
  const offset = Math.max(0, copy.size - seamBytes);
  const [end, same] = await Promise.all(
    [copy, of].map((place) => withSource(place, false, (source) => readAt(source, offset, copy.size - offset))),
  );
  return end !== undefined && same?.equals(end) === true;
}

/** Returns the length that the last member of a gzip file says it has, modulo 2^32 (RFC 1952, section 2.3.1); -1 if there is none. */
async function uncompressedSize(place: Place): Promise<number> {
  const bytes = await withSource(place, false, (source) => readAt(source, Math.max(0, place.size - 4), 4));
  return bytes.length < 4 ? -1 : bytes.readUInt32LE();
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

/** Opens what is at a place for as long as `use` reads it. Throws `Moved`. */
export async function withSource<T>(place: Place, gzip: boolean, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = new PlainFile(await openAt(place));
  const source = gzip ? new GunzipSource(file) : file;
  return use(source).finally(() => source.close());
}

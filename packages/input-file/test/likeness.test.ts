import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { lastBytes, Seal } from '../src/bytes/seal.ts';
import { KnownFile } from '../src/identity/known-file.ts';
import { compare } from '../src/identity/likeness.ts';
import { Moved, type Place, placeAt } from '../src/paths/place.ts';
import { folderWith } from './support.ts';

const content = Buffer.from(Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join(''));

/** The rotated file, compressed, which says of itself that it is `size` bytes long. */
async function compressed(size = content.length): Promise<Place> {
  const gzip = gzipSync(content);
  gzip.writeUInt32LE(size, gzip.length - 4);
  const folder = folderWith({ 'app.log.1.gz': '' });
  const path = join(folder, 'app.log.1.gz');
  writeFileSync(path, gzip);
  const place = await placeAt(path);
  if (place === undefined) throw new Error(`nothing is at ${path}`);
  return place;
}

/** A file that was read up to the end of `content`. */
function read({ done, cut }: { readonly done: boolean; readonly cut: boolean }): KnownFile {
  const file = Object.assign(new KnownFile('app.log'), { fingerprint: 'x', offset: content.length, cut });
  file.seam = new Seal(new Seal(lastBytes(content)).text);
  if (done) file.endsAt(content.length);
  return file;
}

describe('a compressed file', () => {
  test.each([
    [{ done: true, cut: true }, 'shorter'],
    [{ done: true, cut: false }, 'same'],
    [{ done: false, cut: true }, 'same'],
  ] as const)(
    'that says it is shorter than what was read is believed only where nothing more is wanted: %j',
    async (state, likeness) => {
      // Of several members, the last one says its own length.
      expect(await compare(read(state), await compressed(7), true)).toBe(likeness);
    },
  );

  test('of the length that was read is the same, where that is all', async () => {
    expect(await compare(read({ done: true, cut: false }), await compressed(), true)).toBe('same');
  });

  test('is uncompressed once to be compared, as long as neither changes', async () => {
    const [file, place] = [read({ done: false, cut: false }), await compressed()];
    expect(await compare(file, place, true)).toBe('same');
    rmSync(place.path);
    expect(await compare(file, place, true)).toBe('same');
    await expect(compare(file, { ...place, changed: place.changed + 1 }, true)).rejects.toThrow(Moved);
    file.offset--;
    await expect(compare(file, place, true)).rejects.toThrow(Moved);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Random } from '@correlator/bench';
import { systemClock } from '@correlator/core';
import { createFileInput, type FileInput } from '@correlator/input-file';
import type { FuzzSetup } from './lines.ts';
import { runThrough } from './machinery.ts';
import { mutate } from './mutate.ts';

const mostFilesAtOnce = 4;

/** A file, and its content where that is known. */
interface FuzzFile {
  readonly bytes: Buffer;
  readonly content: Buffer | undefined;
}

function contentOf({ seeds, random }: FuzzSetup): Buffer {
  const ends = ['\n', '\n', '\n', '\r\n', '\n\n', '\n\0\0', ''].map((end) => Buffer.from(end));
  const lines = Array.from({ length: random.below(30) }, () => [
    mutate(random.pick(seeds), random, seeds),
    random.pick(ends),
  ]);
  const content = Buffer.concat(lines.flat());
  return random.below(3) === 0 ? mutate(content, random, seeds) : content;
}

function randomBytes(random: Random): Buffer {
  return Buffer.from(Array.from({ length: random.below(3_000) }, () => random.below(256)));
}

const makers: readonly ((content: Buffer, setup: FuzzSetup) => FuzzFile)[] = [
  (content) => ({ bytes: content, content }),
  (content) => ({ bytes: content, content }),
  (content) => ({ bytes: gzipSync(content), content }),
  (content, { random }) => {
    const at = random.below(content.length + 1);
    return { bytes: Buffer.concat([gzipSync(content.subarray(0, at)), gzipSync(content.subarray(at))]), content };
  },
  (content, { random }) => {
    const rubbish = randomBytes(random);
    // What begins like a member is one, if a damaged one.
    return {
      bytes: Buffer.concat([gzipSync(content), rubbish]),
      content: rubbish.includes(0x1f) ? undefined : content,
    };
  },
  (content, { random, seeds }) => ({ bytes: mutate(gzipSync(content), random, seeds), content: undefined }),
  (content, { random }) => {
    const zipped = gzipSync(content);
    return { bytes: zipped.subarray(0, random.below(zipped.length)), content: undefined };
  },
  (content) => ({ bytes: Buffer.from(`\uFEFF${content.toString()}`, 'utf16le'), content: undefined }),
  (_, { random }) => ({ bytes: randomBytes(random), content: undefined }),
];

/** Where the entries of a content begin, behind what is passed over before them. */
function placesOf(content: Buffer): number[] {
  const places: number[] = [];
  for (let at = 0; at < content.length; ) {
    const found = content.indexOf(10, at);
    const end = found < 0 ? content.length : found;
    const stop = content[end - 1] === 13 && end > at ? end - 1 : end;
    if (stop > at) places.push(at);
    at = end + 1;
  }
  return places;
}

/** The places of all that an input gives. One entry that says `not-text` may stand for a whole file. */
async function read(input: FileInput): Promise<{ places: number[]; refused: boolean }> {
  const places: number[] = [];
  let refused = false;
  await input.start({ clock: systemClock, zone: 'UTC', warn: () => {} });
  for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
    for (const { offset } of [...batch.records, ...batch.unparsed]) places.push(offset);
    refused ||= batch.unparsed.some(({ explanation }) => explanation.startsWith('the file is '));
  }
  await input.stop();
  return { places: places.sort((a, b) => a - b), refused };
}

/** True where every entry lies in its line, and every line has its entry. */
function agree(places: readonly number[], expected: readonly number[]): boolean {
  const ends = [...expected.slice(1), Number.POSITIVE_INFINITY];
  return places.length === expected.length && places.every((at, i) => at >= (expected[i] ?? 0) && at < (ends[i] ?? 0));
}

async function checkFile({ bytes, content }: FuzzFile, path: string, setup: FuzzSetup): Promise<number> {
  const { random, tally } = setup;
  const stdin = Readable.from([bytes], { objectMode: false });
  const maxLineBytes = random.below(2) === 0 ? 1_048_576 : 64 + random.below(400);
  const paths = random.below(4) === 0 ? '-' : path;
  const { places, refused } = await read(createFileInput({ paths, maxLineBytes }, { stdin }));
  tally.files++;
  if (new Set(places).size < places.length) tally.fail('two entries at one place', path);
  if (content !== undefined && !refused && !agree(places, placesOf(content))) {
    tally.fail('entries are not where lines are', bytes.toString('base64'));
  }
  return places.length;
}

async function checkGroup(folder: string, setup: FuzzSetup): Promise<void> {
  const { random, tally } = setup;
  const files = Array.from({ length: 1 + random.below(mostFilesAtOnce) }, (_, i) => join(folder, String(i)));
  let entries = 0;
  for (const path of files) {
    const file = random.pick(makers)(contentOf(setup), setup);
    writeFileSync(path, file.bytes);
    entries += await checkFile(file, path, setup);
  }
  const { ledger, events, problems } = await runThrough(createFileInput({ paths: files }));
  tally.take(ledger, events);
  for (const problem of problems) tally.fail(problem, '');
  if (ledger.read !== entries) tally.fail(`${entries} entries, but ${ledger.read} in the ledger`, '');
}

/** Reads mutated files one by one, and some at a time through an engine with all modules. */
export async function fuzzFiles(setup: FuzzSetup, files: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'correlator-fuzz-'));
  const { tally } = setup;
  try {
    for (const before = tally.files; tally.files - before < files; ) {
      await checkGroup(folder, setup);
      tally.show(`${(tally.files - before).toLocaleString('en')} of ${files.toLocaleString('en')} files`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

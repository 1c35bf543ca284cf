import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Json } from '@correlator/core';
import { positionOf } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { createFileInput, type FileInputOptions } from '../src/index.ts';
import { contextWith, entry, folderWith, messages, readAll, rest } from './support.ts';

const lines = (name: string, count: number, step: number) =>
  Array.from({ length: count }, (_, i) => `${i % 50 === 49 ? 'junk ü' : entry(i * step, `${name}${i}`)}\n`).join('');

/** Reads anew from `position`, as a new process would. */
async function readOn(options: FileInputOptions, position: Json, context = contextWith()) {
  const input = createFileInput(options);
  input.resume(JSON.parse(JSON.stringify(position)));
  await input.start(context);
  const reading = await rest(input);
  const end = input.positions();
  await input.stop();
  return { ...reading, end, warnings: context.warnings };
}

/** Everything that an input gives, and where it stood before each batch. */
async function withPositions(options: FileInputOptions) {
  const input = createFileInput(options);
  await input.start(contextWith());
  const steps: { before: Json; places: string[]; junk: string[] }[] = [];
  for (;;) {
    const before = input.positions();
    const batch = await input.read();
    const places = batch?.records.map((record) => `${positionOf(record)} ${record.raw}`) ?? [];
    const junk = batch?.unparsed.map(({ source, offset }) => `${source.identity} ${offset}`) ?? [];
    steps.push({ before, places, junk });
    if (batch === undefined) break;
  }
  const end = input.positions();
  await input.stop();
  return { steps, end };
}

const cases: [string, Record<string, string | Uint8Array>][] = [
  ['a plain file', { log: lines('a', 12_000, 0.1) }],
  ['a gzip file', { log: gzipSync(lines('a', 12_000, 0.1)) }],
  ['merged files', { a: lines('a', 4_000, 0.2), b: gzipSync(lines('b', 3_000, 0.3)), c: lines('b', 900, 1) }],
];

describe('going on from any position', () => {
  test.each(cases)('of %s gives the same as reading on', async (_, files) => {
    const folder = folderWith(files);
    const options = { paths: Object.keys(files).map((name) => join(folder, name)), year: 2026 };
    const { steps, end } = await withPositions(options);
    expect(steps.length).toBeGreaterThan(8);
    for (const [i, { before }] of steps.entries()) {
      const reading = await readOn(options, before);
      const places = reading.records.map((record) => `${positionOf(record)} ${record.raw}`);
      expect(places).toEqual(steps.slice(i).flatMap((step) => step.places));
      const junk = reading.unparsed.map(({ source, offset }) => `${source.identity} ${offset}`);
      expect(junk.sort()).toEqual(
        steps
          .slice(i)
          .flatMap((step) => step.junk)
          .sort(),
      );
      expect(reading.end).toEqual(end);
      expect(reading.warnings).toEqual([]);
    }
  });

  test('reads what was appended since', async () => {
    const paths = join(folderWith({ log: `${entry(1, 'one')}\n` }), 'log');
    const { end } = await readOn({ paths }, { files: [], generations: [] });
    expect(end).toMatchObject({ files: [{ offset: entry(1, 'one').length + 1, done: true, generation: 0 }] });
    appendFileSync(paths, `${entry(2, 'two')}\n`);
    expect(messages(await readOn({ paths }, end))).toEqual(['two']);
  });

  test('reads a file that had been empty', async () => {
    const paths = join(folderWith({ log: '' }), 'log');
    const { end } = await readOn({ paths }, { files: [], generations: [] });
    writeFileSync(paths, `${entry(2, 'two')}\n`);
    expect(await readOn({ paths }, end)).toMatchObject({ records: [{ message: 'two' }], warnings: [] });
  });

  test.each([
    ['another file', `${entry(5, 'other')}\n${entry(6, 'one more')}\n`, ['other', 'one more'], 0],
    ['cut back and begins alike', `${entry(1, 'one')}\n`, ['one'], 1],
  ])(
    'reads from the beginning what is %s, with a warning and under a new identity',
    async (_, now, texts, generation) => {
      const paths = join(folderWith({ log: `${entry(1, 'one')}\n${entry(2, 'two')}\n` }), 'log');
      const first = await readOn({ paths }, { files: [], generations: [] });
      writeFileSync(paths, now);
      const second = await readOn({ paths }, first.end);
      expect(messages(second)).toEqual(texts);
      expect(second.warnings).toEqual([expect.stringMatching(/read from its beginning/)]);
      expect(second.records[0]?.source.identity.endsWith(`.${generation}`)).toBe(true);
      expect(second.records[0]?.source.identity).not.toBe(first.records[0]?.source.identity);
    },
  );

  test('goes on where it was, itself opened again', async () => {
    const paths = join(folderWith({ log: `${entry(1, 'one')}\n` }), 'log');
    const input = createFileInput({ paths, follow: true });
    const context = contextWith();
    await input.start(context);
    const first = await input.read();
    await input.stop();
    appendFileSync(paths, `${entry(2, 'two')}\n`);
    input.resume(input.positions());
    await input.start(context);
    const second = await input.read();
    await input.stop();
    expect([first, second].flatMap((batch) => batch?.records.map(({ message }) => message))).toEqual(['one', 'two']);
    expect(second?.records[0]?.source).toEqual(first?.records[0]?.source);
    expect(context.warnings).toEqual([]);
  });

  test('knows positions from before it starts', async () => {
    const paths = join(folderWith({ log: `${entry(1, 'one')}\n` }), 'log');
    const { end } = await readOn({ paths }, { files: [], generations: [] });
    const input = createFileInput({ paths });
    input.resume(end);
    expect(input.positions()).toEqual(end);
  });

  test.each([[null], [7], [{}], [{ files: [{ path: 'x' }], generations: [] }], [{ files: [], generations: [[1]] }]])(
    'refuses %j',
    (position) => {
      const resume = () => createFileInput({ paths: 'x' }).resume(position as Json);
      expect(resume).toThrow(expect.objectContaining({ code: 'POSITION_INVALID' }));
    },
  );
});

describe('progress', () => {
  test.each(cases)('of %s goes up to 1', async (_, files) => {
    const folder = folderWith(files);
    const input = createFileInput({ paths: Object.keys(files).map((name) => join(folder, name)) });
    await input.start(contextWith());
    const progress: number[] = [];
    do progress.push(input.progress() ?? Number.NaN);
    while ((await input.read()) !== undefined);
    progress.push(input.progress() ?? Number.NaN);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress[0]).toBeLessThan(0.5);
    expect(progress.at(-1)).toBe(1);
    await input.stop();
  });

  test('of standard input is not known', async () => {
    const input = createFileInput({ paths: '-' }, { stdin: Readable.from([Buffer.from(entry(1, 'one'))]) });
    await readAll(input);
    expect(input.progress()).toBeUndefined();
  });
});

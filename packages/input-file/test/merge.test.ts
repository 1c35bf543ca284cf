import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { entry, folderWith, messages, readAll } from './support.ts';

function merged(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = folderWith(files);
  for (const name of Object.keys(files)) utimesSync(join(folder, name), new Date('2026-11-30'), new Date('2026-11-30'));
  return readAll(createFileInput({ paths: Object.keys(files).map((name) => join(folder, name)) }));
}

const log = (name: string, seconds: readonly number[]) =>
  seconds.map((s, i) => `${entry(s, `${name}${i}`)}\n`).join('');

describe('several files', () => {
  test('are one, in order of time; at the same time in the order given', async () => {
    const reading = await merged({ a: log('a', [1, 4, 4, 9]), b: log('b', [0, 4, 5]), c: log('c', [4]) });
    expect(messages(reading)).toEqual(['b0', 'a0', 'a1', 'a2', 'b1', 'c0', 'b2', 'a3']);
  });

  test('keep the order within each of them, though its times go back', async () => {
    const reading = await merged({ a: log('a', [10, 5, 11]), b: log('b', [7, 10, 20]) });
    expect(messages(reading)).toEqual(['b0', 'a0', 'a1', 'b1', 'a2', 'b2']);
  });

  test('are merged record by record as a stable sort would where each is in order', async () => {
    const seconds = fc
      .array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 })
      .map((all) => all.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(fc.array(seconds, { minLength: 2, maxLength: 5 }), async (files) => {
        const contents = files.map((times, i) => [`f${i}`, log(`f${i}.`, times)] as const);
        const expected = files.flatMap((times, i) => times.map((time, j) => ({ time, message: `f${i}.${j}` })));
        expected.sort((a, b) => a.time - b.time);
        expect(messages(await merged(Object.fromEntries(contents)))).toEqual(expected.map(({ message }) => message));
      }),
      { numRuns: 40 },
    );
  });

  test('of many batches are merged the same way twice, with nothing lost', async () => {
    const name = (i: number) => ['a', 'b', 'c'][((i * 31) % 7) % 3] ?? 'a';
    const all = Array.from({ length: 30_000 }, (_, i) => ({ file: name(i), line: `${entry(i / 10, `n${i}`)}\n` }));
    const of = (file: string) => all.flatMap((entry) => (entry.file === file ? [entry.line] : [])).join('');
    const files = { a: of('a'), b: gzipSync(of('b')), c: of('c') };
    const [first, second] = [await merged(files), await merged(files)];
    expect(first.records.map((record) => record.raw)).toEqual(second.records.map((record) => record.raw));
    expect(messages(first).sort()).toEqual(all.map((_, i) => `n${i}`).sort());
    expect(first.records.every((record, i) => i === 0 || record.time >= (first.records[i - 1]?.time ?? 0))).toBe(true);
    expect(Math.max(...first.batches.map(({ records }) => records.length))).toBeLessThanOrEqual(512);
  });

  test('give what is no record too, and count every byte', async () => {
    const files = { a: `junk\n${log('a', [5])}junk\n`, b: 'junk\njunk\n', c: '', d: log('d', [1, 9]) };
    const reading = await merged(files);
    expect(messages(reading)).toEqual(['d0', 'a0', 'd1']);
    expect(reading.unparsed).toHaveLength(4);
    const bytes = reading.batches.reduce((sum, batch) => sum + batch.bytes, 0);
    expect(bytes).toBe(Object.values(files).join('').length);
  });

  test('that begin alike are told apart by generation, in the order given', async () => {
    const reading = await merged({ a: log('x', [1, 2]), b: log('x', [1, 3]), c: log('y', [1]) });
    const identities = [...new Set(reading.records.map(({ source }) => source.identity))];
    expect(identities.map((identity) => identity.split('.')[1])).toEqual(['0', '1', '0']);
    expect(new Set(identities.map((identity) => identity.split('.')[0])).size).toBe(2);
  });
});

import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileInput, type FileInputOptions } from '../src/index.ts';
import { entry, folderWith, messages, readAll } from './support.ts';

const readText = (content: string | Uint8Array, options: Partial<FileInputOptions> = {}) =>
  readAll(createFileInput({ paths: join(folderWith({ log: content }), 'log'), ...options }));

/** Every entry's text and place, whether it became a record or not. */
async function entriesOf(chunks: readonly Uint8Array[], maxLineBytes: number) {
  const stdin = Readable.from(chunks.filter((chunk) => chunk.length > 0));
  const { records, unparsed } = await readAll(createFileInput({ paths: '-', maxLineBytes }, { stdin }));
  const entries = [...records, ...unparsed].map(({ raw, offset }) => ({ raw, offset }));
  return { entries: entries.sort((a, b) => a.offset - b.offset), unparsed: unparsed.map(({ reason }) => reason) };
}

const strangeBytes = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10)));
const texts = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text.replaceAll('\n', ''))),
  strangeBytes,
);
const lines = fc.oneof(
  { weight: 8, arbitrary: texts.map((text) => Buffer.concat([Buffer.from(entry(1, 'x')), text])) },
  fc.constant(Buffer.alloc(0)),
  fc.integer({ min: 60, max: 140 }).map((length) => Buffer.from(entry(2, 'y').padEnd(length, 'z'))),
);
const contents = fc
  .array(fc.tuple(lines, fc.constantFrom('\n', '\r\n')), { maxLength: 12 })
  .chain((parts) => fc.boolean().map((ended) => joinLines(parts, ended)));

function joinLines(parts: readonly (readonly [Buffer, string])[], ended: boolean): Buffer {
  const bytes = parts.flatMap(([line, end], i) => [line, Buffer.from(ended || i < parts.length - 1 ? end : '')]);
  return Buffer.concat(bytes);
}

function cutInto(content: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < content.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(Buffer.from(content.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

/** The plain way: lines as bytes, each with its offset. */
function splitPlainly(content: Buffer, maxLineBytes: number) {
  const entries: { raw: string; offset: number }[] = [];
  for (let at = 0; at < content.length; ) {
    const found = content.indexOf(10, at);
    const end = found < 0 ? content.length : found;
    const line = content.subarray(at, content[end - 1] === 13 && end > at ? end - 1 : end);
    if (line.length > 0)
      entries.push({ raw: line.toString('utf8', 0, Math.min(line.length, maxLineBytes)), offset: at });
    at = end + 1;
  }
  return entries;
}

describe('lines', () => {
  test('are the same however their bytes come in', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(contents, sizes, async (content, cuts) => {
        const whole = await entriesOf([content], 100);
        expect(await entriesOf(cutInto(content, cuts), 100)).toEqual(whole);
        const places = splitPlainly(content, 100);
        expect(whole.entries.map(({ offset }) => offset)).toEqual(places.map(({ offset }) => offset));
        for (const [i, { raw }] of whole.entries.entries()) expect(places[i]?.raw.startsWith(raw)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('end with LF or CR LF; the last one may have no end, and empty ones are passed over', async () => {
    const reading = await readText(`${entry(1, 'one')}\r\n\n\r\n${entry(2, 'two')}\n${entry(3, 'three')}`);
    expect(messages(reading)).toEqual(['one', 'two', 'three']);
    expect(reading.records.map(({ raw }) => raw)).toEqual([entry(1, 'one'), entry(2, 'two'), entry(3, 'three')]);
    expect(reading.unparsed).toEqual([]);
  });

  test('lie where their offset says, also behind text that is not ASCII or not even UTF-8', async () => {
    const strange = ['plain', 'zurück', '日本語 ', '🙂🙂', 'nul\0byte'].map((text, i) => Buffer.from(entry(i, text)));
    const broken = Buffer.concat([Buffer.from(entry(9, 'cut ')), Buffer.from([0xe2, 0x82])]);
    const all = [
      ...strange,
      broken,
      Buffer.from([...Buffer.from(entry(8, 'latin ')), 0xfc]),
      Buffer.from(entry(7, 'end')),
    ];
    const content = Buffer.concat(all.flatMap((line) => [line, Buffer.from('\n')]));
    const { records, unparsed } = await readText(content);
    expect(unparsed).toEqual([]);
    const found = records.map(({ offset }) => content.subarray(offset, content.indexOf(10, offset)));
    expect(found).toEqual(all);
    expect(records.map(({ raw }) => raw)).toEqual(all.map((line) => line.toString()));
  });

  test('of a file of many blocks are all there, once and in order', async () => {
    const count = 40_000;
    const folder = folderWith({
      log: Array.from({ length: count }, (_, i) => `${entry(i % 60, `${i}${i % 9_001 === 0 ? ' ü' : ''}`)}\n`).join(''),
    });
    const { records, batches } = await readAll(createFileInput({ paths: join(folder, 'log') }));
    const content = readFileSync(join(folder, 'log'));
    expect(records.map(({ message }) => Number.parseInt(message, 10))).toEqual([...Array(count).keys()]);
    const last = records[count - 1];
    expect(content.toString('utf8', last?.offset).trimEnd()).toBe(last?.raw);
    expect(batches.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(content.length);
    expect(batches.length).toBeGreaterThan(20);
  });

  test('that are no records are given as unparsed, with their place', async () => {
    const { records, unparsed } = await readText(`nonsense\n${entry(1, 'one')}\n`, { format: 'rfc3164' });
    expect(records).toHaveLength(1);
    expect(unparsed).toMatchObject([{ raw: 'nonsense', offset: 0 }]);
  });

  test('an empty file gives none', async () => {
    expect((await readText('')).batches).toEqual([]);
  });
});

describe('a line that is too long', () => {
  test('of 10 MB is counted, and shown by its beginning only', async () => {
    const long = entry(2, 'x'.repeat(10_000_000));
    const reading = await readText(`${entry(1, 'before')}\n${long}\n${entry(3, 'after')}\n`);
    expect(messages(reading)).toEqual(['before', 'after']);
    expect(reading.unparsed).toMatchObject([{ reason: 'line-too-long', offset: entry(1, 'before').length + 1 }]);
    expect(reading.unparsed[0]?.raw).toBe(long.slice(0, 1024));
    expect(reading.records[1]?.offset).toBe(entry(1, 'before').length + long.length + 2);
  });

  test.each(['\n', '\r\n', ''])('has more than maxLineBytes, its line end %j not counted', async (end) => {
    const fits = entry(1, '').padEnd(100, 'x');
    const both = await readText(`${fits}x\n${fits}${end}`, { maxLineBytes: 100 });
    expect(both.records.map(({ raw }) => raw)).toEqual([fits]);
    expect(both.unparsed.map(({ reason }) => reason)).toEqual(['line-too-long']);
  });

  test('is counted in bytes, not in characters', async () => {
    const line = entry(1, 'ü'.repeat(40));
    const reading = await readText(`${line}\n`, { maxLineBytes: 100 });
    expect(line.length).toBeLessThan(100);
    expect(reading.unparsed.map(({ reason }) => reason)).toEqual(['line-too-long']);
  });

  test('may be the last of a file, without a line end', async () => {
    const { unparsed } = await readText(entry(1, 'x'.repeat(3_000_000)));
    expect(unparsed.map(({ reason }) => reason)).toEqual(['line-too-long']);
  });
});

describe('times without a year', () => {
  test.each([
    ['2019-11-30', '2019-11-24T10:00:01.000Z'],
    ['2019-11-23T12:00:00Z', '2019-11-24T10:00:01.000Z'],
    ['2019-11-20', '2018-11-24T10:00:01.000Z'],
    ['2019-02-01', '2018-11-24T10:00:01.000Z'],
  ])('are of the latest year that a file changed on %s can tell of', async (changed, expected) => {
    const folder = folderWith({ log: `${entry(1, 'one')}\n` });
    utimesSync(join(folder, 'log'), new Date(changed), new Date(changed));
    const { records } = await readAll(createFileInput({ paths: join(folder, 'log') }));
    expect(records.map(({ time }) => new Date(time).toISOString())).toEqual([expected]);
  });

  test('are of the year that is stated', async () => {
    const { records } = await readText(`${entry(1, 'one')}\n`, { year: 2003, zone: 'Europe/Vienna' });
    expect(records.map(({ time }) => new Date(time).toISOString())).toEqual(['2003-11-24T09:00:01.000Z']);
  });
});

describe('empty lines', () => {
  const content = `\n\r\n${entry(1, 'x')}\n\n`;

  test('are passed over', async () => {
    const { records, unparsed } = await readText(content);
    expect([records.length, unparsed]).toEqual([1, []]);
  });

  test.each(['auto', 'rfc3164', 'iso', 'rfc5424', 'journald'] as const)(
    'are unparsed entries in format %s, where that is wanted',
    async (format) => {
      const path = join(folderWith({ log: content }), 'log');
      const { unparsed } = await readAll(createFileInput({ paths: path, format }, { emptyLines: true }));
      const empty = unparsed.filter(({ reason }) => reason === 'empty');
      expect(empty.map(({ raw, offset }) => [raw, offset])).toEqual([0, 1, content.length - 1].map((at) => ['', at]));
    },
  );
});

import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { contextWith, entry, folderWith, messages, readAll } from './support.ts';

const texts = Array.from({ length: 30_000 }, (_, i) => `number ${i} ${(i * 7_919) % 10_007}`);
const content = Buffer.from(texts.map((text, i) => `${entry(i % 60, text)}\n`).join(''));

const readLog = (bytes: Uint8Array) => readAll(createFileInput({ paths: join(folderWith({ log: bytes }), 'log') }));

describe('a gzip file', () => {
  test('is read as its content is, whatever its name', async () => {
    const plain = await readLog(content);
    const zipped = await readLog(gzipSync(content));
    expect(zipped.records).toEqual(plain.records);
    expect(messages(zipped)).toEqual(texts);
    expect(zipped.warnings).toEqual([]);
  });

  test('may have several members', async () => {
    const [first, second] = [content.subarray(0, 100_000), content.subarray(100_000)];
    const zipped = await readLog(Buffer.concat([gzipSync(first), gzipSync(second)]));
    expect(messages(zipped)).toEqual(texts);
  });

  test('may be read from standard input', async () => {
    const stdin = Readable.from([...gzipSync(content.subarray(0, 5_000))].map((byte) => Buffer.from([byte])));
    const reading = await readAll(createFileInput({ paths: '-' }, { stdin }));
    expect(reading.batches.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(5_000);
    expect(messages(reading).slice(0, 50)).toEqual(texts.slice(0, 50));
  });

  test('that uncompresses to very much is read in batches', async () => {
    const line = `${entry(1, 'the same')}\n`;
    const { batches, records } = await readLog(gzipSync(line.repeat(200_000)));
    expect(records).toHaveLength(200_000);
    expect(Math.max(...batches.map(({ bytes }) => bytes))).toBeLessThanOrEqual(64 * 1024);
  });

  test('with nothing in it gives nothing', async () => {
    expect(await readLog(gzipSync(''))).toMatchObject({ batches: [], warnings: [] });
  });

  const whole = gzipSync(content);
  test.each([12, 1_000, 65_536, 65_537, Math.floor(whole.length / 2), whole.length - 9, whole.length - 1])(
    'cut short after %i bytes gives what there is, and a warning',
    async (length) => {
      const reading = await readLog(whole.subarray(0, length));
      expect(messages(reading)).toEqual(texts.slice(0, reading.records.length));
      expect(reading.warnings).toEqual([expect.stringMatching(/cut short or damaged/)]);
      const bytes = reading.batches.reduce((sum, batch) => sum + batch.bytes, 0);
      const half = bytes > 0 && content[bytes - 1] !== 10;
      expect(reading.unparsed.map(({ reason }) => reason)).toEqual(half ? ['cut-short'] : []);
      expect(reading.records.length).toBeGreaterThanOrEqual(length > 60_000 ? texts.length / 4 : 0);
      if (length > whole.length - 8) expect(reading.records).toHaveLength(texts.length);
    },
  );

  test('damaged in the middle gives what lies before the damage, the same each time', async () => {
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, whole.length / 2, whole.length / 2 + 50);
    const [first, second] = [await readLog(damaged), await readLog(damaged)];
    expect(first.records.length).toBeGreaterThan(10_000);
    expect(first.records).toEqual(second.records);
    expect(first.warnings).toHaveLength(1);
  });

  test('damaged at its end loses no more than 64 KiB, however far it uncompresses and long its turn takes', async () => {
    const line = `${entry(2, 'the same')}\n`;
    const damaged = gzipSync(line.repeat(100_000));
    damaged.writeUInt32LE(0, damaged.length - 8);
    const folder = folderWith({ late: damaged, early: `${entry(1, 'before')}\n`.repeat(100_000) });
    const reading = await readAll(createFileInput({ paths: [join(folder, 'late'), join(folder, 'early')] }));
    expect(reading.records.length).toBeGreaterThan(200_000 - 65_536 / line.length);
    expect(reading.warnings).toHaveLength(1);
  });

  test('is read to its end where files are followed', async () => {
    const input = createFileInput({ paths: join(folderWith({ log: gzipSync(content) }), 'log'), follow: true });
    expect(messages(await readAll(input, contextWith()))).toEqual(texts);
  });
});

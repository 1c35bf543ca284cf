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

describe('what follows the data of a gzip file', () => {
  const zipped = gzipSync(content);

  test.each([
    ['zeros', Buffer.alloc(70_000)],
    ['zeros and another member', Buffer.concat([Buffer.alloc(3), gzipSync('')])],
  ])('is passed over: %s', async (_, rest) => {
    const reading = await readLog(Buffer.concat([zipped, rest]));
    expect(messages(reading)).toEqual(texts);
    expect(reading.warnings).toEqual([]);
  });

  test.each([
    ['a byte', Buffer.from('x')],
    ['text', Buffer.from('and so on\n'.repeat(20_000))],
    ['half of the magic bytes', Buffer.from([0x1f])],
    ['zeros and text', Buffer.from('\0\0\0text')],
  ])('is passed over with a warning, and all of the content is there: %s', async (_, rest) => {
    const reading = await readLog(Buffer.concat([zipped, rest]));
    expect(messages(reading)).toEqual(texts);
    expect(reading.unparsed).toEqual([]);
    expect(reading.warnings).toEqual([expect.stringMatching(/followed by bytes that are not gzip data, .*; find out/)]);
  });

  test('leaves a last line without an end whole', async () => {
    const reading = await readLog(Buffer.concat([gzipSync(entry(1, 'last')), Buffer.from('rubbish')]));
    expect(messages(reading)).toEqual(['last']);
  });
});

describe('a header of gzip', () => {
  const [magic, rest] = [[0x1f, 0x8b], gzipSync(content).subarray(10)];
  const header = (flags: number, ...parts: readonly number[]) =>
    Buffer.concat([Buffer.from([...magic, 8, flags, 0, 0, 0, 0, 0, 3, ...parts]), rest]);

  test.each([
    ['a name', header(8, 0x61, 0x62, 0)],
    ['a comment', header(16, 0x61, 0)],
    ['more fields', header(4, 3, 0, 1, 2, 3)],
    ['a checksum', header(2, 9, 9)],
    ['all of them', header(30, 1, 0, 7, 0x61, 0, 0x62, 0, 9, 9)],
  ])('may have %s', async (_, bytes) => {
    const reading = await readLog(bytes);
    expect(messages(reading)).toEqual(texts);
    expect(reading.warnings).toEqual([]);
  });

  test.each([
    ['another method', Buffer.from([...magic, 7, 0, 0, 0, 0, 0, 0, 3, 1, 2]), /unknown compression method 7/],
    ['nothing behind it', header(8, 0x61).subarray(0, 11), /unexpected end of file/],
    ['nothing but its first bytes', Buffer.from(magic), /unexpected end of file/],
  ])('with %s is damaged', async (_, bytes, why) => {
    const reading = await readLog(bytes);
    expect(reading.records).toEqual([]);
    expect(reading.warnings).toEqual([expect.stringMatching(why)]);
  });

  test('is not believed of a name: plain text called .gz is read', async () => {
    const reading = await readAll(
      createFileInput({ paths: join(folderWith({ 'log.gz': entry(1, 'plain') }), 'log.gz') }),
    );
    expect(messages(reading)).toEqual(['plain']);
  });
});

test('a checksum that does not match is said, and all of the content is there', async () => {
  const damaged = gzipSync(content);
  damaged.writeUInt32LE(0, damaged.length - 8);
  const reading = await readLog(damaged);
  expect(messages(reading)).toEqual(texts);
  expect(reading.warnings).toEqual([expect.stringMatching(/incorrect data check/)]);
});

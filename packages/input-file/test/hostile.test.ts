import { appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { createEngine } from '@correlator/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileInput, type FileInputOptions } from '../src/index.ts';
import { contextWith, entry, folderWith, messages, type Reading, readAll } from './support.ts';

type Options = Partial<FileInputOptions>;

const readFile = (content: string | Uint8Array, options: Options = {}) =>
  readAll(createFileInput({ paths: join(folderWith({ log: content }), 'log'), ...options }));

const readStdin = (content: Uint8Array) =>
  readAll(createFileInput({ paths: '-' }, { stdin: Readable.from([content], { objectMode: false }) }));

/** Merged with an empty file and one whose only line comes last. */
async function readMerged(content: Uint8Array): Promise<Reading> {
  const folder = folderWith({ log: content, empty: '', last: `${entry(59, 'the end')}\n` });
  const reading = await readAll(createFileInput({ paths: ['empty', 'log', 'last'].map((name) => join(folder, name)) }));
  expect(reading.records.at(-1)?.message).toBe('the end');
  return { ...reading, records: reading.records.slice(0, -1) };
}

/** Followed until all of `content` has been given out. */
async function readFollowed(content: Uint8Array): Promise<Reading> {
  const input = createFileInput({ paths: join(folderWith({ log: content }), 'log'), follow: true });
  const context = contextWith();
  await input.start(context);
  const reading: Reading = { batches: [], records: [], unparsed: [], warnings: context.warnings };
  for (let bytes = 0; bytes < content.length; ) {
    const batch = await input.read();
    bytes += batch?.bytes ?? Number.POSITIVE_INFINITY;
    reading.records.push(...(batch?.records ?? []));
    reading.unparsed.push(...(batch?.unparsed ?? []));
  }
  await input.stop();
  return reading;
}

const ways: readonly (readonly [string, (content: Uint8Array) => Promise<Reading>])[] = [
  ['a file', readFile],
  ['a gzip file', (content) => readFile(gzipSync(content))],
  ['standard input', readStdin],
  ['gzip from standard input', (content) => readStdin(gzipSync(content))],
  ['one of several files', readMerged],
  ['a followed file', readFollowed],
];

type Part = string | readonly number[];

const bytesOf = (...parts: readonly Part[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part))));
const line = (text: string) => `${entry(1, text)}\n`;
const long = 'x'.repeat(10_000_000);

const contents: readonly (readonly [string, Buffer, readonly string[], readonly string[]])[] = [
  ['CR LF', bytesOf(`${entry(1, 'a')}\r\n\r\n`, line('b')), ['a', 'b'], []],
  ['a CR within a line', bytesOf(line('a\rb')), ['a\rb'], []],
  ['NUL within a line', bytesOf(line('a\0b')), ['a\0b'], []],
  ['NULs before a line', bytesOf(line('a'), '\0'.repeat(5_000), line('b')), ['a', 'b'], []],
  ['NULs alone in a line', bytesOf(line('a'), '\0\0\0\n', line('b')), ['a', 'b'], ['not-text']],
  ['a byte order mark', bytesOf('\uFEFF', line('a'), '\uFEFF', line('b')), ['a', 'b'], []],
  ['broken UTF-8', bytesOf(line('ü'), entry(1, 'a'), [0xe2, 0x82, 0x0a], line('b')), ['ü', 'a\uFFFD', 'b'], []],
  ['Latin-1', bytesOf(entry(1, 'M'), [0xfc], 'ller\n'), ['M\uFFFDller'], []],
  ['control characters', bytesOf(line('\u001b[2J\u0007\u009b\u202e')), ['\u001b[2J\u0007\u009b\u202e'], []],
  ['line ends of Unicode', bytesOf(line('a\u2028b\u2029c\u0085d')), ['a\u2028b\u2029c\u0085d'], []],
  ['a line of 10 MB', bytesOf(line('a'), line(long), line('b')), ['a', 'b'], ['line-too-long']],
  ['nothing but a line of 10 MB', bytesOf(line(long)), [], ['line-too-long']],
  [
    'random bytes',
    bytesOf([0x9c, 0x00, 0xff, 0x31, 0x0a], line('a'), [0xc3, 0x28, 0xa0, 0xa1, 0x0a]),
    ['a'],
    ['not-text', 'not-text'],
  ],
];

describe.each(ways)('%s', (_, read) => {
  test.each(contents)('may have %s', async (_what, content, texts, reasons) => {
    const reading = await read(content);
    expect(messages(reading)).toEqual(texts);
    expect(reading.unparsed.map(({ reason }) => reason)).toEqual(reasons);
    for (const { explanation, raw } of reading.unparsed) {
      expect(explanation).toMatch(/; (?:give|raise)/);
      expect(raw.length).toBeLessThanOrEqual(1_024);
    }
  });

  test('says once that it is not UTF-8, and where', async () => {
    const { warnings } = await read(bytesOf(line('a'), entry(1, 'b'), [0xff, 0x0a], entry(1, 'c'), [0xff, 0x0a]));
    expect(warnings).toEqual([
      expect.stringMatching(/not UTF-8, the first in the line at byte 32: .* have it written in UTF-8/),
    ]);
  });
});

describe('the last line, where it has no end', () => {
  test.each(ways.filter(([way]) => way !== 'a followed file'))('is read of %s', async (_, read) => {
    expect(messages(await read(bytesOf(line('a'), entry(1, 'b'))))).toEqual(['a', 'b']);
    const { unparsed } = await read(bytesOf(entry(1, long)));
    expect(unparsed.map(({ reason }) => reason)).toEqual(['line-too-long']);
  });
});

test('zeros that go on for very long are named where the line behind them is too long for that', async () => {
  const { unparsed } = await readFile(bytesOf('\0'.repeat(3_000_000), line('lost')));
  expect(unparsed).toMatchObject([{ reason: 'line-too-long', explanation: expect.stringContaining('cut back') }]);
});

test('a line keeps its place behind what was put before it', async () => {
  const content = bytesOf('\uFEFF', line('a'), '\0\0\0', line('b'));
  const { records } = await readFile(content);
  expect(records.map(({ offset, raw }) => [offset, raw])).toEqual([
    [3, entry(1, 'a')],
    [3 + line('a').length + 3, entry(1, 'b')],
  ]);
});

const head = (...parts: readonly Part[]) => bytesOf(...parts, 'rest\n'.repeat(1_000));
const foreign: readonly (readonly [string, Buffer, RegExp])[] = [
  ['UTF-16', Buffer.from(`\uFEFF${line('a')}`, 'utf16le'), /UTF-16 text; convert it to UTF-8: iconv -f UTF-16/],
  ['UTF-16, the greater byte first', bytesOf([0xfe, 0xff, 0, 0x4e, 0, 0x0a]), /UTF-16 text; convert/],
  ['UTF-32', bytesOf([0xff, 0xfe, 0, 0, 0x4e, 0, 0, 0]), /UTF-32 text; convert/],
  ['gzip in gzip', gzipSync(gzipSync(line('a'))), /compressed with gzip twice; uncompress it once/],
  ['xz', head([0xfd], '7zXZ', [0]), /compressed with xz; uncompress it first: xz -dc FILE/],
  ['zstd', head([0x28, 0xb5, 0x2f, 0xfd]), /compressed with zstd; uncompress it first/],
  ['bzip2', head('BZh91AY&SY'), /compressed with bzip2; uncompress it first/],
  ['lz4', head([0x04, 0x22, 0x4d, 0x18]), /compressed with lz4; uncompress it first/],
  ['compress', head([0x1f, 0x9d, 0x90]), /compressed with compress; uncompress it first/],
  ['zip', head('PK', [3, 4]), /a zip archive; unpack it first/],
  ['7z', head('7z', [0xbc, 0xaf, 0x27, 0x1c]), /a 7z archive; unpack it first/],
  ['tar', head('log'.padEnd(257, '\0'), 'ustar\0'), /a tar archive; unpack it first/],
  ['the journal', head('LPKSHHRH'), /a file of the journal; have the journal written out: journalctl/],
  ['an event log', head('ElfFile\0'), /an event log of Windows; have an agent/],
  ['SQLite', head('SQLite format 3\0'), /an SQLite database; give the log file/],
  ['ELF', head([0x7f], 'ELF', [2, 1, 1, 0]), /a program \(ELF\); give the log file/],
  ['PNG', head([0x89], 'PNG\r\n', [0x1a, 0x0a]), /a picture \(PNG\); give the log file/],
  ['PDF', head('%PDF-1.7\n'), /a PDF document; give the log file/],
  ['pcap', head([0xd4, 0xc3, 0xb2, 0xa1]), /a packet capture; give the log file/],
];

describe('a file that is no log file', () => {
  test.each(foreign)('is one unparsed entry and a warning: %s', async (_, content, what) => {
    for (const reading of [await readFile(content), await readStdin(content), await readMerged(content)]) {
      expect(reading.records).toEqual([]);
      expect(reading.unparsed).toMatchObject([
        { reason: 'not-text', explanation: expect.stringMatching(what), column: 1, offset: 0 },
      ]);
      expect(reading.warnings).toEqual([expect.stringMatching(what)]);
    }
  });

  test('is not given again by a later start, until it is another', async () => {
    const paths = join(folderWith({ log: head('PK', [3, 4]) }), 'log');
    const first = createFileInput({ paths });
    expect((await readAll(first)).unparsed).toHaveLength(1);
    const resumed = async () => {
      const input = createFileInput({ paths });
      input.resume(first.positions());
      return readAll(input);
    };
    expect(await resumed()).toMatchObject({ unparsed: [], warnings: [] });
    writeFileSync(paths, line('mended'));
    expect(messages(await resumed())).toEqual(['mended']);
  });

  test('does not end what is read beside it, nor what is followed', async () => {
    const folder = folderWith({ zip: head('PK', [3, 4]), log: line('a') });
    const input = createFileInput({ paths: [join(folder, 'zip'), join(folder, 'log')], follow: true });
    await input.start(contextWith());
    onTestFinished(() => input.stop());
    const batches = [await input.read(), await input.read()];
    expect(batches.flatMap((batch) => batch?.records ?? []).map(({ message }) => message)).toEqual(['a']);
    appendFileSync(join(folder, 'log'), line('b'));
    expect((await input.read())?.records[0]?.message).toBe('b');
  });
});

describe('a file that changes while it is read', () => {
  const many = line('text').repeat(100_000);

  async function readChanging(change: (path: string) => void) {
    const path = join(folderWith({ log: many }), 'log');
    const input = createFileInput({ paths: path });
    const context = contextWith();
    await input.start(context);
    let records = (await input.read())?.records.length ?? 0;
    change(path);
    for (let batch = await input.read(); batch !== undefined; batch = await input.read())
      records += batch.records.length;
    await input.stop();
    return { records, warnings: context.warnings };
  }

  test('is read to its end though it was removed', async () => {
    expect(await readChanging((path) => rmSync(path))).toEqual({ records: 100_000, warnings: [] });
  });

  test('is read as far as it goes where it was cut back, and that is said', async () => {
    const { records, warnings } = await readChanging((path) => truncateSync(path, 1_000));
    expect(records).toBeLessThan(50_000);
    expect(warnings).toEqual([expect.stringMatching(/though it had 3500000 bytes when it was opened: .* read a copy/)]);
  });

  test('is read to its new end where it grew', async () => {
    const grown = await readChanging((path) => appendFileSync(path, line('more')));
    expect(grown).toEqual({ records: 100_001, warnings: [] });
  });
});

describe('a followed file that is cut back', () => {
  async function followed(content: string) {
    const path = join(folderWith({ log: content }), 'log');
    const input = createFileInput({ paths: path, follow: true, pollInterval: '20ms' });
    const context = contextWith();
    await input.start(context);
    onTestFinished(() => input.stop());
    return { path, input, warnings: context.warnings };
  }

  test('is read from its beginning, under a new identity', async () => {
    const { path, input, warnings } = await followed(line('a') + line('b'));
    const before = (await input.read())?.records ?? [];
    const reading = input.read();
    writeFileSync(path, '');
    appendFileSync(path, line('a'));
    const [after] = (await reading)?.records ?? [];
    expect([after?.message, after?.offset]).toEqual(['a', 0]);
    const [identity] = before[0]?.source.identity.split('.') ?? [];
    expect(before[0]?.source.identity).toBe(`${identity}.0`);
    expect(after?.source.identity).toBe(`${identity}.1`);
    expect(warnings).toEqual([expect.stringMatching(/cut back to less than the 64 bytes .* rotated by renaming/)]);
    expect(input.positions()).toMatchObject({
      files: [
        { generation: 0, offset: 64, done: true },
        { generation: 1, offset: 32, done: false },
      ],
    });
    appendFileSync(path, line('c'));
    expect((await input.read())?.records[0]).toMatchObject({ message: 'c', offset: 32 });
  });

  test('gives the half line before the cut as an unparsed entry', async () => {
    const { path, input } = await followed(line('a') + entry(2, 'half').repeat(3));
    await input.read();
    const reading = input.read();
    writeFileSync(path, line('b'));
    expect((await reading)?.unparsed).toMatchObject([{ reason: 'cut-short', offset: 32 }]);
    expect(input.positions()).toMatchObject({ files: [{ offset: 32, done: true }] });
    expect((await input.read())?.records[0]?.message).toBe('b');
  });
});

describe('what cannot be read', () => {
  const start = (path: string) => createFileInput({ paths: path }).start(contextWith());

  test('says of a socket that it is none of a file’s kind', async () => {
    const path = join(folderWith(), 'log');
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await expect(start(path)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: /is a socket.*; give the log/,
    });
  });

  test('says of links that lead in a circle how to mend them', async () => {
    const folder = folderWith();
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    await expect(start(join(folder, 'a'))).rejects.toThrow(/links lead in a circle .*; mend the link/);
    mkdirSync(join(folder, 'in'));
    symlinkSync('..', join(folder, 'in', 'up'));
    await expect(start(join(folder, 'in', 'up'))).rejects.toMatchObject({ code: 'FILE_IS_DIRECTORY' });
  });
});

test('an engine’s ledger has every entry of all of them', async () => {
  const folder = folderWith(Object.fromEntries(contents.map(([, content], index) => [String(index), content])));
  const input = createFileInput({ paths: contents.map((_, index) => join(folder, String(index))) });
  const engine = createEngine({ inputs: [input], modules: [] });
  await engine.run();
  const records = contents.reduce((sum, [, , texts]) => sum + texts.length, 0);
  const unparsed = contents.reduce((sum, [, , , reasons]) => sum + reasons.length, 0);
  expect(engine.ledger()).toMatchObject([{ read: records + unparsed, processed: records, unparsed, inFlight: 0 }]);
});

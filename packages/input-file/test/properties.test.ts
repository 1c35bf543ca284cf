import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { createEngine } from '@correlator/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { entry, folderWith, type Reading, readAll } from './support.ts';

/** The same files at each run in CI; others at each run by hand, where a failure shows the seed to repeat it with. */
if (process.env.CI !== undefined) fc.configureGlobal({ seed: 20_261_123 });

const numRuns = 200;

const pieces = [
  ...[entry(1, 'text'), entry(2, 'zurück'), '2026-11-23T09:30:50Z host app[7]: text', '<34>1 - h a - - - text'],
  ...['{"__REALTIME_TIMESTAMP":"1795426250123456","MESSAGE":"text"}', '\tat Shop.sell(Shop.java:17)', 'x'.repeat(300)],
  ...['\n', '\n', '\n', '\r\n', '\r', '\0', '\0\0\0', '\uFEFF', '\u2028', '<', '{', '[', '1 '],
].map((text) => Buffer.from(text));

/** What begins as a log does and goes on as it may. */
const contents = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, fc.uint8Array({ maxLength: 6 })), {
    maxLength: 40,
  })
  .map((parts) => Buffer.concat([Buffer.from('Nov '), ...parts]));

/** A fixed time of change, with the fraction that most have: it is the time of entries that have none. */
const changed = 1_795_510_000.123_456;

function read(content: Uint8Array, maxLineBytes: number): Promise<Reading> {
  const path = join(folderWith({ log: content }), 'log');
  utimesSync(path, changed, changed);
  return readAll(createFileInput({ paths: path, maxLineBytes }));
}

/** Where lines begin that are not empty. */
function lineStarts(content: Buffer): number[] {
  const starts: number[] = [];
  let start = 0;
  for (let at = 0; at <= content.length; at++) {
    if (at < content.length && content[at] !== 10) continue;
    const end = content[at - 1] === 13 && at > start ? at - 1 : at;
    if (end > start) starts.push(start);
    start = at + 1;
  }
  return starts;
}

const placesOf = ({ records, unparsed }: Reading) =>
  [...records, ...unparsed].map(({ offset }) => offset).sort((a, b) => a - b);

describe('any content', () => {
  test('has one entry for each line, in its place, and all of its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 64, max: 400 }), async (content, maxLineBytes) => {
        const reading = await read(content, maxLineBytes);
        const starts = lineStarts(content);
        const places = placesOf(reading);
        expect(places).toHaveLength(starts.length);
        for (const [i, start] of starts.entries()) {
          expect(places[i]).toBeGreaterThanOrEqual(start);
          expect(places[i]).toBeLessThan(starts[i + 1] ?? content.length);
        }
        expect(reading.batches.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(content.length);
        expect(reading.records.every(({ time }) => Number.isSafeInteger(time))).toBe(true);
        for (const { explanation } of reading.unparsed) expect(explanation).toMatch(/; /);
      }),
      { numRuns },
    );
  });

  test('is the same in gzip, in several members, and from a stream', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.nat(500), async (content, cut) => {
        const plain = await read(content, 200);
        const zipped = Buffer.concat([gzipSync(content.subarray(0, cut)), gzipSync(content.subarray(cut))]);
        const stdin = Readable.from([zipped.subarray(0, 7), zipped.subarray(7)], { objectMode: false });
        const streamed = await readAll(createFileInput({ paths: '-', maxLineBytes: 200, year: 2026 }, { stdin }));
        expect((await read(zipped, 200)).records).toEqual(plain.records);
        expect(placesOf(streamed)).toEqual(placesOf(plain));
      }),
      { numRuns },
    );
  });
});

describe('any damage to gzip', () => {
  test('leaves what lies before it, and is warned of unless it does no harm', async () => {
    const content = Buffer.from(Array.from({ length: 400 }, (_, i) => `${entry(i % 60, `${i * i}`)}\n`).join(''));
    const whole = await read(content, 200);
    const zipped = gzipSync(content);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(zipped.length - 1),
        fc.uint8Array({ maxLength: 9 }),
        fc.boolean(),
        async (at, bytes, cut) => {
          const damaged = Buffer.concat([
            zipped.subarray(0, at),
            bytes,
            zipped.subarray(cut ? zipped.length : at + bytes.length),
          ]);
          const reading = await read(damaged, 200);
          const isGzip = damaged[0] === 0x1f && damaged[1] === 0x8b;
          if (isGzip && reading.warnings.length === 0) expect(reading.records).toEqual(whole.records);
          expect(new Set(placesOf(reading)).size).toBe(placesOf(reading).length);
        },
      ),
      { numRuns },
    );
  });
});

test('any files, merged through an engine, are all in the ledger', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(contents, { minLength: 1, maxLength: 4 }), async (files) => {
      const here = folderWith();
      const paths = files.map((content, i) => {
        writeFileSync(join(here, String(i)), i % 2 === 0 ? content : gzipSync(content));
        return join(here, String(i));
      });
      const engine = createEngine({ inputs: [createFileInput({ paths })], modules: [] });
      await engine.run();
      const read = files.reduce((sum, content) => sum + lineStarts(content).length, 0);
      const [ledger] = engine.ledger();
      expect(ledger).toMatchObject({ read, inFlight: 0, bytes: files.reduce((sum, { length }) => sum + length, 0) });
      expect((ledger?.processed ?? 0) + (ledger?.unparsed ?? 0)).toBe(read);
    }),
    { numRuns },
  );
});

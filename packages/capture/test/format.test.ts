import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCapture, openCapture, walkBlocks } from '../src/index.ts';
import { anyReceipts, batch, folder, receiptsOf, run, ten, write } from './support.ts';

describe('a capture', () => {
  test('gives back what was written, whatever that is', async () => {
    const path = folder();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(anyReceipts, fc.constantFrom(1, 200, 100_000), async (receipts, blockChars) => {
        const file = join(path, `${number++}.capture`);
        await write(receipts, { path: file, blockChars });
        const capture = await openCapture(file);
        expect(await receiptsOf(capture)).toEqual(receipts);
        expect(capture.damages).toEqual([]);
        if (receipts.length > 0)
          expect(capture.runs[0]?.run).toEqual({ ...run, id: expect.stringMatching(/^[0-9a-f]{16}$/) });
      }),
      { numRuns: 200 },
    );
  });

  test('is gzip, of lines of JSON', async () => {
    const path = join(folder(), 'a.capture');
    await write([batch(ten, ['one', 'two']), { kind: 'tick', at: ten + 1 }], { path, blockChars: 1 });
    const lines = gunzipSync(readFileSync(path))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter((line) => line[0] === 'r')).toHaveLength(2);
    expect(lines.filter((line) => line.correlatorCapture === 1)).toHaveLength(2);
    expect(execFileSync('zcat', ['-f', path], { encoding: 'utf8' })).toContain('"app"');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await isCapture(path)).toBe(true);
    expect(await isCapture(import.meta.filename)).toBe(false);
    expect(await isCapture('/nowhere')).toBe(false);
  });

  test('is read from and to a time, without what lies outside', async () => {
    const path = join(folder(), 'a.capture');
    const receipts = Array.from({ length: 100 }, (_, i) => batch(ten + i * 1_000, [`${i}`]));
    await write(receipts, { path, blockChars: 1_000 });
    const capture = await openCapture(path);
    const read = await receiptsOf(capture, { from: ten + 30_000, to: ten + 32_000 });
    expect(read).toEqual(receipts.slice(30, 32));
    expect((await walkBlocks(path)).blocks.length).toBeGreaterThan(10);
  });

  test('of several runs in several files keeps them apart', async () => {
    const path = join(folder(), 'live.capture');
    await write([batch(ten, ['a'])], { path });
    await write([batch(ten + 1, ['b'])], { path }, { ...run, startedAt: ten + 1 });
    const { runs } = await openCapture(path);
    expect(runs).toHaveLength(2);
    expect(new Set(runs.map(({ run: { id } }) => id)).size).toBe(2);
    const both = join(folder(), 'both.capture');
    writeFileSync(both, Buffer.concat([readFileSync(path), readFileSync(path)]));
    expect((await openCapture(both)).runs).toHaveLength(2);
  });

  test('that is cut anywhere is read up to there', async () => {
    const path = join(folder(), 'a.capture');
    const receipts = Array.from({ length: 20 }, (_, i) => batch(ten + i, [`message ${i}`]));
    await write(receipts, { path, blockChars: 500 });
    const whole = readFileSync(path);
    const { blocks } = await walkBlocks(path);
    for (let length = 1; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      const before = blocks.filter(({ offset, size }) => offset + size <= length);
      if (before.length === 0) {
        expect((await openCapture(path)).runs).toEqual([]);
        continue;
      }
      const capture = await openCapture(path);
      const count = before.reduce((sum, block) => sum + block.receipts, 0);
      expect(await receiptsOf(capture)).toEqual(receipts.slice(0, count));
      const torn = length - before.reduce((sum, { size }) => sum + size, 0);
      expect(capture.damages).toEqual(torn === 0 ? [] : [{ path, offset: length - torn, bytes: torn, kind: 'torn' }]);
    }
  });

  test('that is damaged anywhere says so, and gives the rest', async () => {
    const path = join(folder(), 'a.capture');
    const receipts = Array.from({ length: 20 }, (_, i) => batch(ten + i, [`message ${i}`]));
    await write(receipts, { path, blockChars: 500 });
    const whole = readFileSync(path);
    const { blocks } = await walkBlocks(path);
    for (let at = 0; at < whole.length; at += 11) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      writeFileSync(path, damaged);
      const warnings: string[] = [];
      const capture = await openCapture(path).catch((error) => {
        expect(String(error)).toContain('later version');
        return undefined;
      });
      if (capture === undefined) continue;
      const read = await receiptsOf(capture, { warn: (summary) => void warnings.push(summary) });
      const hit = blocks.find(({ offset, size }) => at >= offset && at < offset + size);
      // Seven bytes of a gzip header say nothing that is needed.
      const [from, to] = [hit?.first ?? 0, (hit?.first ?? 0) + (hit?.receipts ?? 0)];
      if (read.length === receipts.length) expect([4, 5, 6, 7, 8, 9]).toContain(at - (hit?.offset ?? 0));
      else {
        expect(read).toEqual([...receipts.slice(0, from), ...receipts.slice(to)]);
        expect(warnings.length + capture.damages.length).toBeGreaterThan(0);
      }
    }
  });

  test('that lacks a block tells of the receipts that are missing', async () => {
    const path = join(folder(), 'a.capture');
    const receipts = Array.from({ length: 20 }, (_, i) => batch(ten + i, [`message ${i}`]));
    await write(receipts, { path, blockChars: 500 });
    const { blocks } = await walkBlocks(path);
    const [, gone] = blocks;
    const whole = readFileSync(path);
    const [from, to] = [gone?.offset ?? 0, (gone?.offset ?? 0) + (gone?.size ?? 0)];
    writeFileSync(path, Buffer.concat([whole.subarray(0, from), whole.subarray(to)]));
    const capture = await openCapture(path);
    const warnings: string[] = [];
    const read = await receiptsOf(capture, { warn: (summary) => void warnings.push(summary) });
    expect(read).toHaveLength(20 - (gone?.receipts ?? 0));
    expect(capture.damages).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`before byte ${from}, ${gone?.receipts} receipts are missing`)]);
  });

  test('of a later version is refused', async () => {
    const path = join(folder(), 'a.capture');
    await write([batch(ten, ['a'])], { path });
    const bytes = readFileSync(path);
    bytes[16] = 2;
    writeFileSync(path, bytes);
    await expect(openCapture(path)).rejects.toThrow('was written by a later version of Correlator');
    await expect(write([], { path })).rejects.toThrow('later version');
  });

  test('that is missing, or of another kind, is refused', async () => {
    await expect(openCapture('/nowhere.capture')).rejects.toThrow('cannot read the capture /nowhere.capture');
    await expect(openCapture(import.meta.filename)).rejects.toThrow('is not a capture');
  });
});

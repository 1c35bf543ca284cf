import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManualClock } from '@correlator/core/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { capturePaths, createCaptureWriter, openCapture, rewriteCapture } from '../src/index.ts';
import { batch, folder, receiptsOf, run, ten, write } from './support.ts';

const messagesOf = async (paths: string | readonly string[]) =>
  (await receiptsOf(await openCapture(paths))).flatMap((receipt) =>
    receipt.kind === 'batch' ? receipt.batch.records.map(({ message }) => message) : [],
  );

describe('a capture is written', () => {
  test('a second after something was received, at the latest', async () => {
    const clock = createManualClock(ten);
    const path = join(folder(), 'a.capture');
    const writer = await createCaptureWriter({ path }, run, { clock, warn: () => {} });
    writer.receive(batch(ten, ['a']));
    await clock.advance(999);
    expect(readFileSync(path)).toHaveLength(0);
    await clock.advance(1);
    await writer.sync();
    expect(await messagesOf(path)).toEqual(['a']);
    await writer.close();
  });

  test('behind what is there, without a torn end', async () => {
    const path = join(folder(), 'a.capture');
    await write([batch(ten, ['a'])], { path });
    const whole = readFileSync(path).length;
    appendFileSync(path, readFileSync(path).subarray(0, 100));
    const warnings = await write([batch(ten, ['b'])], { path });
    expect(warnings).toEqual([`${path} ends in a block that is not whole: its 100 bytes are cut off`]);
    expect(await messagesOf(path)).toEqual(['a', 'b']);
    expect(readFileSync(path).length).toBeGreaterThan(whole);
  });

  test('to no file of another kind', async () => {
    const path = join(folder(), 'letter.txt');
    writeFileSync(path, 'Dear Sir or Madam');
    await expect(write([batch(ten, ['a'])], { path })).rejects.toThrow('is not a capture, and is left as it is');
    expect(readFileSync(path, 'utf8')).toBe('Dear Sir or Madam');
    await expect(write([], { path: '/nowhere/a.capture' })).rejects.toThrow(
      'cannot write the capture /nowhere/a.capture',
    );
  });

  test('by one program at a time: what another wrote is not written over', async () => {
    const clock = createManualClock(ten);
    const path = join(folder(), 'a.capture');
    const warnings: string[] = [];
    const context = { clock, warn: (summary: string) => void warnings.push(summary) };
    const first = await createCaptureWriter({ path }, run, context);
    const second = await createCaptureWriter({ path }, { ...run, startedAt: ten + 1 }, context);
    first.receive(batch(ten, ['first']));
    await first.sync();
    second.receive(batch(ten, ['second']));
    await second.close();
    await first.close();
    expect(warnings[0]).toContain('something else writes to the capture');
    expect(warnings[1]).toBe('1 of 1 receipts could not be written');
    expect(await messagesOf(path)).toEqual(['first']);
  });

  test('to files that follow one another, of which so many are kept', async () => {
    const path = join(folder(), 'live.capture');
    const receipts = Array.from({ length: 40 }, (_, i) => batch(ten + i, [`${i} ${Math.sin(i)} ${Math.cos(i)}`]));
    await write(receipts, { path, blockChars: 1, maxFileBytes: 2_000, keep: 3 });
    const paths = await capturePaths(path);
    expect(paths).toHaveLength(3);
    expect(paths[0]).toMatch(/live-\d+\.capture$/);
    const left = await messagesOf(paths);
    expect(left.at(-1)).toMatch(/^39 /);
    expect(left.length).toBeGreaterThan(5);
    // The next run goes on in the last file.
    await write([batch(ten, ['next'])], { path, maxFileBytes: 1_000_000 });
    expect(await capturePaths(path)).toEqual(paths);
    expect((await messagesOf(paths)).at(-1)).toBe('next');
  });

  const isRoot = process.getuid?.() === 0;

  test.skipIf(!isRoot)('again, when a disk that was full has room (needs root, for a small tmpfs)', async () => {
    const mount = join(folder(), 'small');
    mkdirSync(mount);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', mount]);
    onTestFinished(() => void execFileSync('umount', [mount]));
    const clock = createManualClock(ten);
    const warnings: string[] = [];
    const path = join(mount, 'a.capture');
    const writer = await createCaptureWriter({ path, blockChars: 1, level: 1 }, run, {
      clock,
      warn: (summary) => void warnings.push(summary),
    });
    writeFileSync(join(mount, 'ballast'), Buffer.alloc(50_000));
    const noise = (i: number) => `${i} ${Array.from({ length: 400 }, (_, n) => Math.sin(i * 1_000 + n)).join()}`;
    for (let i = 0; i < 12; i++) {
      await Promise.race([writer.receive(batch(ten + i, [noise(i)])), clock.advance(0)]);
    }
    while (warnings.length === 0) await new Promise(setImmediate);
    expect(warnings[0]).toMatch(/^cannot write .*a\.capture: ENOSPC/);
    // What was whole stays whole.
    const before = await messagesOf(path);
    expect(before.length).toBeGreaterThan(0);
    rmSync(join(mount, 'ballast'));
    await clock.advance(60_000);
    await writer.close();
    expect(warnings).toContain('is written again');
    expect((await messagesOf(path)).map((message) => Number.parseInt(message, 10))).toEqual(
      Array.from({ length: 12 }, (_, i) => i),
    );
  });

  test.skipIf(!isRoot)(
    'as far as memory allows while it cannot be; what is missing is told (needs root, for a small tmpfs)',
    async () => {
      const mount = join(folder(), 'small');
      mkdirSync(mount);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', mount]);
      onTestFinished(() => void execFileSync('umount', [mount]));
      const clock = createManualClock(ten);
      const warnings: string[] = [];
      const path = join(mount, 'a.capture');
      const writer = await createCaptureWriter({ path, blockChars: 1, level: 1 }, run, {
        clock,
        warn: (summary) => void warnings.push(summary),
      });
      const noise = (i: number) => `${i} ${Array.from({ length: 200 }, (_, n) => Math.sin(i * 1_000 + n)).join()}`;
      for (let i = 0; i < 60; i++) {
        const wait = writer.receive(batch(ten + i, [noise(i)]));
        if (wait !== undefined) await Promise.race([wait, clock.advance(0)]);
        await clock.advance(0);
      }
      await writer.close();
      expect(writer.lost).toBeGreaterThan(30);
      expect(warnings.at(-1)).toBe(`${writer.lost} of 60 receipts could not be written`);
      expect(await messagesOf(path)).toHaveLength(60 - writer.lost);
    },
  );
});

describe('a capture is written anew', () => {
  const receipts = [
    batch(ten, ['a', 'b'], 'web01'),
    { kind: 'tick', at: ten + 1_000 } as const,
    batch(ten + 2_000, ['c'], 'web02'),
    batch(ten + 3_000, ['d'], 'web01'),
  ];

  test('with the records that are wanted, and all ticks', async () => {
    const path = folder();
    await write(receipts, { path: join(path, 'a.capture') });
    const { runs } = await openCapture(join(path, 'a.capture'));
    const output = join(path, 'b.capture');
    expect(
      await rewriteCapture(runs, { output, filter: { hosts: ['web01'], raw: (raw) => !raw.includes('b') } }),
    ).toEqual({
      receipts: 3,
      records: 2,
    });
    const rewritten = await openCapture(output);
    expect(rewritten.runs[0]?.run).toEqual(runs[0]?.run);
    expect((await receiptsOf(rewritten)).map(({ kind }) => kind)).toEqual(['batch', 'tick', 'batch']);
    expect(await messagesOf(output)).toEqual(['a', 'd']);
    await expect(rewriteCapture(runs, { output })).rejects.toThrow('is there already');
    expect(readdirSync(path)).toHaveLength(2);
    expect(existsSync(output)).toBe(true);
  });

  test('not at all, where nothing is left', async () => {
    const path = folder();
    await write(receipts, { path: join(path, 'a.capture') });
    const { runs } = await openCapture(join(path, 'a.capture'));
    const output = join(path, 'b.capture');
    expect(await rewriteCapture(runs, { output, from: ten + 60_000 })).toEqual({ receipts: 0, records: 0 });
    expect(existsSync(output)).toBe(false);
  });

  test('from and to a time', async () => {
    const path = folder();
    await write(receipts, { path: join(path, 'a.capture') });
    const { runs } = await openCapture(join(path, 'a.capture'));
    const output = join(path, 'b.capture');
    await rewriteCapture(runs, { output, from: ten + 1_000, to: ten + 3_000 });
    expect(await receiptsOf(await openCapture(output))).toEqual(receipts.slice(1, 3));
  });
});

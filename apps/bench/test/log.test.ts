import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sshdFloor } from '../src/cases/contenders.ts';
import { createAddresses } from '../src/log/connections.ts';
import { byChain, byTotal, byWindow } from '../src/log/excesses.ts';
import { countIn, type Expected } from '../src/log/expected.ts';
import { createLog, edition } from '../src/log/generate.ts';
import { createRandom, createZipf } from '../src/log/random.ts';
import { mistakes } from '../src/measure/contender.ts';

const lines = 20_000;
const textOf = (count: number, seed?: number): string => Array.from({ length: count }, createLog(seed)).join('');
const shareOf = (texts: readonly string[], part: string): number =>
  texts.filter((text) => text.includes(part)).length / texts.length;

describe('the generated log', () => {
  const log = textOf(lines);
  const all = log.trimEnd().split('\n');
  const sshd = all.filter((line) => line.includes(' sshd['));

  it('is the same for the same seed, and another for another', () => {
    expect(textOf(lines)).toBe(log);
    expect(textOf(100, 1)).not.toBe(textOf(100));
  });

  it('is, in this edition, that of this fingerprint: raise the edition where it changes', () => {
    const fingerprint = createHash('sha256').update(log).digest('hex');
    expect({ edition, fingerprint }).toEqual({
      edition: 1,
      fingerprint: '59b96b38146ff3e5c08c81bf6dd9151df2adc03564f0582cfe7893be19ed22b5',
    });
  });

  it('is a BSD syslog file in order of time', () => {
    expect(all.filter((line) => !/^Mar {2}3 \d\d:\d\d:\d\d \S+ \S+?: /.test(line))).toEqual([]);
    const times = all.map((line) => line.slice(0, 15));
    expect(times).toEqual([...times].sort());
  });

  it('is 70 % of sshd, and of seven other programs', () => {
    expect(shareOf(all, ' sshd[')).toBeCloseTo(0.7, 1);
    const programs = new Set(all.map((line) => /^.{15} \S+ ([^[:]+)/.exec(line)?.[1]));
    expect(programs.size).toBe(8);
  });

  it.each([
    ['Failed password for invalid user', 0.08],
    ['Failed password for', 0.24],
    ['Accepted ', 0.02],
    ['authentication failure', 0.225],
    ['[preauth]', 0.28],
  ])('is, of what sshd says, %j in a share of %d', (part, share) => {
    expect(Math.abs(shareOf(sshd, part) - share)).toBeLessThan(0.015);
  });
});

describe('sources', () => {
  it('are 50,000 addresses', () => {
    expect(new Set(createAddresses(createRandom(1))).size).toBe(50_000);
  });

  it("are as frequent as Zipf's law has it: the second half as often as the first", () => {
    const zipf = createZipf(createRandom(1), 50_000);
    const ranks = Array.from({ length: 200_000 }, zipf);
    const of = (rank: number): number => ranks.filter((each) => each === rank).length / ranks.length;
    // The sum of 1/n for n up to 50,000 is 11.397.
    expect(of(0)).toBeCloseTo(1 / 11.397, 2);
    expect(of(1)).toBeCloseTo(1 / 11.397 / 2, 2);
    expect(ranks.filter((rank) => rank < 0 || rank >= 50_000)).toEqual([]);
  });
});

describe('what there is to be found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const minutes = (...times: readonly number[]): number[] => times.map((time) => time * 60_000);

  it.each([
    ['five at once', minutes(0, 0, 0, 0, 0), { window: 1, total: 1, chain: 1 }],
    ['five in five minutes, both ends included', minutes(0, 1, 2, 3, 5), { window: 1, total: 1, chain: 1 }],
    ['five in more', minutes(0, 1, 2, 3, 5.01), { window: 0, total: 1, chain: 1 }],
    ['five with a longer rest', minutes(0, 1, 2, 3, 8.01), { window: 0, total: 1, chain: 0 }],
    ['four', minutes(0, 0, 0, 0), { window: 0, total: 0, chain: 0 }],
    ['an excess that goes on', minutes(0, 0, 0, 0, 0, 1, 2, 3, 4, 5), { window: 1, total: 1, chain: 1 }],
    ['one that comes again', minutes(0, 0, 0, 0, 0, 6, 6, 6, 6, 6), { window: 2, total: 1, chain: 2 }],
  ])('in %s', (_, times, counts) => {
    expect({ window: byWindow(times), total: byTotal(times), chain: byChain(times) }).toEqual(counts);
  });

  it('is found by the hand-written loop', { timeout: 30_000 }, async () => {
    const log = join(folder, 'syslog.log');
    writeFileSync(log, textOf(lines));
    const job = { log, folder };
    const { program, args } = sshdFloor.command(job);
    const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
    const expected = await countIn(log);
    expect(expected.exceeded).toBeGreaterThan(0);
    expect(mistakes(sshdFloor.found(stdout, job), expected)).toBeUndefined();
  });

  it('is named where somebody found something else, or nothing', () => {
    const expected = { lines: 10, failed: 3 } as Expected;
    expect(mistakes({ lines: 10, failed: 2 }, expected)).toBe('failed 2 instead of 3');
    expect(mistakes({ lines: Number.NaN }, expected)).toBe('lines NaN instead of 10');
    expect(mistakes({}, expected)).toBe('nothing');
    expect(mistakes({ lines: 10 }, expected)).toBeUndefined();
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiVersion, defineModule, Module, type StandardSchema } from '@correlator/core';
import { type LogRecord, NoticeEvent } from '@correlator/events';
import { expect, onTestFinished, test } from 'vitest';
import { replaysIn, runReplay } from '../src/index.ts';

interface Options {
  readonly limit: number;
}

class Counting extends Module<Options> {
  override readonly partitionBy = { record: 'host' } as const;
  readonly counts = this.keyed<number>('counts', { max: 10 });

  keyOf({ host }: LogRecord): string {
    return host;
  }

  override process(record: LogRecord): void {
    const count = (this.counts.get(this.keyOf(record)) ?? 0) + 1;
    this.counts.set(this.keyOf(record), count);
    if (count === this.options.limit) this.dispatch(new NoticeEvent('enough', { count }));
  }
}

/** Counts across hosts, though it is divided by them. */
class Confused extends Counting {
  override keyOf(): string {
    return 'all';
  }
}

const options: StandardSchema<Options> = {
  '~standard': { version: 1, vendor: 'by hand', validate: (value) => ({ value: { limit: 2, ...(value as object) } }) },
};
const manifestOf = (create: (options: Options) => Module) =>
  defineModule({ name: 'counting', api: apiVersion, summary: 'Counts.', options, events: [], create });

const log = ['web01', 'web02', 'web01', 'web02']
  .map((host, second) => `Nov 24 10:00:0${second} ${host} app[1]: x\n`)
  .join('');

function replay(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'correlator-replay-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'two-are-enough'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'two-are-enough', name), text);
  return folder;
}

const row = (second: number, count: number) =>
  `{"time":"2026-11-24T10:00:0${second}.000Z","type":"notice","data":{"count":${count}}}\n`;

test('a replay gives its events beside those expected', async () => {
  const folder = replay({ 'input.log': log, 'expected.jsonl': 'other\n' });
  expect(replaysIn(folder)).toEqual(['two-are-enough']);
  const result = await runReplay(
    manifestOf((given) => new Counting(given)),
    join(folder, 'two-are-enough'),
  );
  expect(result).toEqual({ actual: row(2, 2) + row(3, 2), expected: 'other\n' });
});

test('with options of its own, another year, and written where that is wanted', async () => {
  const folder = join(replay({ 'input.log': log, 'options.json': '{"limit":1}' }), 'two-are-enough');
  const manifest = manifestOf((given) => new Counting(given));
  expect((await runReplay(manifest, folder)).expected).toBe('');
  const { actual, expected } = await runReplay(manifest, folder, { update: true, year: 2025 });
  expect(actual).toBe((row(0, 1) + row(1, 1)).replaceAll('2026', '2025'));
  expect(expected).toBe(actual);
  expect(readFileSync(join(folder, 'expected.jsonl'), 'utf8')).toBe(actual);
});

test('a module that is divided by what does not divide it is found out', async () => {
  const folder = join(replay({ 'input.log': log }), 'two-are-enough');
  await expect(
    runReplay(
      manifestOf((given) => new Confused(given)),
      folder,
    ),
  ).rejects.toMatchObject({
    code: 'REPLAY_PARTITIONS_DIFFER',
  });
});

test('a line that is none is named', async () => {
  const folder = join(replay({ 'input.log': `${log}\u0000\n` }), 'two-are-enough');
  await expect(
    runReplay(
      manifestOf((given) => new Counting(given)),
      folder,
    ),
  ).rejects.toThrow(/^input\.log, line 5: /);
});

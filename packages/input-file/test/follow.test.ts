import { appendFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Clock } from '@correlator/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileInput, type FileInput, type FileInputOptions } from '../src/index.ts';
import { contextWith, entry, folderWith, messages } from './support.ts';

async function follow(paths: string | string[], options: Partial<FileInputOptions> = {}, clock?: Clock) {
  const input = createFileInput({ paths, follow: true, pollInterval: '20ms', ...options });
  await input.start(contextWith(clock));
  onTestFinished(() => input.stop());
  return input;
}

async function nextMessages(input: FileInput): Promise<string[]> {
  return messages({ records: (await input.read())?.records ?? [] });
}

describe('a file that is followed', () => {
  test('gives what is there, then what is appended', async () => {
    const path = join(folderWith({ log: `${entry(1, 'one')}\n` }), 'log');
    const input = await follow(path);
    expect(input.live).toBe(true);
    expect(await nextMessages(input)).toEqual(['one']);
    for (const text of ['two', 'three', 'four']) {
      const reading = nextMessages(input);
      appendFileSync(path, `${entry(2, text)}\n`);
      expect(await reading).toEqual([text]);
    }
  });

  test('gives a line when it is complete', async () => {
    const path = join(folderWith({ log: `${entry(1, 'one')}\n${entry(2, 'tw')}` }), 'log');
    const input = await follow(path);
    expect(await nextMessages(input)).toEqual(['one']);
    const position = input.positions();
    const reading = nextMessages(input);
    appendFileSync(path, 'o');
    expect(input.positions()).toEqual(position);
    appendFileSync(path, '\n');
    expect(await reading).toEqual(['two']);
  });

  test('is known by its first line as soon as that is complete', async () => {
    const [empty, whole] = [
      join(folderWith({ log: '' }), 'log'),
      join(folderWith({ log: `${entry(1, 'one')}\n` }), 'log'),
    ];
    const input = await follow(empty);
    expect(input.positions()).toMatchObject({ files: [{ fingerprint: null, offset: 0 }] });
    const reading = input.read();
    appendFileSync(empty, entry(1, 'o'));
    appendFileSync(empty, 'ne\r\n');
    const identity = (await reading)?.records[0]?.source.identity;
    expect(identity).toBe((await (await follow(whole)).read())?.records[0]?.source.identity);
    expect(identity).toMatch(/^[0-9a-f]{16}\.0$/);
  });

  test('is looked at after each poll interval of the clock, where the system reports no change', async () => {
    const path = join(folderWith({ log: `${entry(1, 'one')}\n` }), 'log');
    const asked: number[] = [];
    const wake: (() => void)[] = [];
    const clock: Clock = {
      now: () => 1_000,
      after: (ms, action) => {
        asked.push(ms);
        wake.push(action);
        return () => {};
      },
    };
    const input = await follow(path, { pollInterval: '3s' }, clock);
    expect(await nextMessages(input)).toEqual(['one']);
    const reading = input.read();
    await expect.poll(() => asked).toEqual([3_000]);
    wake[0]?.();
    await expect.poll(() => asked).toEqual([3_000, 3_000]);
    appendFileSync(path, `${entry(2, 'two')}\n`);
    wake[1]?.();
    expect((await reading)?.records).toHaveLength(1);
  });

  test('says when lines were received, and takes their year from that', async () => {
    const folder = folderWith({ log: `${entry(1, 'old')}\n` });
    const path = join(folder, 'log');
    utimesSync(path, new Date('2015-11-25'), new Date('2015-11-25'));
    const now = Date.parse('2031-11-25');
    const clock: Clock = { now: () => now, after: (ms, action) => contextWith().clock.after(ms, action) };
    const input = await follow(path, {}, clock);
    const old = await input.read();
    appendFileSync(path, `${entry(2, 'new')}\n`);
    const appended = await input.read();
    expect([old, appended].map((batch) => batch?.receivedAt)).toEqual([now, now]);
    const years = [old, appended].map((batch) => new Date(batch?.records[0]?.time ?? 0).getUTCFullYear());
    expect(years).toEqual([2015, 2031]);
  });

  test('ends when the input is stopped, even while it waits', async () => {
    const path = join(folderWith({ log: '' }), 'log');
    const input = await follow(path);
    const reading = input.read();
    await input.stop();
    expect(await reading).toBeUndefined();
    expect(await input.read()).toBeUndefined();
    await input.stop();
  });
});

describe('several files that are followed', () => {
  test('give lines as they arrive in any of them', async () => {
    const folder = folderWith({ a: '', b: `${entry(9, 'b1')}\n`, c: '' });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string];
    const input = await follow([a, b, c]);
    expect(await nextMessages(input)).toEqual(['b1']);
    appendFileSync(c, `${entry(5, 'c1')}\n`);
    expect(await nextMessages(input)).toEqual(['c1']);
    appendFileSync(a, `${entry(1, 'a1')}\n`);
    expect(await nextMessages(input)).toEqual(['a1']);
    const reading = input.read();
    await input.stop();
    expect(await reading).toBeUndefined();
  });

  test('may have standard input among them', async () => {
    const path = join(folderWith({ log: '' }), 'log');
    const stdin = new PassThrough();
    const input = createFileInput({ paths: [path, '-'], follow: true, pollInterval: '20ms' }, { stdin });
    await input.start(contextWith());
    onTestFinished(() => input.stop());
    stdin.write(`${entry(1, 'typed')}\n`);
    expect(await nextMessages(input)).toEqual(['typed']);
    appendFileSync(path, `${entry(2, 'logged')}\n`);
    expect(await nextMessages(input)).toEqual(['logged']);
    stdin.end(entry(3, 'last words'));
    expect(await nextMessages(input)).toEqual(['last words']);
  });
});

import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFileInput, manifest } from '../src/index.ts';
import { fileOptions } from '../src/options.ts';
import { followed } from './follower.ts';
import { contextWith, entry, folderWith, messages, readAll } from './support.ts';

let second = 0;
const line = (text: string) => `${entry(second++ % 3_600, text)}\n`;

/** A folder with a folder for each host, and a log in each. */
function hosts(...names: string[]): string {
  const folder = folderWith();
  for (const name of names) addHost(folder, name);
  return folder;
}

function addHost(folder: string, name: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'auth.log'), line(name));
}

describe('a pattern', () => {
  test('stands for the files that match it, each once', async () => {
    const folder = hosts('a', 'b', 'c');
    const paths = [join(folder, 'b', 'auth.log'), join(folder, '*', 'auth.log'), join(folder, '**', '*.log')];
    expect(messages(await readAll(createFileInput({ paths }))).sort()).toEqual(['a', 'b', 'c']);
  });

  test('leaves out what is excluded', async () => {
    const folder = hosts('a', 'b', 'c');
    const input = createFileInput({ paths: join(folder, '**', '*.log'), exclude: [join(folder, 'b', '*')] });
    expect(messages(await readAll(input))).toEqual(['a', 'c']);
  });

  test('that is the name of a file means that file', async () => {
    const folder = folderWith({ 'log[1]': line('itself'), log1: line('other') });
    expect(messages(await readAll(createFileInput({ paths: join(folder, 'log[1]') })))).toEqual(['itself']);
  });

  test('that matches nothing is refused where files are read to their end', async () => {
    const paths = join(folderWith(), '*.log');
    const error = { code: 'FILE_NOT_FOUND', message: expect.stringContaining('no file matches this pattern') };
    await expect(createFileInput({ paths }).start(contextWith())).rejects.toMatchObject(error);
    const obstacles = await manifest.obstacles?.(fileOptions.parse({ paths }));
    expect(obstacles).toMatchObject([{ code: 'FILE_NOT_FOUND', path: 'paths' }]);
  });
});

describe('a pattern that is followed', () => {
  test('finds the logs that come later', async () => {
    const folder = hosts('a');
    const reader = await followed(join(folder, '*', 'auth.log'));
    await reader.gives('a');
    addHost(folder, 'b');
    await reader.look();
    await reader.gives('a', 'b');
    expect(reader.warnings).toEqual([]);
  });

  test('that matches nothing yet is warned of, and waited for', async () => {
    const folder = folderWith();
    const reader = await followed(join(folder, '*', 'auth.log'));
    await reader.look();
    addHost(folder, 'a');
    await reader.look();
    await reader.gives('a');
    expect(reader.warnings).toEqual([expect.stringMatching(/matches no file yet; those that come are read/)]);
  });

  test('finds them at once where the system reports changes', async () => {
    const folder = folderWith({ 'a.log': line('a') });
    const reader = await followed(join(folder, '*.log'), {}, { watch: true });
    await reader.gives('a');
    writeFileSync(join(folder, 'b.log'), line('b'));
    await reader.gives('a', 'b');
  });

  test('reads rotated files that it matches, the oldest first, and no file twice when they are renamed', async () => {
    const folder = folderWith();
    const log = join(folder, 'auth.log');
    writeFileSync(`${log}.2.gz`, gzipSync(line('a')));
    writeFileSync(`${log}.1`, line('b'));
    writeFileSync(log, line('c'));
    const reader = await followed(`${log}*`);
    await reader.gives('a', 'b', 'c');
    renameSync(`${log}.2.gz`, `${log}.3.gz`);
    renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    writeFileSync(log, line('d'));
    await reader.look();
    await reader.gives('a', 'b', 'c', 'd');
    writeFileSync(`${log}.2.gz`, gzipSync(line('b')));
    await reader.look();
    const again = await followed(`${log}*`, {}, { from: await reader.crash() });
    appendFileSync(log, line('d2'));
    await again.look();
    await again.gives('d2');
    expect([...reader.warnings, ...again.warnings]).toEqual([]);
  });

  test('forgets the logs that have gone', async () => {
    const folder = hosts('a', 'b');
    const reader = await followed(join(folder, '*', 'auth.log'), { rotateWait: 0 });
    await expect.poll(() => reader.messages.toSorted()).toEqual(['a', 'b']);
    rmSync(join(folder, 'a'), { recursive: true });
    for (const _ of [1, 2, 3, 4]) await reader.look();
    expect([...(reader.input.reading?.opened() ?? [])]).toHaveLength(1);
    addHost(folder, 'a');
    await reader.look();
    await expect.poll(() => reader.messages.slice(2)).toEqual(['a']);
  });
});

describe('a followed path', () => {
  test('may be missing at first', async () => {
    const folder = folderWith({ 'auth.log': line('a') });
    const path = join(folder, 'aut.log');
    const reader = await followed([path, join(folder, 'auth.log')]);
    await reader.gives('a');
    await reader.look();
    writeFileSync(path, line('late'));
    await reader.look();
    await reader.gives('a', 'late');
    const warning = `${path}: no such file; did you mean ${join(folder, 'auth.log')}? It is read as soon as it is there`;
    expect(reader.warnings).toEqual([warning]);
  });

  test('may be missing with its folder', async () => {
    const folder = folderWith();
    const reader = await followed(join(folder, 'new', 'auth.log'), {}, { watch: true });
    addHost(folder, 'new');
    await reader.look();
    await reader.gives('new');
    appendFileSync(join(folder, 'new', 'auth.log'), line('more'));
    await reader.gives('new', 'more');
  });

  test('must be no folder', async () => {
    const input = createFileInput({ paths: folderWith(), follow: true });
    await expect(input.start(contextWith())).rejects.toMatchObject({ code: 'FILE_IS_DIRECTORY' });
  });
});

import { appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { type Follower, followed } from './follower.ts';
import { contextWith, entry, folderWith, readAll } from './support.ts';

let second = 0;
const line = (text: string) => `${entry(second++ % 3_600, text)}\n`;

async function reading(content: string): Promise<Follower & { readonly path: string }> {
  const path = join(folderWith({ log: content }), 'log');
  return { path, ...(await followed(path)) };
}

const identities = ({ places }: Follower) => [...new Set(places.map((place) => place.split(' ')[1]))];

describe('a followed log that is copied and cut back', () => {
  test('is read on in the copy, then from its beginning', async () => {
    const reader = await reading(line('a1'));
    await reader.gives('a1');
    appendFileSync(reader.path, line('a2') + line('a3'));
    copyFileSync(reader.path, `${reader.path}.1`);
    truncateSync(reader.path);
    appendFileSync(reader.path, line('b1'));
    await reader.look();
    await reader.gives('a1', 'a2', 'a3', 'b1');
    expect(reader.warnings).toEqual([expect.stringMatching(/cut back behind byte \d+; .*\/log\.1 has what it was/)]);
    const places = [];
    for (const path of [`${reader.path}.1`, reader.path]) {
      const { records } = await readAll(createFileInput({ paths: path, year: 2026 }));
      places.push(...records.map(({ source, offset }) => `${source.identity} ${offset}`));
    }
    const { files } = reader.input.positions() as never as { files: { fingerprint: string; offset: number }[] };
    expect(files).toHaveLength(2);
    expect(new Set(places.map((place) => place.split('.')[0]))).toEqual(new Set(files.map((file) => file.fingerprint)));
    appendFileSync(reader.path, line('b2'));
    await reader.look();
    await reader.gives('a1', 'a2', 'a3', 'b1', 'b2');
  });

  test('is read on in the compressed copy', async () => {
    const reader = await reading(line('a1'));
    await reader.gives('a1');
    appendFileSync(reader.path, line('a2'));
    writeFileSync(`${reader.path}.1.gz`, gzipSync(readFileSync(reader.path)));
    truncateSync(reader.path);
    await reader.look();
    await reader.gives('a1', 'a2');
  });

  test('in the middle of a line gives that line whole, from the copy', async () => {
    const text = line('a2');
    const reader = await reading(line('a1') + text.slice(0, 20));
    await reader.gives('a1');
    appendFileSync(reader.path, text.slice(20));
    copyFileSync(reader.path, `${reader.path}.1`);
    truncateSync(reader.path);
    await reader.look();
    await reader.gives('a1', 'a2');
    expect(reader.unparsed).toEqual([]);
  });

  test('is seen to have been cut though it has grown past its old length since', async () => {
    const reader = await reading(line('a1'));
    await reader.gives('a1');
    truncateSync(reader.path);
    appendFileSync(reader.path, line('b1') + line('b2') + line('b3'));
    await reader.look();
    await reader.gives('a1', 'b1', 'b2', 'b3');
    expect(reader.warnings).toEqual([
      expect.stringMatching(/cut back .*, or written anew.* is lost, so have it rotated/),
    ]);
  });

  test('is seen to have been cut though it begins alike', async () => {
    const header = 'time,host,message\n';
    const reader = await reading(header + line('a1'));
    await reader.gives('a1');
    truncateSync(reader.path);
    appendFileSync(reader.path, header + line('b1') + line('b2'));
    await reader.look();
    await reader.gives('a1', 'b1', 'b2');
    expect(identities(reader)).toHaveLength(2);
  });

  test('by a writer that goes on where it was is read behind the zeros', async () => {
    const reader = await reading(line('a1'));
    await reader.gives('a1');
    truncateSync(reader.path);
    writeFileSync(reader.path, `${'\0'.repeat(5_000)}${line('b1')}`);
    await reader.look();
    await reader.gives('a1', 'b1');
  });

  test('reads nothing of a copy that lacks what was read', async () => {
    const reader = await reading(line('a1') + line('a2'));
    await reader.gives('a1', 'a2');
    copyFileSync(reader.path, `${reader.path}.1`);
    appendFileSync(reader.path, line('a3'));
    await reader.look();
    await reader.gives('a1', 'a2', 'a3');
    for (const name of ['b', 'c']) {
      truncateSync(reader.path);
      appendFileSync(reader.path, line(`${name}1`));
      await reader.look();
      renameSync(`${reader.path}.1`, `${reader.path}.2`);
      copyFileSync(reader.path, `${reader.path}.1`);
      appendFileSync(reader.path, line(`${name}2`));
      await reader.look();
      await expect.poll(() => reader.messages.at(-1)).toBe(`${name}2`);
    }
    expect(reader.messages).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1', 'c2']);
  });

  test('reads nothing of such a copy after a restart either, compressed, and beside an empty one', async () => {
    const first = await reading(line('a1') + line('a2'));
    await first.gives('a1', 'a2');
    writeFileSync(`${first.path}.2.gz`, gzipSync(readFileSync(first.path)));
    appendFileSync(first.path, line('a3'));
    await first.look();
    await first.gives('a1', 'a2', 'a3');
    truncateSync(first.path);
    writeFileSync(`${first.path}.1`, '');
    await first.look();
    appendFileSync(first.path, line('b1'));
    await first.look();
    await first.gives('a1', 'a2', 'a3', 'b1');
    const from = (await first.crash()) as { files: object[]; generations: [] };
    rmSync(`${first.path}.1`);
    const blank = {
      path: first.path,
      fingerprint: null,
      generation: 0,
      offset: 0,
      done: false,
      inode: '1:1',
      changed: 0,
    };
    const second = await followed(first.path, {}, { from: { ...from, files: [...from.files, blank] } as never });
    appendFileSync(first.path, line('b2'));
    await second.look();
    await second.gives('b2');
    expect(second.warnings).toEqual([]);
  });

  test('several times between two looks, by a writer whose files begin alike, is read from the copies', async () => {
    const header = 'time,host,message\n';
    const reader = await reading(header + line('a1') + line('a2') + line('a3'));
    await reader.gives('a1', 'a2', 'a3');
    for (const name of ['b', 'c']) {
      for (const n of [2, 1]) rename(`${reader.path}.${n}`, `${reader.path}.${n + 1}`);
      copyFileSync(reader.path, `${reader.path}.1`);
      truncateSync(reader.path);
      appendFileSync(reader.path, header + line(`${name}1`) + line(`${name}2`));
    }
    await reader.look();
    await reader.gives('a1', 'a2', 'a3', 'b1', 'b2', 'c1', 'c2');
  });

  test('several times between two looks is read in order from the copies', async () => {
    const reader = await reading(line('a1'));
    await reader.gives('a1');
    for (const name of ['b', 'c', 'd']) {
      appendFileSync(reader.path, line(`${name}0`));
      for (const n of [3, 2, 1]) rename(`${reader.path}.${n}`, `${reader.path}.${n + 1}`);
      copyFileSync(reader.path, `${reader.path}.1`);
      truncateSync(reader.path);
      appendFileSync(reader.path, line(`${name}1`));
    }
    await reader.look();
    await reader.gives('a1', 'b0', 'b1', 'c0', 'c1', 'd0', 'd1');
  });

  test('while the reader was down is read on in the copy', async () => {
    const first = await reading(line('a1') + line('a2'));
    await first.gives('a1', 'a2');
    const from = await first.crash();
    appendFileSync(first.path, line('a3'));
    copyFileSync(first.path, `${first.path}.1`);
    truncateSync(first.path);
    appendFileSync(first.path, line('b1') + line('b2') + line('b3') + line('b4'));
    const second = await followed(first.path, {}, { from });
    await second.gives('a3', 'b1', 'b2', 'b3', 'b4');
    expect(second.warnings).toEqual([]);
  });

  test('after a restart, before anything more was read, is seen to have been cut though it has grown past its old length', async () => {
    const first = await reading(line('a1') + line('a2'));
    await first.gives('a1', 'a2');
    const second = await followed(first.path, {}, { from: await first.crash() });
    await second.look();
    writeFileSync(first.path, ['b1', 'b2', 'b3', 'b4'].map(line).join(''));
    await second.look();
    await second.gives('b1', 'b2', 'b3', 'b4');
    expect(second.warnings).toEqual([expect.stringMatching(/cut back .*, or written anew/)]);
  });

  test('after a restart, between being found and being read, is seen to have been cut though it begins alike', async () => {
    const [a1, a2] = [line('a1'), line('a2')];
    const first = await reading(a1 + a2);
    await first.gives('a1', 'a2');
    const position = await first.crash();
    const input = createFileInput({ paths: first.path, follow: true });
    input.resume(position);
    const context = contextWith();
    await input.start(context);
    onTestFinished(() => input.stop());
    writeFileSync(first.path, a1 + ['b2', 'b3', 'b4'].map(line).join(''));
    const given: string[] = [];
    while (given.at(-1) !== 'b4') given.push(...((await input.read())?.records ?? []).map(({ message }) => message));
    expect(given).toEqual(['a1', 'b2', 'b3', 'b4']);
    expect(context.warnings).toEqual([expect.stringMatching(/cut back .*, or written anew/)]);
  });

  test('time and again over the same copy gives each line once', async () => {
    const reader = await reading('');
    const names = ['a', 'b', 'c', 'd'];
    const given: string[] = [];
    for (const [i, name] of names.entries()) {
      const lines = Array.from({ length: 10 * (i + 1) }, (_, n) => `${name}${n}`);
      appendFileSync(reader.path, lines.map(line).join(''));
      given.push(...lines);
      await reader.look();
      await reader.gives(...given);
      copyFileSync(reader.path, `${reader.path}.1`);
      truncateSync(reader.path);
      await reader.look(3);
    }
    await reader.gives(...given);
    expect(reader.unparsed).toEqual([]);
  });
});

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    rmSync(to, { force: true });
  }
}

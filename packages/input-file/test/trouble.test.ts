import { appendFileSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '@correlator/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { type Follower, followed } from './follower.ts';
import { entry, folderWith } from './support.ts';

let second = 0;
const line = (text: string) => `${entry(second++ % 3_600, text)}\n`;

/** Two logs that are followed. */
async function two(): Promise<Follower & { readonly bad: string; readonly good: string }> {
  const folder = folderWith({ bad: line('bad1'), good: line('good1') });
  const [bad, good] = [join(folder, 'bad'), join(folder, 'good')];
  const reader = await followed([bad, good], { rotateWait: 0 });
  await expect.poll(() => reader.messages).toHaveLength(2);
  return { ...reader, bad, good };
}

/** A handle that fails as a broken disk does, under the file that is open now. */
function breakDisk({ input }: Follower, path: string): void {
  const file = [...(input.reading?.opened() ?? [])].find((one) => one.path === path);
  const { tail } = file?.file ?? {};
  if (tail === undefined) throw new Error(`${path} is not open`);
  const handle = tail.file.handle;
  onTestFinished(() => handle.close().catch(() => {}));
  Object.assign(tail.file, {
    readWithSeam: () => Promise.reject(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })),
  });
}

describe('a followed file that cannot be read', () => {
  test('is warned of and tried again, while the others go on', async () => {
    const reader = await two();
    breakDisk(reader, reader.bad);
    appendFileSync(reader.bad, line('bad2'));
    await reader.look();
    await expect.poll(() => reader.warnings).toHaveLength(1);
    expect(reader.warnings[0]).toMatch(/bad: reading failed: EIO.*; it is tried again in 1 s$/);
    appendFileSync(reader.good, line('good2'));
    await reader.look();
    await reader.look();
    await expect.poll(() => reader.messages.slice(2).sort()).toEqual(['bad2', 'good2']);
    await expect.poll(() => reader.warnings).toHaveLength(2);
    expect(reader.warnings[1]).toMatch(/bad: is read again, from where it was left/);
  });

  test('is tried again ever later, and does not hold up what comes after it', async () => {
    const reader = await two();
    renameSync(reader.bad, `${reader.bad}.1`);
    mkdirSync(reader.bad);
    for (let looks = 0; looks < 14; looks++) await reader.look();
    const pauses = reader.warnings.map((warning) => /is a folder.* tried again in (\d+) s/.exec(warning)?.[1]);
    expect(pauses).toEqual(['1', '2', '4', '8']);
    rmdirSync(reader.bad);
    writeFileSync(reader.bad, line('bad2'));
    for (let looks = 0; looks < 10; looks++) await reader.look();
    await expect.poll(() => reader.messages.slice(2)).toEqual(['bad2']);
  });

  test('beside one that can be read does not keep the input from starting', async () => {
    const folder = folderWith({ good: line('good') });
    mkdirSync(join(folder, 'dir'));
    const reader = await followed([join(folder, '*')]);
    await reader.gives('good');
  });
});

test('an engine’s ledger has every line of a log that is rotated', async () => {
  const path = join(folderWith({ log: line('a1') }), 'log');
  const input = createFileInput({ paths: path, follow: true, pollInterval: '20ms', rotateWait: 0 });
  const engine = createEngine({ inputs: [input], modules: [] });
  const running = engine.run();
  const read = (count: number) => expect.poll(() => engine.ledger()[0]?.read).toBe(count);
  await read(1);
  for (let n = 2; n < 12; n += 3) {
    appendFileSync(path, line('more'));
    rmSync(`${path}.1`, { force: true });
    renameSync(path, `${path}.1`);
    writeFileSync(path, `${line('new')}junk\n`);
    await read(n + 2);
  }
  await engine.stop();
  await running;
  expect(engine.ledger()).toMatchObject([{ read: 13, processed: 9, unparsed: 4, inFlight: 0 }]);
});

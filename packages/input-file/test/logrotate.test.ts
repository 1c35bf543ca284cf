import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { positionOf } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { followed } from './follower.ts';
import { entry, folderWith, readAll } from './support.ts';

const missing = spawnSync('logrotate', ['--version']).error !== undefined;
if (missing) console.warn('logrotate is not installed: following what it rotates is not tested');

let second = 0;
const line = (text: string) => `${entry(second++ % 3_600, text)}\n`;

/** Has logrotate rotate the log at `path` now. */
function rotate(path: string, ...directives: string[]): void {
  const folder = dirname(path);
  const configuration = join(folder, 'rotate.conf');
  writeFileSync(configuration, `${path} {\n  rotate 9\n  missingok\n  ${directives.join('\n  ')}\n}\n`, {
    mode: 0o644,
  });
  const args = ['--force', '--state', join(folder, 'rotate.state'), configuration];
  const { status, stderr } = spawnSync('logrotate', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const ways: readonly (readonly [string, readonly string[]])[] = [
  ['create', ['create 0600']],
  ['create, compress', ['create 0600', 'compress']],
  ['create, compress, delaycompress', ['create 0600', 'compress', 'delaycompress']],
  ['create, dateext', ['create 0600', 'dateext', 'dateformat -%Y%m%d-%s']],
  ['create, extension', ['create 0600', 'extension .log', 'dateext', 'dateformat -%Y%m%d-%s']],
  ['nocreate', ['nocreate']],
  ['copytruncate', ['copytruncate']],
  ['copytruncate, compress', ['copytruncate', 'compress']],
  ['copytruncate, compress, delaycompress', ['copytruncate', 'compress', 'delaycompress']],
];

describe.skipIf(missing)('a log that logrotate rotates with', () => {
  test.each(ways)('%s is read once, over rotations while it is read and while it is not', async (_, directives) => {
    const path = join(folderWith(), 'app.log');
    const written: string[] = [];
    const write = (text: string) => {
      written.push(text);
      appendFileSync(path, line(text));
    };
    write('a0');
    let reader = await followed(path);
    await reader.gives('a0');
    let read = 0;
    let rotated = 0;
    for (const name of ['a', 'b', 'c', 'd']) {
      write(`${name}1`);
      await secondAfter(rotated);
      rotate(path, ...directives);
      rotated = Math.floor(Date.now() / 1_000);
      if (!existsSync(path)) appendFileSync(path, '');
      write(`${name}2`);
      if (name === 'b') continue;
      await reader.look();
      await reader.gives(...written.slice(read));
      if (name !== 'c') continue;
      const from = await reader.crash();
      read = written.length;
      reader = await followed(path, {}, { from });
    }
    expect(reader.warnings.filter((warning) => !/cut back behind byte/.test(warning))).toEqual([]);
    await expectSamePlaces(reader.places, path);
  });
});

/** Names of rotated files may have the second in them, by a clock of the system that is some milliseconds behind. */
async function secondAfter(rotated: number): Promise<void> {
  await expect.poll(() => Math.floor((Date.now() - 50) / 1_000), { timeout: 2_000 }).toBeGreaterThan(rotated);
}

/** What was read last has the position that it has in a replay. */
async function expectSamePlaces(places: readonly string[], path: string): Promise<void> {
  const { records } = await readAll(createFileInput({ paths: path, year: 2026 }));
  expect(places.slice(-records.length)).toEqual(records.map((record) => `${positionOf(record)}`));
}

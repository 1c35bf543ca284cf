import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LogRecord, NoticeEvent } from '@correlator/events';
import { afterAll, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { Doing, derived, eventsOf, seconds } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'correlator-core-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The sources once more, from another folder: as a module brings its own copy of this package along. */
async function otherCore(): Promise<typeof core> {
  const packageFolder = join(import.meta.dirname, '..');
  cpSync(join(packageFolder, 'src'), join(folder, 'src'), { recursive: true });
  cpSync(join(packageFolder, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(packageFolder, 'node_modules'), join(folder, 'node_modules'));
  return import(/* @vite-ignore */ pathToFileURL(join(folder, 'src/index.ts')).href);
}

test('a module of another copy of this package runs in this engine', async () => {
  const other = await otherCore();
  expect(other.Module).not.toBe(core.Module);
  class Guest extends other.Module {
    readonly seen = this.keyed<number>('seen', {
      ttl: '10s',
      max: 10,
      onExpire: (key, count) => this.dispatch(new NoticeEvent(`${key} left after ${count}`)),
    });
    readonly timer = this.every('1m', 'pulse', () => this.dispatch(new NoticeEvent('pulse')));

    override process({ host }: LogRecord): void {
      this.dispatch(new NoticeEvent(`${host} ${this.seen.update(host, (count = 0) => count + 1)}`));
    }
  }
  const guest: core.ModuleSpec = { name: 'guest', create: () => new Guest(undefined) };
  const local = { name: 'local', create: () => new Doing(() => {}) };
  const records = [...seconds(2), { time: '2026-11-23T10:05:00Z', host: 'web02' }];
  const events = await eventsOf(records, { modules: [guest, local] });
  const expected = ['web01 1', 'web01 2', 'pulse', 'web01 left after 2', 'web02 1', 'pulse'];
  expect(derived(events).map(({ summary }) => summary)).toEqual(expected);
});

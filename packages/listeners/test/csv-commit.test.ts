import { appendFileSync, cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@correlator/core';
import type { Event } from '@correlator/events';
import { describe, expect, it } from 'vitest';
import { CSVListener, type CSVOptions, type CSVPosition } from '../src/index.ts';
import { context, exceeded, failed, filesIn, never, temporaryFolder } from './samples.ts';

/** A run that commits after `before`, then writes `after` and is killed: nothing of `after` is in the commit. */
async function killedRun(options: CSVOptions, before: readonly Event[], after: readonly Event[]): Promise<Json> {
  const listener = new CSVListener(options);
  await listener.start(context().context);
  await listener.handleBatch(before, never);
  const position = await listener.commit();
  await listener.handleBatch(after, never);
  await listener.stop();
  return JSON.parse(JSON.stringify(position));
}

/** The run after it: restored, given what was not committed again. */
async function nextRun(options: CSVOptions, position: Json, events: readonly Event[]): Promise<string[]> {
  const { reports, context: lent } = context();
  const listener = new CSVListener(options);
  await listener.restore(position);
  await listener.start(lent);
  await listener.handleBatch(events, never);
  await listener.stop();
  return reports;
}

/** The ids in the CSV files of a folder, in order of file and row. */
function idsIn(folder: string): string[] {
  const files = Object.entries(filesIn(folder)).filter(([name]) => name.endsWith('.csv'));
  return files.flatMap(([, rows]) => rows.match(/^\w+(?=,2026)/gm) ?? []);
}

const batch = (ids: string) => [...ids].map((id) => failed(id, 'eve'));

describe('a commit', () => {
  it('says of each file what it is known by, and its length', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'of-somebody-else.csv'), 'a,b\n');
    const position = (await killedRun({ directory }, [failed('a', 'eve'), exceeded('b')], [])) as CSVPosition;
    const files = filesIn(directory);
    expect(Object.keys(position)).toEqual(['sshd.login-failed.csv', 'sshd.login-tries-exceeded.csv']);
    for (const [name, { identity, length }] of Object.entries(position)) {
      expect(length).toBe(files[name]?.length);
      expect(identity).toMatch(/^[\w-]{22}$/);
    }
  });
});

describe('after a restart from a commit', () => {
  it('rows that came after it are cut off, so that each is there once', async () => {
    const directory = temporaryFolder();
    const position = await killedRun({ directory }, batch('abc'), batch('de'));
    expect(await nextRun({ directory }, position, batch('def'))).toEqual([]);
    expect(idsIn(directory)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('so is half a row', async () => {
    const directory = temporaryFolder();
    const position = await killedRun({ directory }, batch('abc'), []);
    appendFileSync(join(directory, 'sshd.login-failed.csv'), 'd,"2026');
    expect(await nextRun({ directory }, position, batch('d'))).toEqual([]);
    expect(idsIn(directory)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('a file that was begun after it is set aside', async () => {
    const directory = temporaryFolder();
    const position = await killedRun({ directory }, batch('a'), [exceeded('b')]);
    const reports = await nextRun({ directory }, position, [exceeded('b')]);
    expect(idsIn(directory)).toEqual(['a', 'b']);
    expect(reports).toEqual([expect.stringContaining('sshd.login-tries-exceeded.csv.uncommitted')]);
  });

  it('files that were rotated after it get their names back', async () => {
    const directory = temporaryFolder();
    const options = { directory, maxBytes: 250 };
    const position = await killedRun(options, batch('abc'), batch('defghi'));
    await nextRun(options, position, batch('defghijk'));
    expect(idsIn(directory).sort()).toEqual([...'abcdefghijk']);
    expect(idsIn(directory)).toHaveLength(11);
  });

  it('it can be done again, as when the next run is killed at once', async () => {
    const directory = temporaryFolder();
    const options = { directory, maxBytes: 250 };
    const position = await killedRun(options, batch('abc'), batch('defghi'));
    await nextRun(options, position, batch('def'));
    await nextRun(options, position, batch('defghijk'));
    expect(idsIn(directory).sort()).toEqual([...'abcdefghijk']);
  });

  it('a file shorter than committed is kept aside with an error, and a new one begun', async () => {
    const directory = temporaryFolder();
    const position = await killedRun({ directory }, batch('abc'), []);
    const { length } = filesIn(directory)['sshd.login-failed.csv'] ?? '';
    truncateSync(join(directory, 'sshd.login-failed.csv'), 100);
    const reports = await nextRun({ directory }, position, batch('d'));
    expect(reports).toEqual([
      `CSV file sshd.login-failed.csv has 100 bytes where ${length} were committed; it is kept as sshd.login-failed.csv.damaged`,
    ]);
    expect(idsIn(directory)).toEqual(['d']);
    expect(filesIn(directory)['sshd.login-failed.csv.damaged']).toHaveLength(100);
  });

  it('a file that is gone is reported', async () => {
    const directory = temporaryFolder();
    const position = await killedRun({ directory }, batch('a'), []);
    rmSync(join(directory, 'sshd.login-failed.csv'));
    expect(await nextRun({ directory }, position, batch('b'))).toEqual([expect.stringMatching(/is gone$/)]);
    expect(idsIn(directory)).toEqual(['b']);
  });

  it('a folder that was copied elsewhere goes on there', async () => {
    const directory = temporaryFolder();
    const elsewhere = temporaryFolder();
    const position = await killedRun({ directory }, batch('ab'), batch('c'));
    cpSync(directory, elsewhere, { recursive: true });
    await nextRun({ directory: elsewhere }, position, batch('cd'));
    expect(idsIn(elsewhere)).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([null, 7, { 'x.csv': 1 }, { '../x.csv': { identity: 'a', length: 1 } }])(
    '%j is refused',
    async (position) => {
      const listener = new CSVListener({ directory: temporaryFolder() });
      await expect(listener.restore(position)).rejects.toMatchObject({ code: 'CSV_POSITION_INVALID' });
    },
  );
});

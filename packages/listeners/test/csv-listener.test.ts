import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accepts } from '@correlator/core';
import { type Event, NoticeEvent } from '@correlator/events';
import { parseString } from 'fast-csv';
import { describe, expect, it } from 'vitest';
import { CSVListener, type CSVOptions, type ListenerSetup } from '../src/index.ts';
import { context, exceeded, failed, filesIn, LoginFailedV2, never, temporaryFolder, tenOClock } from './samples.ts';

const header = 'id,time,system,severity,user,at,score\n';
const tail = ',2026-11-23T10:00:00.000Z,sshd,info,';
const row = (id: string, user: string) => `${id}${tail}${user},2026-11-23T10:00:00.000Z,-1.5\n`;

/** One run of a listener: started, given a batch, stopped. */
async function run(options: CSVOptions, events: readonly Event[], zone = 'UTC'): Promise<string[]> {
  const { reports, context: lent } = context(zone);
  const listener = new CSVListener(options);
  await listener.start(lent);
  await listener.handleBatch(events, never);
  await listener.stop();
  return reports;
}

describe('a CSV file for each event class', () => {
  it('holds a header of declared fields and a row for each event, in order', async () => {
    const directory = temporaryFolder();
    await run({ directory }, [failed('a', 'eve'), exceeded('b'), failed('c', null), exceeded('d')]);
    expect(filesIn(directory)).toEqual({
      'sshd.login-failed.csv': header + row('a', 'eve') + row('c', ''),
      'sshd.login-tries-exceeded.csv':
        'id,time,system,severity,address,failures,window\n' +
        'b,2026-11-23T10:00:00.000Z,sshd,error,192.0.2.7,5,5m\n' +
        'd,2026-11-23T10:00:00.000Z,sshd,error,192.0.2.7,5,5m\n',
    });
  });

  it('is appended to by the next run, with one header', async () => {
    const directory = temporaryFolder();
    await run({ directory }, [failed('a', 'eve')]);
    await run({ directory }, [failed('b', 'mallory')]);
    expect(filesIn(directory)).toEqual({ 'sshd.login-failed.csv': header + row('a', 'eve') + row('b', 'mallory') });
  });

  it('is begun anew when the declared fields change; the old one keeps its rows under another name', async () => {
    const directory = temporaryFolder();
    const next = new LoginFailedV2({ user: 'eve', method: 'password' }, { id: 'b', system: 'sshd', time: tenOClock });
    await run({ directory }, [failed('a', 'eve'), next]);
    await run({ directory }, [failed('c', 'eve')]);
    expect(filesIn(directory)).toEqual({
      'sshd.login-failed.1.csv': header + row('a', 'eve'),
      'sshd.login-failed.2.csv': `id,time,system,severity,user,method\nb${tail}eve,password\n`,
      'sshd.login-failed.csv': header + row('c', 'eve'),
    });
  });

  it('that somebody removed while it was open is begun again', async () => {
    const directory = temporaryFolder();
    const listener = new CSVListener({ directory });
    await listener.start(context().context);
    await listener.handle(failed('a', 'eve'), never);
    rmSync(join(directory, 'sshd.login-failed.csv'));
    await listener.handle(failed('b', 'eve'), never);
    await listener.stop();
    expect(filesIn(directory)).toEqual({ 'sshd.login-failed.csv': header + row('b', 'eve') });
  });

  it('is open no longer than the limit of open files allows', async () => {
    const directory = temporaryFolder();
    const listener = new CSVListener({ directory, maxOpenFiles: 1 });
    await listener.start(context().context);
    for (const id of ['a', 'b', 'c']) await listener.handleBatch([failed(id, 'eve'), exceeded(id)], never);
    await listener.stop();
    const files = filesIn(directory);
    expect(files['sshd.login-failed.csv']).toBe(header + row('a', 'eve') + row('b', 'eve') + row('c', 'eve'));
    expect(files['sshd.login-tries-exceeded.csv']?.split('\n')).toHaveLength(5);
  });
});

describe('a torn last row', () => {
  it.each([
    ['in the middle of a cell', 'b,2026-11-'],
    ['after a line end within quotes', `b${tail}"two\n`],
    ['by a crash that left zeros', '\0\0\0\0'],
  ])('%s is set aside and reported, and the next row begins a line', async (_, torn) => {
    const directory = temporaryFolder();
    const file = join(directory, 'sshd.login-failed.csv');
    await run({ directory }, [failed('a', 'multi\nline')]);
    appendFileSync(file, torn);
    const reports = await run({ directory }, [failed('c', 'eve')]);
    expect(filesIn(directory)).toEqual({
      'sshd.login-failed.csv': header + row('a', '"multi\nline"') + row('c', 'eve'),
      'sshd.login-failed.csv.torn': torn,
    });
    expect(reports).toEqual([
      `CSV file sshd.login-failed.csv ended within a row; its last ${torn.length} bytes are kept in sshd.login-failed.csv.torn`,
    ]);
  });

  it('torn again keeps both', async () => {
    const directory = temporaryFolder();
    for (const torn of ['first', 'second']) {
      await run({ directory }, [failed('a', 'eve')]);
      appendFileSync(join(directory, 'sshd.login-failed.csv'), torn);
    }
    await run({ directory }, [failed('b', 'eve')]);
    const files = filesIn(directory);
    expect(files['sshd.login-failed.csv.torn']).toBe('first');
    expect(files['sshd.login-failed.csv.torn.2']).toBe('second');
  });
});

describe('rotation', () => {
  it('by size begins a new file before the limit is passed, and numbers full ones upwards', async () => {
    const directory = temporaryFolder();
    const maxBytes = (header + row('a', 'eve') + row('b', 'eve')).length;
    const events = ['a', 'b', 'c', 'd', 'e'].map((id) => failed(id, 'eve'));
    await run({ directory, maxBytes }, events.slice(0, 3));
    await run({ directory, maxBytes }, events.slice(3));
    expect(filesIn(directory)).toEqual({
      'sshd.login-failed.1.csv': header + row('a', 'eve') + row('b', 'eve'),
      'sshd.login-failed.2.csv': header + row('c', 'eve') + row('d', 'eve'),
      'sshd.login-failed.csv': header + row('e', 'eve'),
    });
  });

  it('writes a row that alone exceeds the limit', async () => {
    const directory = temporaryFolder();
    await run({ directory, maxBytes: 10 }, [failed('a', 'eve'), failed('b', 'eve')]);
    expect(filesIn(directory)).toEqual({
      'sshd.login-failed.1.csv': header + row('a', 'eve'),
      'sshd.login-failed.csv': header + row('b', 'eve'),
    });
  });

  it("by day puts each row into the file of its own day in the engine's zone", async () => {
    const directory = temporaryFolder();
    const midnight = Date.parse('2026-11-22T23:00:00Z'); // in Berlin
    const events = [
      failed('a', 'eve', midnight - 1),
      failed('b', 'eve', midnight),
      failed('late', 'eve', midnight - 2),
    ];
    await run({ directory, rotate: 'day' }, events, 'Europe/Berlin');
    const ids = Object.entries(filesIn(directory)).map(([name, rows]) => [name, rows.match(/^\w+(?=,2)/gm)]);
    expect(ids).toEqual([
      ['sshd.login-failed.2026-11-22.csv', ['a', 'late']],
      ['sshd.login-failed.2026-11-23.csv', ['b']],
    ]);
  });
});

describe('criteria', () => {
  const setups: [string, ListenerSetup][] = [
    ['not given', {}],
    ['given', { criteria: { types: ['sshd.*', 'notice'] } }],
  ];
  it.each(setups)('%s, accept audit events alone', (_, setup) => {
    const { criteria } = new CSVListener({}, setup);
    expect(accepts(criteria, failed('a', 'eve'))).toBe(true);
    expect(accepts(criteria, new NoticeEvent('started'))).toBe(false);
  });
});

describe('a folder that cannot be written', () => {
  it.each([
    ['is a file', (folder: string) => folder],
    ['lies below a file', (folder: string) => join(folder, 'audit')],
  ])('which %s is refused at the start, with the fix', async (_, below) => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const listener = new CSVListener({ directory: below(file) });
    await expect(listener.start(context().context)).rejects.toMatchObject({
      code: 'CSV_DIRECTORY_UNWRITABLE',
      message: expect.stringMatching(/is a file|ENOTDIR.*give option 'directory' a folder/),
    });
  });
});

it('makes calls one after the other, whoever waits for them', async () => {
  const directory = temporaryFolder();
  const listener = new CSVListener({ directory });
  await listener.start(context().context);
  const calls = ['a', 'b', 'c'].map((id) => listener.handle(failed(id, 'eve'), never));
  const committed = await listener.commit();
  await Promise.all(calls);
  await listener.stop();
  const written = header + row('a', 'eve') + row('b', 'eve') + row('c', 'eve');
  expect(filesIn(directory)).toEqual({ 'sshd.login-failed.csv': written });
  expect(committed).toMatchObject({ 'sshd.login-failed.csv': { length: written.length } });
});

it('refuses events before its start', async () => {
  await expect(new CSVListener().handle(failed('a', 'eve'), never)).rejects.toMatchObject({
    code: 'LISTENER_NOT_STARTED',
  });
});

it('is read back by a CSV parser', async () => {
  const directory = temporaryFolder();
  await run({ directory }, [failed('a', 'say "hi", then\r\nleave')]);
  const rows: Record<string, string>[] = await parseString(filesIn(directory)['sshd.login-failed.csv'] ?? '', {
    headers: true,
  }).toArray();
  expect(rows).toMatchObject([{ id: 'a', user: 'say "hi", then\r\nleave', score: '-1.5' }]);
});

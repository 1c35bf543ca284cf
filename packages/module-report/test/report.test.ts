import { createEngine, type Input, useModule } from '@correlator/core';
import type { Event, LogRecord } from '@correlator/events';
import { createLineParser, isParseFailure } from '@correlator/syslog';
import { restartAnywhere } from '@correlator/testing';
import { describe, expect, test } from 'vitest';
import { manifest } from '../src/index.ts';

const lines = [
  '<38>1 2026-11-24T10:00:00Z web01 sshd 71 - - Server listening on 0.0.0.0 port 22.',
  '<38>1 2026-11-24T10:00:05Z web02 sshd 81 - - Verbindung geschlossen – Grüße',
  '<35>1 2026-11-24T10:00:02Z web03 cron 12 - - job failed',
  '<38>1 2026-11-24T10:00:09Z web01 sshd - - - Received signal 15; terminating.',
  'Nov 24 10:00:10 web04 nginx: reload',
  '<30>1 2026-11-24T10:00:07Z web05 - - - - without a program',
];

function recordsOf(texts: readonly string[]): LogRecord[] {
  const parser = createLineParser({ reference: Date.UTC(2026, 11, 1) });
  const source = { input: 'lines', identity: 'test' };
  return texts.flatMap((line, i) => {
    const record = parser.parse(line, source, i);
    return isParseFailure(record) ? [] : [record];
  });
}

function inputOf(records: readonly LogRecord[]): Input {
  const batches = [{ records, unparsed: [], bytes: 0 }];
  return {
    name: 'lines',
    live: false,
    start: async () => {},
    stop: async () => {},
    positions: () => null,
    resume: () => {},
    read: async () => batches.shift(),
  };
}

async function report(records: readonly LogRecord[], options: object = {}, partitions = 1): Promise<Event[]> {
  const events: Event[] = [];
  const listener = {
    name: 'collect',
    criteria: { types: ['report.*'] },
    handle: (event: Event) => void events.push(event),
  };
  const modules = [useModule(manifest, options)];
  await createEngine({ inputs: [inputOf(records)], modules, listeners: [listener], partitions }).run();
  return events;
}

const records = recordsOf(lines);
const dataOf = (events: readonly Event[], type: string) =>
  events.filter((event) => event.type === type).map(({ data }) => data);

describe('the Report module', () => {
  test('gives a notice of every record, in order', async () => {
    const notices = (await report(records)).filter(({ type }) => type === 'report.record');
    expect(notices.map(({ severity, record, summary }) => [severity, record?.raw, summary])).toEqual([
      ['notice', lines[0], 'sshd[71]: Server listening on 0.0.0.0 port 22.'],
      ['notice', lines[1], 'sshd[81]: Verbindung geschlossen – Grüße'],
      ['notice', lines[2], 'cron[12]: job failed'],
      ['notice', lines[3], 'sshd: Received signal 15; terminating.'],
      ['notice', lines[4], 'nginx: reload'],
      ['notice', lines[5], ': without a program'],
    ]);
  });

  test('gives none where notices are off, and the same statistics', async () => {
    const silent = await report(records, { notices: false });
    expect(dataOf(silent, 'report.record')).toEqual([]);
    const all = await report(records);
    const statistics = all.filter(({ type }) => type !== 'report.record');
    expect(silent.map(({ type, data }) => [type, data])).toEqual(statistics.map(({ type, data }) => [type, data]));
  });

  test('counts records and bytes, from the earliest to the latest', async () => {
    const first = Date.UTC(2026, 10, 24, 10, 0, 0);
    expect(dataOf(await report(records), 'report.statistics')).toEqual([
      {
        records: 6,
        bytes: Buffer.byteLength(lines.join('')),
        first,
        last: first + 10_000,
        duration: 10_000,
        programs: 4,
      },
    ]);
  });

  test('counts by program and by severity, the most frequent first', async () => {
    const events = await report(records);
    expect(dataOf(events, 'report.program')).toEqual([
      { program: 'sshd', records: 3 },
      { program: '', records: 1 },
      { program: 'cron', records: 1 },
      { program: 'nginx', records: 1 },
    ]);
    expect(dataOf(events, 'report.severity')).toEqual([
      { name: 'informational', records: 4 },
      { name: '', records: 1 },
      { name: 'error', records: 1 },
    ]);
  });

  test('counts programs beyond the limit together', async () => {
    expect(dataOf(await report(records, { maxPrograms: 2 }), 'report.program')).toEqual([
      { program: 'sshd', records: 3 },
      { program: 'cron', records: 1 },
      { program: '*', records: 2 },
    ]);
  });

  test('has no times where there was no record', async () => {
    const events = await report([]);
    expect(dataOf(events, 'report.statistics')).toEqual([
      { records: 0, bytes: 0, first: null, last: null, duration: 0, programs: 0 },
    ]);
    expect(events.length).toBe(1);
  });

  test.each([2, 3, 8])('says the same with %i partitions', async (partitions) => {
    const plain = (events: readonly Event[]) => events.map(({ type, data }) => [type, data]);
    expect(plain(await report(records, {}, partitions))).toEqual(plain(await report(records)));
  });
});

test('a restart after any record changes no event', async () => {
  const events = await restartAnywhere(useModule(manifest), recordsOf(lines));
  expect(events.map(({ type }) => type)).toContain('report.statistics');
});

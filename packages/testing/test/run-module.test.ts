import { Module, type StatisticsRequest } from '@correlator/core';
import { type Event, type LogRecord, NoticeEvent } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { record, runModule } from '../src/index.ts';

class Echo extends Module {
  override readonly partitionBy = { record: 'host' } as const;
  readonly totals = this.counters('totals', ['seen']);

  override process({ message, offset }: LogRecord): void {
    if (message === 'trouble') throw new Error('cannot say trouble');
    this.totals.add('seen');
    this.dispatch(new NoticeEvent(`${offset} ${message}`));
  }

  override statistics({ day }: StatisticsRequest): Event {
    return new NoticeEvent(`${day}: ${this.totals.get('seen')} seen`);
  }
}

const create = () => new Echo(undefined);
const said = (events: readonly Event[]) => events.map(({ system, summary }) => `${system}: ${summary}`);

describe('runModule', () => {
  test('resolves to the events of a module, statistics at the end included', async () => {
    const expected = ['module: 0 hello', 'module: 1 world', 'module: 2026-01-01: 2 seen'];
    expect(said(await runModule(create, ['hello', { message: 'world', host: 'web02' }]))).toEqual(expected);
    expect(said(await runModule(create, ['hello', 'world'], { partitions: 4, batchSize: 1 }))).toEqual(expected);
  });

  test('runs a module by its name, in a zone', async () => {
    const records = [record({ time: '2026-06-01T22:30:00Z', offset: 42, message: 'good night' })];
    const events = await runModule({ name: 'echo', create }, records, { zone: 'Europe/Berlin' });
    expect(said(events)).toEqual(['echo: 42 good night', 'echo: 2026-06-02: 1 seen']);
  });

  test('rejects where the module threw', async () => {
    await expect(runModule(create, ['hello', 'trouble'])).rejects.toMatchObject({
      code: 'MODULE_FAILED',
      message: expect.stringContaining('module module failed: cannot say trouble'),
    });
  });
});

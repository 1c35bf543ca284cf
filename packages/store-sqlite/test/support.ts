import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checkpoint, createEngine, type Json, type Listener, Module, type Store } from '@correlator/core';
import { createMemoryInput, type RecordDraft } from '@correlator/core/testing';
import { type Event, type LogRecord, NoticeEvent } from '@correlator/events';
import { onTestFinished } from 'vitest';

/** 25 November 2026, 10:00 UTC. */
export const ten = Date.UTC(2026, 10, 25, 10);

/** A folder that is removed when the test is over. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A checkpoint of nothing, with changes. */
export function checkpoint(changes: Partial<Checkpoint> = {}): Checkpoint {
  return {
    version: 2,
    instance: 'correlator',
    eventTime: null,
    midnight: null,
    end: null,
    sequence: 0,
    inputs: {},
    modules: {},
    listeners: {},
    ...changes,
  };
}

/** Counts by host, and says how often each was seen. */
export class Counting extends Module {
  readonly hosts = this.keyed<number>('hosts', {
    ttl: '1m',
    max: 100,
    onExpire: (host, count) => this.dispatch(new NoticeEvent(`${host} is forgotten after ${count}`)),
  });
  readonly busy = this.slidingWindow('busy', { size: '1m', max: 100 });
  readonly totals = this.counters('totals', ['records']);

  override process({ host, time }: LogRecord): void {
    const count = this.hosts.update(host, (known = 0) => known + 1);
    this.totals.add('records');
    this.dispatch(new NoticeEvent(`${host} for the ${count}. time, ${this.busy.add(host, time)} lately`));
  }

  override statistics(): Event {
    return new NoticeEvent(`${this.totals.get('records')} records`);
  }
}

export const counting = { name: 'counting', create: () => new Counting(undefined) };

export const records: RecordDraft[] = Array.from({ length: 60 }, (_, i) => ({
  host: `web${i % 7}`,
  time: ten + i * 2_500 + (i > 40 ? 90_000 : 0),
}));

/** Rows that are cut back to what was committed, as a file is. */
export function rowsListener(rows: string[]): Listener {
  return {
    name: 'rows',
    criteria: { systems: ['counting'] },
    handle: async (event) => void rows.push(JSON.stringify(event)),
    commit: (): Json => rows.length,
    restore: (position) => {
      rows.length = position as number;
    },
  };
}

/** Runs over the records, and stops after `count` of them. */
export async function run(store: Store, rows: string[], count = Number.POSITIVE_INFINITY): Promise<void> {
  const input = createMemoryInput('memory', records, { batchSize: 1 });
  const read = async () => {
    if (Number(input.positions()) < count) return input.read();
    void engine.stop();
    return undefined;
  };
  const inputs = [{ ...input, read }];
  const engine = createEngine({ inputs, modules: [counting], listeners: [rowsListener(rows)], store });
  await engine.run();
}

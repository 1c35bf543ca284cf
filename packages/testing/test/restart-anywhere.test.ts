import { Module } from '@correlator/core';
import { type LogRecord, NoticeEvent } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { restartAnywhere } from '../src/index.ts';

interface Seen {
  count: number;
}

/** Says of each host how often it was seen. */
abstract class Counting extends Module {
  abstract count(host: string): number;

  override process({ host }: LogRecord): void {
    this.dispatch(new NoticeEvent(`${host} ${this.count(host)}`));
  }
}

class Declared extends Counting {
  readonly hosts = this.keyed<Seen>('hosts', { max: 10, ttl: '1m' });
  readonly totals = this.counters('totals', ['seen']);

  override count(host: string): number {
    const seen = this.hosts.edit(host) ?? this.hosts.set(host, { count: 0 });
    this.totals.add('seen');
    return ++seen.count;
  }

  override statistics() {
    return new NoticeEvent(`${this.totals.get('seen')} in all`);
  }
}

class InField extends Counting {
  seen = 0;

  override count(): number {
    return ++this.seen;
  }
}

class ChangedWithoutWord extends Counting {
  readonly hosts = this.keyed<Seen>('hosts', { max: 10 });

  override count(host: string): number {
    // What `get` gives is read-only by its type, and no more than that.
    const seen = (this.hosts.get(host) as Seen | undefined) ?? this.hosts.set(host, { count: 0 });
    return ++seen.count;
  }
}

class NoJson extends Counting {
  readonly hosts = this.keyed<Map<string, number>>('hosts', { max: 10 });

  override count(host: string): number {
    const seen = this.hosts.get(host) ?? new Map<string, number>();
    this.hosts.set(host, seen.set(host, (seen.get?.(host) ?? 0) + 1));
    return seen.get(host) ?? 0;
  }
}

const entries = Array.from({ length: 9 }, (_, i) => ({ host: `web${i % 2}`, time: i * 25_000 }));

describe('a module that is restarted after each record', () => {
  test('gives the events of one that is not, where its state is declared', async () => {
    const events = await restartAnywhere(() => new Declared(undefined), entries);
    expect(events.map(({ summary }) => summary)).toContain('web0 5');
    expect(events.at(-1)?.summary).toBe('9 in all');
  });

  test.each<[string, () => Module, RegExp]>([
    [
      'keeps something in a field',
      () => new InField(undefined),
      /record 2 gives .*web1 1.* where it should give .*web1 2/,
    ],
    ['changes a value without a word', () => new ChangedWithoutWord(undefined), /record 5 gives/],
    ['keeps what does not survive JSON', () => new NoJson(undefined), /module m.*failed|is not a function/],
  ])('is found out where it %s', async (_, create, message) => {
    const error = await restartAnywhere(create, entries, { name: 'm' }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: expect.stringMatching(/RESTART_DIFFERS|MODULE_FAILED/) });
    expect((error as Error).message).toMatch(message);
  });

  test('passes with partitions, and midnights and timers on the way', async () => {
    class Timed extends Declared {
      constructor() {
        super(undefined);
        this.every('1h', 'hourly', (due) => this.dispatch(new NoticeEvent(`hour ${due / 3_600_000}`)));
      }
    }
    class Divided extends Declared {
      override readonly partitionBy = { record: 'host' } as const;
    }
    const long = Array.from({ length: 40 }, (_, i) => ({ host: `web${i % 3}`, time: i * 2_700_000 }));
    const timed = await restartAnywhere(() => new Timed(), long, { zone: 'Europe/Prague' });
    expect(timed.map(({ summary }) => summary)).toContain('hour 24');
    await restartAnywhere(() => new Divided(undefined), long, { partitions: 3 });
  });
});

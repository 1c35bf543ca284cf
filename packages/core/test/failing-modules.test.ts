import { AuditEvent, type Event, integer, type LogRecord, NoticeEvent, text } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { createEngine, createMemoryStore, type EngineOptions, Module } from '../src/index.ts';
import { KeyedCollection } from '../src/state/keyed.ts';
import {
  createCollectingListener,
  createManualClock,
  createMemoryInput,
  type RecordDraft,
} from '../src/testing/index.ts';
import { expectAccounts } from './accounts.ts';
import { doing, echo, seconds, summaries, ten, troubles } from './fixtures.ts';

class Seen extends AuditEvent.withFields({
  type: 'test.seen',
  fields: { host: text('Host'), number: integer('Number') },
  summary: '{{ number }} at {{ host }}',
}) {}

/** Runs modules over records to their end; everything that a listener saw, and the accounts checked. */
async function run(modules: EngineOptions['modules'], records: readonly RecordDraft[] = seconds(30), options = {}) {
  const collector = createCollectingListener();
  const inputs = [createMemoryInput('memory', records, { batchSize: 7 })];
  const engine = createEngine({ inputs, modules, listeners: [collector], ...options });
  await engine.run();
  expectAccounts(engine, inputs);
  return { events: collector.events, figures: engine.modules() };
}

const all = Array.from({ length: 30 }, (_, i) => `${i + 1}`);
const fail = (): never => {
  throw new Error('no');
};

describe('a module that throws', () => {
  test('once, loses that record alone', async () => {
    const moody = doing('moody', ({ message }, module) => {
      if (message === '7') throw new Error('not on a seven');
      module.dispatch(new NoticeEvent(message));
    });
    const { events, figures } = await run([moody, echo]);
    expect(summaries(events, 'moody')).toEqual(all.filter((number) => number !== '7'));
    expect(summaries(events, 'echo')).toEqual(all);
    const [failure] = events.filter(({ type }) => type === 'engine.module-failed');
    expect(failure).toMatchObject({ severity: 'error', summary: 'module moody failed: not on a seven' });
    expect(failure?.record?.message).toBe('7');
    expect(figures[0]).toEqual({ module: 'moody', failures: 1, stopped: 0, partitions: 1 });
    const told = events.find(({ type }) => type === 'engine.module-figures');
    expect(told?.data).toEqual(figures[0]);
  });

  test('often, is told of for the first, second, third, tenth, hundredth time', async () => {
    const often = doing('often', ({ message }) => Number(message) % 2 === 0 && fail());
    const { events, figures } = await run([often, echo], seconds(250));
    const failures = events.filter(({ type }) => type === 'engine.module-failed');
    expect(failures.map(({ data }) => data.failures)).toEqual([1, 2, 3, 10, 100]);
    expect(troubles(events)).toHaveLength(5);
    expect(figures[0]).toMatchObject({ failures: 125, stopped: 0 });
    expect(summaries(events, 'echo')).toHaveLength(250);
  });

  test('always, is stopped after ten times in a row, alone: it is asked for nothing any more', async () => {
    const calls: string[] = [];
    class Broken extends Module {
      override readonly consumes = [Seen];
      readonly timer = this.every('1s', 'pulse', () => void calls.push('timer'));
      override process(): void {
        calls.push('process');
        fail();
      }
      override processEvent(): void {
        calls.push('processEvent');
        fail();
      }
      override statistics(): undefined {
        calls.push('statistics');
      }
    }
    const see = doing('see', ({ host, message }, module) =>
      module.dispatch(new Seen({ host, number: Number(message) })),
    );
    const broken = { name: 'broken', create: () => new Broken(undefined) };
    const records = seconds(30).map((record) => ({ ...record, time: ten }));
    const { events, figures } = await run([broken, see, echo], records);
    expect(calls).toEqual(Array(5).fill(['process', 'processEvent']).flat());
    expect(troubles(events)).toEqual([...Array(3).fill('engine.module-failed'), 'engine.module-stopped']);
    expect(events.find(({ type }) => type === 'engine.module-stopped')).toMatchObject({
      severity: 'error',
      summary: 'module broken is stopped: it failed 10 times in a row, last with: no',
    });
    expect(figures[0]).toMatchObject({ failures: 10, stopped: 1 });
    expect([summaries(events, 'see'), summaries(events, 'echo')]).toEqual([
      all.map((number) => `${number} at web01`),
      all,
    ]);
  });

  test('is not heard of again once it is stopped, though what it keeps expires', async () => {
    class Broken extends Module {
      readonly hosts = this.keyed<number>('hosts', { ttl: '1m', max: 100, onExpire: fail });
      override process({ host }: LogRecord): void {
        this.hosts.set(host, 1);
        fail();
      }
    }
    const records = seconds(20).map((record, i) => ({ ...record, host: `h${i}` }));
    const broken = { name: 'broken', create: () => new Broken(undefined) };
    const { events } = await run([broken], [...records, { time: ten + 3_600_000 }]);
    expect(troubles(events)).toEqual([...Array(3).fill('engine.module-failed'), 'engine.module-stopped']);
  });

  test('in the expiry of a collection of its own kind, is told of, and the run goes on', async () => {
    class Own extends KeyedCollection<number> {
      override expire(): void {
        fail();
      }
    }
    class Broken extends Module {
      readonly hosts = this.runtime.declare(new Own('hosts', { ttl: '1m', max: 100 }));
      override process({ host }: LogRecord): void {
        this.hosts.set(host, 1);
      }
    }
    const broken = { name: 'broken', create: () => new Broken(undefined) };
    const { events } = await run([broken, echo], [...seconds(3), { time: ten + 3_600_000, message: 'later' }]);
    expect(troubles(events)).toEqual(['engine.module-failed']);
    expect(summaries(events, 'echo')).toEqual(['1', '2', '3', 'later']);
  });

  test.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('in the partition of host %s, is stopped in that alone; its statistics are those of both', async (bad, good) => {
    class Split extends Module {
      override readonly partitionBy = { record: 'host' } as const;
      readonly totals = this.counters('totals', ['records']);
      override process({ host }: LogRecord): void {
        if (host === bad) fail();
        this.totals.add('records');
      }
      override statistics(): Event {
        return new NoticeEvent(`${this.totals.get('records')} records`);
      }
    }
    const split = { name: 'split', create: () => new Split(undefined) };
    const records = seconds(80).map((record, i) => ({ ...record, host: i % 4 === 0 ? bad : good }));
    const { events, figures } = await run([split], records, { partitions: 2 });
    expect(figures).toEqual([{ module: 'split', failures: 10, stopped: 1, partitions: 2 }]);
    expect(summaries(events, 'split')).toEqual(['60 records']);
  });

  test.each<[string, () => unknown]>([
    ['a text', () => 'no'],
    ['nothing', () => undefined],
    ['an object that cannot be shown', () => ({ toString: fail, toJSON: fail })],
    ['an error whose message throws', () => Object.defineProperty(new Error(), 'message', { get: fail })],
    ['a proxy that throws at everything', () => new Proxy({}, { get: fail, has: fail, getPrototypeOf: fail })],
  ])('%s, is told of all the same', async (_, thrown) => {
    const odd = doing('odd', () => {
      throw thrown();
    });
    const { events } = await run([odd, echo]);
    expect(troubles(events)).toEqual([...Array(3).fill('engine.module-failed'), 'engine.module-stopped']);
    expect(summaries(events, 'echo')).toEqual(all);
  });

  test('in the middle of a record, has dispatched what it dispatched before', async () => {
    const half = doing('half', ({ message }, module) => {
      module.dispatch(new NoticeEvent(`${message} begun`));
      if (message === '2') fail();
      module.dispatch(new NoticeEvent(`${message} done`));
    });
    const { events } = await run([half], seconds(3));
    expect(summaries(events, 'half')).toEqual(['1 begun', '1 done', '2 begun', '3 begun', '3 done']);
  });

  test('in processEvent, is not taken for the one that dispatched the event', async () => {
    class Guard extends Module {
      override readonly consumes = [Seen];
      override processEvent = fail;
    }
    const see = doing('see', ({ host, message }, module) =>
      module.dispatch(new Seen({ host, number: Number(message) })),
    );
    const { events, figures } = await run([see, { name: 'guard', create: () => new Guard(undefined) }]);
    expect(summaries(events, 'see')).toHaveLength(30);
    expect(figures.map(({ module, failures }) => [module, failures])).toEqual([
      ['see', 0],
      ['guard', 10],
    ]);
  });

  test('in statistics, timers and onExpire, is told of, and others are asked all the same', async () => {
    class Fragile extends Module {
      readonly timer = this.every('10s', 'pulse', fail);
      readonly hosts = this.keyed<number>('hosts', { ttl: '5s', max: 10, onExpire: fail });
      override process({ host }: LogRecord): void {
        this.hosts.set(host, 1);
      }
      override statistics = fail;
    }
    class Counting extends Module {
      override process(): void {}
      override statistics(): Event {
        return new NoticeEvent('statistics');
      }
    }
    const fragile = { name: 'fragile', create: () => new Fragile(undefined) };
    const counting = { name: 'counting', create: () => new Counting(undefined) };
    const records = [0, 9, 18, 27].map((second) => ({ time: ten + second * 1_000 }));
    const { events, figures } = await run([fragile, counting], records);
    expect(figures[0]?.failures).toBeGreaterThanOrEqual(4);
    expect(troubles(events)).toContain('engine.module-failed');
    expect(summaries(events, 'counting')).toEqual(['statistics']);
  });

  test.each<[string, () => unknown]>([
    ['no event', () => ({ summary: 'x' })],
    ['a list with a hole', () => [undefined]],
    ['the same event again', () => again],
  ])('is one whose statistics are %s', async (_, statistics) => {
    class Odd extends Module {
      override process(): void {}
      override statistics = statistics as never;
    }
    const inputs = [createMemoryInput('memory', seconds(1))];
    const collector = createCollectingListener();
    const modules = [{ name: 'odd', create: () => new Odd(undefined) }];
    const engine = createEngine({ inputs, modules, listeners: [collector] });
    await engine.start();
    engine.requestStatistics();
    await engine.finished;
    const failure = collector.events.find(({ type }) => type === 'engine.module-failed');
    expect(failure?.data.error).toContain('make a new one each time');
    expectAccounts(engine, inputs);
  });
});

const again = new NoticeEvent('again');

describe('what a module dispatches', () => {
  test.each<[string, unknown]>([
    ['an object', { type: 'x.y', summary: 'x' }],
    ['a frozen event', Object.freeze(new NoticeEvent('cold'))],
    ['a text', 'hello'],
  ])('never reaches listeners where it is %s', async (_, value) => {
    const odd = doing('odd', (_, module) => module.dispatch(value as never));
    const { events } = await run([odd, echo]);
    expect(troubles(events)).toEqual([...Array(3).fill('engine.module-failed'), 'engine.module-stopped']);
    expect(events.every((event) => typeof event.severity === 'string')).toBe(true);
    expect(summaries(events, 'echo')).toEqual(all);
  });

  test('ends after a million events for one record, where it would go on without end', {
    timeout: 60_000,
  }, async () => {
    let dispatched = 0;
    const endless = doing('endless', ({ message }, module) => {
      if (message !== '3') return;
      while (dispatched < 2_000_000) {
        module.dispatch(new NoticeEvent('on and on'));
        dispatched++;
      }
    });
    const counts = { endless: 0, echo: 0, engine: [] as string[] };
    const count = (batch: readonly Event[]) => {
      for (const { system, type } of batch) {
        if (system === 'endless') counts.endless++;
        else if (system === 'echo') counts.echo++;
        else if (type.startsWith('engine.module')) counts.engine.push(type);
      }
    };
    const inputs = [createMemoryInput('memory', seconds(30))];
    const listeners = [{ name: 'count', handle: () => expect.unreachable(), handleBatch: count }];
    const engine = createEngine({ inputs, modules: [endless, echo], listeners });
    await engine.run();
    expect(dispatched).toBe(1_000_000);
    expect(counts).toEqual({
      endless: dispatched,
      echo: 30,
      engine: ['engine.module-failed', 'engine.module-figures'],
    });
    expect(engine.modules()[0]).toMatchObject({ failures: 1, stopped: 0 });
    expectAccounts(engine, inputs);
  });
});

describe('a record', () => {
  test('of the memory input cannot be changed: tests find modules that try', async () => {
    const vandal = doing('vandal', (record) => {
      (record as { message: string }).message = 'mine';
    });
    const { events } = await run([vandal, echo]);
    expect(troubles(events)).toContain('engine.module-stopped');
    expect(summaries(events, 'echo')).toEqual(all);
  });
});

describe('a module that cannot be made', () => {
  const listener = () => {
    const log: string[] = [];
    return { log, listener: { name: 'log', handle() {}, stop: () => void log.push('stopped') } };
  };

  test.each<[string, () => Module]>([
    ['its constructor throws', () => fail()],
    [
      'it throws what is no error',
      () => {
        throw 'no';
      },
    ],
  ])('since %s is named in the error of the start, and what was started is stopped', async (_, create) => {
    const { log, listener: first } = listener();
    const engine = createEngine({ inputs: [], modules: [echo, { name: 'bad', create }], listeners: [first] });
    await expect(engine.start()).rejects.toMatchObject({
      code: 'START_FAILED',
      message: 'module bad cannot start: no',
    });
    expect(log).toEqual(['stopped']);
  });

  test.each<[string, object]>([
    ['migrate', { stateVersion: 2, migrate: fail }],
    ['the restoring of its state', { totals: undefined }],
  ])('since %s throws is named in the error of the start', async (_, properties) => {
    class Counting extends Module {
      readonly totals = this.counters('totals', ['records']);
      override process(): void {
        this.totals.add('records');
      }
    }
    class Broken extends Counting {
      readonly broken = Reflect.get(this.totals, 'restore') === fail;
      constructor() {
        super(undefined);
        Object.assign(this.totals, { restore: fail });
        Object.assign(this, properties);
      }
    }
    const store = createMemoryStore();
    const start = (create: () => Module) =>
      createEngine({
        inputs: [createMemoryInput('memory', seconds(1))],
        modules: [{ name: 'm', create }],
        store,
      }).run();
    await start(() => new Counting(undefined));
    await expect(start(() => new Broken())).rejects.toMatchObject({
      code: 'RESTORE_FAILED',
      message: expect.stringMatching(/^module m cannot go back to its checkpoint: no; /),
    });
  });
});

describe('statistics by hand', () => {
  test('tell of modules and listeners in trouble, and of no others', async () => {
    const clock = createManualClock(ten);
    const collector = createCollectingListener();
    const listeners = [
      { name: 'bad', criteria: { systems: ['echo'] }, queue: { retries: 0 }, handle: fail },
      collector,
    ];
    const input = createMemoryInput('live', seconds(2), { live: true });
    const engine = createEngine({ inputs: [input], modules: [doing('broken', fail), echo], listeners, clock });
    await engine.start();
    await clock.advance(0);
    engine.requestStatistics();
    await clock.advance(0);
    const figures = collector.events.filter(({ type }) => type.endsWith('-figures'));
    expect(figures.map(({ type, system, data }) => [type, system, data.module ?? data.listener])).toEqual([
      ['engine.listener-figures', 'engine', 'bad'],
      ['engine.module-figures', 'engine', 'broken'],
    ]);
    await engine.stop();
    expectAccounts(engine, [input]);
  });
});

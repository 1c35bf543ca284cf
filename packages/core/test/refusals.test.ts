import { type LogRecord, NoticeEvent, type Severity } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { collectionPath } from '../src/checkpoints/checkpoint.ts';
import { createEngine, createMemoryStore, type EngineOptions, type Input, Module, systemClock } from '../src/index.ts';
import { createCollectingListener, createMemoryInput, createRecord } from '../src/testing/index.ts';
import { expectAccounts } from './accounts.ts';
import { doing, echo, seconds, summaries } from './fixtures.ts';

function create(options: Partial<EngineOptions>) {
  const collector = createCollectingListener();
  const inputs = [createMemoryInput('memory', seconds(5))];
  const engine = createEngine({ inputs, modules: [echo], listeners: [collector], ...options });
  return { engine, inputs, events: collector.events };
}

/** A module that is made by `make` has this wrong with it. */
const declaring = (make: (module: Module) => unknown) => {
  class Declaring extends Module {
    readonly made = make(this);
  }
  return () => new Declaring({});
};

describe('what can mean nothing is refused', () => {
  test.each([
    ['a time to live', (module: Module) => module.keyed('k', { ttl: '0s', max: 9 }), /state k\.ttl: '0s' is no time/],
    ['a window', (module: Module) => module.slidingWindow('w', { size: 0, max: 9 }), /state w\.size: '0' is no time/],
    ['a timer', (module: Module) => module.every('0s', 'tick', () => {}), /timer tick: '0s' is no time/],
  ])('%s of no time', (_what, make, message) => {
    expect(declaring(make)).toThrow(message);
  });

  test.each([
    ['keyed', (module: Module) => module.keyed('k', { max: 0 })],
    ['sliding window', (module: Module) => module.slidingWindow('k', { size: '1m', max: Number.NaN })],
    ['sliding window, per key', (module: Module) => module.slidingWindow('k', { size: '1m', max: 9, maxPerKey: 0 })],
    ['tally', (module: Module) => module.tally('k', { max: Number.NaN })],
  ])('a maximum without room: %s', (_what, make) => {
    expect(declaring(make)).toThrow(/state 'k': max(PerKey)? must be 1 or more, not/);
  });

  test.each([
    { partitions: 0 },
    { partitions: Number.NaN },
    { partitions: 2.5 },
    { outboxBytes: 0 },
    { checkpointInterval: 0 },
  ])('an engine with %o', (options) => {
    const [name = ''] = Object.keys(options);
    expect(() => create(options)).toThrow(name);
  });

  test.each([
    { types: [undefined as unknown as string] },
    { types: 'notice' as unknown as string[] },
    { severity: 'warn' as Severity },
    { systems: [7 as unknown as string] },
    { audit: 'yes' as unknown as boolean },
    { where: 'x' as unknown as () => boolean },
  ])('criteria %o', async (criteria) => {
    const { engine } = create({ listeners: [{ name: 'picky', criteria, handle: () => undefined }] });
    await expect(engine.start()).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringContaining(`listener picky: wrong criteria: ${Object.keys(criteria)[0]}`),
    });
  });
});

test('the clock waits longer than a timer of Node.js can, and can be stopped', async () => {
  let called = false;
  const cancel = systemClock.after(2 ** 31 + 1_000, () => {
    called = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(called).toBe(false);
  cancel();
});

describe('a module', () => {
  test('that answers with a promise fails, and what the promise dispatches later is refused', async () => {
    const refusals: unknown[] = [];
    class Later extends Module {
      override async process({ message }: LogRecord): Promise<void> {
        await null;
        try {
          this.dispatch(new NoticeEvent(message));
        } catch (error) {
          refusals.push(error);
        }
        throw new Error('unheard');
      }
    }
    const later = { name: 'later', create: () => new Later({}) };
    const { engine, inputs, events } = create({ modules: [later, echo] });
    await engine.run();
    expectAccounts(engine, inputs);
    const [failure] = events.filter(({ type }) => type === 'engine.module-failed');
    expect(failure?.summary).toContain("'process' answered with a promise: modules are synchronous");
    expect(summaries(events, 'later')).toEqual([]);
    expect(summaries(events, 'echo')).toHaveLength(5);
    expect(refusals).toHaveLength(5);
    expect(refusals[0]).toMatchObject({ code: 'MODULE_NOT_RUNNING' });
  });

  test.each([null, 5, 'x', undefined, {}])('that dispatches %j is told that it is no event', async (value) => {
    const { engine, events } = create({
      modules: [doing('odd', (_record, module) => module.dispatch(value as never))],
    });
    await engine.run();
    const [failure] = events.filter(({ type }) => type === 'engine.module-failed');
    expect(failure?.summary).toContain('that is no event');
  });
});

describe('what gives way to the maximum', () => {
  class Hosts extends Module {
    override readonly programs = ['test'];
    readonly hosts = this.keyed<number>('hosts', {
      max: 1,
      onExpire: (host) => this.dispatch(new NoticeEvent(`gone: ${host}`)),
    });
    override process({ host }: LogRecord): void {
      this.hosts.set(host, 1);
    }
  }

  const ofHosts = (hosts: readonly string[]) => hosts.map((host, i) => ({ time: i * 1_000, host, program: 'test' }));

  test('is told of without the record that it gave way to, by an event of its own', async () => {
    const inputs = [createMemoryInput('memory', ofHosts(['a', 'b', 'a', 'b', 'a']))];
    const { engine, events } = create({ inputs, modules: [{ name: 'hosts', create: () => new Hosts({}) }] });
    await engine.run();
    const gone = events.filter(({ system }) => system === 'hosts');
    expect(gone.map(({ summary }) => summary)).toEqual(['gone: a', 'gone: b', 'gone: a', 'gone: b']);
    expect(gone.map(({ record }) => record)).toEqual([undefined, undefined, undefined, undefined]);
    expect(new Set(gone.map(({ id }) => id)).size).toBe(4);
  });

  test('several times for one record is told of by as many events', async () => {
    class Twice extends Hosts {
      override process(): void {
        for (const host of ['a', 'b', 'a', 'b']) this.hosts.set(host, 1);
      }
    }
    const { engine, events } = create({
      inputs: [createMemoryInput('memory', ofHosts(['x']))],
      modules: [{ name: 'hosts', create: () => new Twice({}) }],
    });
    await engine.run();
    const gone = events.filter(({ system }) => system === 'hosts');
    expect(gone.map(({ summary }) => summary)).toEqual(['gone: a', 'gone: b', 'gone: a']);
    expect(new Set(gone.map(({ id }) => id)).size).toBe(3);
  });

  test('stays within it, whatever is set while that is told', async () => {
    const sizes: number[] = [];
    class Again extends Module {
      readonly kept = this.keyed<number>('kept', { max: 2, onExpire: (key) => void this.kept.set(key, 1) });
      override process({ host }: LogRecord): void {
        this.kept.set(host, 1);
        sizes.push(this.kept.size, new Set(this.kept.keys()).size);
      }
    }
    const inputs = [createMemoryInput('memory', ofHosts(['a', 'b', 'c', 'd', 'c', 'e']))];
    const { engine, events } = create({ inputs, modules: [{ name: 'again', create: () => new Again({}) }] });
    await engine.run();
    expect(events.filter(({ type }) => type === 'engine.module-failed')).toEqual([]);
    expect(sizes).toEqual([1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });
});

describe('what an input gives', () => {
  const good = createRecord({ time: 1_000, message: 'good', program: 'test', offset: 1 });

  test.each([
    { time: Number.NaN },
    { time: 9e15 },
    { time: '2026-11-28' },
    { message: 7 },
    { source: undefined },
    { host: null },
  ])('is no record with %o: that one is counted, the others are processed, and all is stopped', async (wrong) => {
    const records = [{ ...good, ...wrong } as unknown as LogRecord, good];
    const batches = [{ records, unparsed: [], bytes: 9 }];
    const memory = createMemoryInput('own', []);
    const input: Input = {
      ...memory,
      name: 'own',
      live: false,
      start: async () => {},
      read: async () => batches.shift(),
      stop: async () => {},
      positions: () => null,
      resume: () => {},
    };
    let stopped = 0;
    const counting = { name: 'counting', handle: () => undefined, stop: () => void stopped++ };
    const collector = createCollectingListener();
    const { engine } = create({ inputs: [input], listeners: [collector, counting] });
    await engine.run();
    expect(engine.ledger()[0]).toMatchObject({ read: 2, processed: 1, dropped: { 'no-record': 1 } });
    expect(summaries(collector.events, 'echo')).toEqual(['good']);
    expect(stopped).toBe(1);
  });
});

test('an engine that is stopped before it is started starts nothing', async () => {
  let started = 0;
  const { engine } = create({ listeners: [{ name: 'l', start: () => void started++, handle: () => undefined }] });
  await engine.stop();
  await engine.run();
  await engine.stop();
  expect(started).toBe(0);
});

describe('state that no store can hold', () => {
  class Holding extends Module {
    readonly held = this.keyed<unknown>('held', { max: 9 });
    override process({ message }: LogRecord): void {
      this.held.set(message, message === '3' ? 5n : message);
    }
  }

  test('is left out of the checkpoint, and said; all else is saved', async () => {
    const store = createMemoryStore();
    const { engine, events } = create({ store, modules: [{ name: 'holding', create: () => new Holding({}) }, echo] });
    await engine.run();
    const [failure] = events.filter(({ type }) => type === 'engine.module-failed');
    expect(failure?.summary).toContain('state \'held\' of "3" cannot be saved, and is left out of checkpoints');
    expect(failure?.data.module).toBe('holding');
    expect(events.filter(({ type }) => type === 'engine.checkpoint-failed')).toEqual([]);
    const kept: unknown[] = [];
    for await (const part of store.state(collectionPath('holding', 0, 'held'))) kept.push(part);
    expect(JSON.stringify(kept)).not.toContain('"3"');
  });
});

import { ErrorEvent, type Event, NoticeEvent } from '@correlator/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sleep } from '../src/base/clock.ts';
import {
  createEngine,
  type EngineOptions,
  type Listener,
  Module,
  type ModuleSpec,
  type Receipt,
  type ReceiptSource,
  type RunDescription,
  type Tap,
} from '../src/index.ts';
import {
  createCollectingListener,
  createManualClock,
  createMemoryInput,
  type ManualClock,
  type MemoryInput,
} from '../src/testing/index.ts';
import { Door, echo, seconds, ten } from './fixtures.ts';

/** Keeps what it receives, as JSON would. */
function recording(name = 'recording') {
  const receipts: Receipt[] = [];
  let run: RunDescription | undefined;
  const log: string[] = [];
  const tap: Tap = {
    name,
    async start(context) {
      run = context.run;
      log.push('start');
    },
    receive: (receipt) => void receipts.push(structuredClone(receipt)),
    stop: async () => void log.push('stop'),
  };
  const source: ReceiptSource = {
    get run() {
      if (run === undefined) throw new Error('not started');
      return run;
    },
    receipts: () => receipts,
  };
  return { tap, receipts, source, log };
}

/** A timer, and daily statistics: both follow event time. */
class Pulse extends Module {
  readonly timer = this.every('10s', 'pulse', (due) => this.dispatch(new NoticeEvent(`pulse ${due}`)));
  override statistics(): Event {
    return new NoticeEvent('day');
  }
}

const modules: readonly ModuleSpec[] = [
  echo,
  { name: 'door', create: () => new Door({}) },
  { name: 'pulse', create: () => new Pulse({}) },
];

/** Events that are the same on every replay: not those about the run. */
const derived = (events: readonly Event[]) =>
  events.filter(({ id }) => !id.startsWith('engine-')).map((event) => JSON.stringify(event));

async function replayed(source: ReceiptSource, options: Partial<EngineOptions> = {}): Promise<readonly Event[]> {
  const collector = createCollectingListener();
  await createEngine({ inputs: [], receipts: source, modules, listeners: [collector], ...options }).run();
  return collector.events;
}

/** Two live inputs and one that ends, and what a run with them is told. */
async function live(script: (world: World) => Promise<void>, options: Partial<EngineOptions> = {}) {
  const clock = createManualClock(ten);
  const collector = createCollectingListener();
  const memory = (name: string) => createMemoryInput(name, [], { live: true, batchSize: 3 });
  const [a, b] = [memory('a'), memory('b')];
  const file = createMemoryInput('file', seconds(4, { host: 'file' }), { batchSize: 2 });
  const { tap, source, receipts } = recording();
  const inputs = [a, b, file];
  const { listeners = [] } = options;
  const parts = { inputs, modules, listeners: [collector, ...listeners], clock, taps: [tap], instance: 'mine' };
  const engine = createEngine({ ...options, ...parts });
  await engine.start();
  await clock.advance(0);
  await script({ clock, a, b });
  const stopped = engine.stop();
  for (let i = 0; i < 20; i++) await clock.advance(1_000);
  await stopped;
  return { events: collector.events, source, receipts };
}

interface World {
  readonly clock: ManualClock;
  readonly a: MemoryInput;
  readonly b: MemoryInput;
}

const at = (clock: ManualClock, host: string, message = 'x') => ({ time: clock.now(), host, message });

describe('what a run was told, acted on again', () => {
  test('makes the same derived events, over ticks, midnight, failures and clock steps', async () => {
    const { events, source, receipts } = await live(async ({ clock, a, b }) => {
      for (let i = 0; i < 5; i++) {
        a.push(at(clock, 'web01'));
        await clock.advance(500);
        b.push({ ...at(clock, 'web02'), time: clock.now() - 3_000 });
      }
      await clock.advance(30_000);
      b.fail(new Error('gone'));
      a.push(at(clock, 'web03'), { time: Date.UTC(2038, 0, 19, 3, 14, 7), host: 'forged', message: 'x' });
      await clock.advance(20_000);
      clock.step(-3_600_000);
      a.push(at(clock, 'web04'));
      await clock.advance(10_000);
      clock.step(3_600_000);
      await clock.advance(15 * 3_600_000);
      b.push(at(clock, 'web02'));
    });
    expect(derived(await replayed(source))).toEqual(derived(events));
    expect(new Set(receipts.map(({ kind }) => kind))).toEqual(new Set(['batch', 'tick', 'input']));
    const summaries = events.map(({ summary }) => summary);
    expect(summaries.filter((summary) => summary === 'day')).toHaveLength(2);
    expect(summaries.filter((summary) => summary.startsWith('pulse')).length).toBeGreaterThan(5_000);
    expect(events.filter(({ type }) => type === 'engine.clock-stepped').map(({ summary }) => summary)).toEqual([
      'the clock of this machine went back by 1h: records may be late until it is where it was',
      'the clock of this machine went on by 1h: it was set, or this machine stood still',
    ]);
    expect(events.filter(({ record }) => record?.host === 'forged').every(({ record }) => record?.retimed)).toBe(true);
  });

  test('makes the same whatever is done, and in whatever order', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('push' as const),
          to: fc.constantFrom('a', 'b'),
          by: fc.integer({ min: -90_000, max: 120_000 }),
          count: fc.integer({ min: 1, max: 7 }),
        }),
      },
      {
        weight: 5,
        arbitrary: fc.record({
          do: fc.constant('advance' as const),
          by: fc.constantFrom(1, 400, 1_000, 6_000, 20_000, 700_000),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), to: fc.constantFrom('a', 'b') }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('step' as const), by: fc.integer({ min: -100_000, max: 100_000 }) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        // A slow listener makes batches wait midway: nothing may come between.
        const slow = { name: 'slow', queue: { capacity: 2 }, criteria: { systems: ['echo'] } };
        const { events, source } = await live(
          async ({ clock, a, b }) => {
            const inputs = { a, b };
            for (const one of steps) {
              if (one.do === 'advance') await clock.advance(one.by);
              else if (one.do === 'step') clock.step(one.by);
              else if (one.do === 'fail') inputs[one.to as 'a' | 'b'].fail(new Error('gone'));
              else
                inputs[one.to as 'a' | 'b'].push(
                  ...Array.from({ length: one.count }, (_, i) => ({
                    time: clock.now() + one.by + i,
                    host: `h${i % 3}`,
                    message: `${i}`,
                  })),
                );
            }
          },
          { listeners: [{ ...slow, handle: async () => undefined } satisfies Listener] },
        );
        expect(derived(await replayed(source))).toEqual(derived(events));
      }),
      { numRuns: 60 },
    );
  });

  test('is of the run that is described: instance, zone and times are its own', async () => {
    const { source } = await live(async () => {}, { zone: 'Europe/Vienna', lateness: '7s', maxSkew: '2m' });
    expect(source.run).toEqual({
      instance: 'mine',
      zone: 'Europe/Vienna',
      latenessMs: 7_000,
      maxSkewMs: 120_000,
      inputs: [
        { name: 'a', live: true },
        { name: 'b', live: true },
        { name: 'file', live: false },
      ],
      startedAt: ten,
    });
  });

  test('can be captured again: a tap beside a replay is told the same', async () => {
    const { source, receipts } = await live(async ({ clock, a }) => {
      a.push(at(clock, 'web01'));
      await clock.advance(20_000);
    });
    const again = recording();
    await replayed(source, { taps: [again.tap] });
    expect(again.receipts).toEqual(receipts);
    expect(again.source.run).toEqual({ ...source.run, startedAt: again.source.run.startedAt });
  });

  test('waits for slow listeners, as a file does', async () => {
    const { source, events } = await live(async ({ clock, a }) => {
      for (let i = 0; i < 50; i++) a.push(at(clock, 'web01', `${i}`));
      await clock.advance(1_000);
    });
    const clock = createManualClock(0);
    let handled = 0;
    const slow: Listener = {
      name: 'slow',
      queue: { capacity: 1 },
      async handle() {
        await sleep(clock, 20_000);
        handled++;
      },
    };
    const running = replayed(source, { listeners: [slow], clock });
    let over = false;
    running.then(() => {
      over = true;
    });
    while (!over) await clock.advance(20_000);
    expect(handled).toBe(derived(events).length);
  });

  test('has no inputs beside it', () => {
    const { source } = { source: { run: { inputs: [] } as never, receipts: () => [] } };
    expect(() => createEngine({ inputs: [createMemoryInput('a', [])], modules: [], receipts: source })).toThrow(
      "leave 'inputs' empty to replay",
    );
  });

  test('ends the run with an error where it cannot be read', async () => {
    const { source } = await live(async () => {});
    const torn: ReceiptSource = {
      run: source.run,
      async *receipts() {
        yield* source.receipts() as Iterable<Receipt>;
        throw new Error('block 7 is damaged');
      },
    };
    await expect(replayed(torn)).rejects.toThrow('block 7 is damaged');
  });
});

describe('a clock that was set back', () => {
  test('leaves an input that has long been silent silent: event time does not wait for it', async () => {
    const { events } = await live(
      async ({ clock, a, b }) => {
        b.push(at(clock, 'web02'));
        for (let i = 0; i < 3; i++) {
          a.push(at(clock, 'web01'));
          await clock.advance(3_000);
        }
        clock.step(-60_000);
        a.push({ time: ten + 60_000, host: 'web01', message: 'x' });
        await clock.advance(0);
      },
      { maxSkew: '1h' },
    );
    // A timer that was due several times at once runs once.
    expect(events.map(({ summary }) => summary)).toContain(`pulse ${ten + 10_000}`);
  });
});

describe('a tap', () => {
  test('is told before the modules are, and waited for', async () => {
    const log: string[] = [];
    const noting: ModuleSpec = {
      name: 'noting',
      create: () =>
        new (class extends Module {
          override process(): void {
            log.push('processed');
          }
        })({}),
    };
    const tap: Tap = {
      name: 'slow',
      start: async () => void log.push('start'),
      async receive({ kind }) {
        await Promise.resolve();
        log.push(kind);
      },
      stop: async () => void log.push('stop'),
    };
    await createEngine({ inputs: [createMemoryInput('a', ['x', 'y'])], modules: [noting], taps: [tap] }).run();
    expect(log).toEqual(['start', 'batch', 'processed', 'processed', 'input', 'stop']);
  });

  test('of a module comes with it', async () => {
    const { tap, receipts, log } = recording();
    await createEngine({ inputs: [createMemoryInput('a', ['x'])], modules: [{ ...echo, taps: [tap] }] }).run();
    expect(receipts).toHaveLength(2);
    expect(log).toEqual(['start', 'stop']);
  });

  test('that fails is reported and left out; the run goes on', async () => {
    const collector = createCollectingListener();
    const bad: Tap = {
      ...recording('bad').tap,
      receive() {
        throw new Error('disk full');
      },
    };
    const good = recording('good');
    const inputs = [createMemoryInput('a', ['1', '2', '3'], { batchSize: 1 })];
    await createEngine({ inputs, modules: [echo], listeners: [collector], taps: [bad, good.tap] }).run();
    expect(good.receipts).toHaveLength(4);
    const failures = collector.events.filter(({ type }) => type === 'engine.tap-failed');
    expect(failures).toMatchObject([{ summary: 'tap bad failed, and receives nothing more: disk full' }]);
    expect(failures[0]).toBeInstanceOf(ErrorEvent);
  });

  test('that cannot start keeps the run from starting, and the others are stopped', async () => {
    const good = recording('good');
    const bad: Tap = { ...recording('bad').tap, start: () => Promise.reject(new Error('no such folder')) };
    const run = (taps: Tap[]) => createEngine({ inputs: [], modules: [], taps }).run();
    await expect(run([good.tap, bad])).rejects.toThrow('tap bad cannot start: no such folder');
    expect(good.log).toEqual(['start', 'stop']);
    await expect(run([good.tap, recording('good').tap])).rejects.toThrow("two taps are called 'good'");
  });
});

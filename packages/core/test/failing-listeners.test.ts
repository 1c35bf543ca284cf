import { CorrelatorError, type Event, NoticeEvent } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import {
  createEngine,
  createMemoryStore,
  type EngineOptions,
  type Listener,
  Module,
  type QueueOptions,
} from '../src/index.ts';
import {
  createCollectingListener,
  createManualClock,
  createMemoryInput,
  type MemoryInputOptions,
} from '../src/testing/index.ts';
import { expectAccounts } from './accounts.ts';
import { doing, echo, seconds, summaries, ten, troubles } from './fixtures.ts';

const ofEcho = { systems: ['echo'] };

/** The summaries of what `echo` dispatches for the records from one number to another. */
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);

/** An engine at work: a live input unless said otherwise, a manual clock, a witness before and after the listener. */
async function start(listener: Listener, options: Partial<EngineOptions> & MemoryInputOptions = {}) {
  const { live = true, batchSize = 1, ...rest } = options;
  const clock = createManualClock(ten);
  const input = createMemoryInput('memory', [], { live, batchSize });
  const [first, last] = [createCollectingListener('first'), createCollectingListener('last')];
  const listeners = [first, { criteria: ofEcho, ...listener }, last];
  const engine = createEngine({ inputs: [input], modules: [echo], clock, listeners, ...rest });
  await engine.start();
  const figures = () => engine.listeners().find((figures) => figures.listener === listener.name);
  const reports = () => first.events.filter(({ system, type }) => system === 'engine' && troublesOf(type));
  return { clock, input, engine, first, last, figures, reports };
}

const troublesOf = (type: string) => type.startsWith('engine.listener-') && type !== 'engine.listener-figures';

/** A promise of another make, rejected. */
const thenable = Object.fromEntries([['then', (_: unknown, reject: (reason: string) => void) => reject('no')]]);

class TooLate extends NoticeEvent.withFields({ type: 'test.too-late', fields: {}, summary: 'too late' }) {}

/** A listener whose calls end when they are told to. */
function held() {
  const waiting: (() => void)[] = [];
  const handled: string[] = [];
  const handle = async ({ summary }: Event) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    handled.push(summary);
  };
  const release = () => waiting.shift()?.();
  return { handle, handled, release };
}

describe('a listener that throws', () => {
  test('once, is tried again: nothing is lost, and nothing said but in the figures', async () => {
    let calls = 0;
    const handled: string[] = [];
    const handle = ({ summary }: Event) => {
      if (++calls === 2) throw new Error('busy');
      handled.push(summary);
    };
    const { clock, input, engine, figures, reports, last } = await start({ name: 'moody', handle });
    input.push(...seconds(5));
    await clock.advance(99);
    expect(handled).toEqual(['1']);
    await clock.advance(26);
    expect(handled).toEqual(numbers(1, 5));
    expect(reports()).toEqual([]);
    expect(figures()).toMatchObject({ handled: 5, deadLetters: 0, failures: 1, state: 'ok' });
    await engine.stop();
    const told = last.events.find(({ type }) => type === 'engine.listener-figures');
    expect(told?.data).toMatchObject({ listener: 'moody', accepted: 5, handled: 5, failures: 1 });
    expectAccounts(engine, [input]);
  });

  test('at some events, loses those alone, and says which', async () => {
    const handled: string[] = [];
    const handle = ({ summary }: Event) => {
      if (Number(summary) % 4 === 0) throw new Error(`no ${summary}`);
      handled.push(summary);
    };
    const { input, engine, clock, figures, first, last } = await start({
      name: 'picky',
      queue: { retries: 1, backoff: 0 },
      handle,
    });
    input.push(...seconds(61));
    await clock.advance(1_000);
    await engine.stop();
    expect(handled).toEqual(numbers(1, 61).filter((number) => Number(number) % 4 !== 0));
    expect(figures()).toMatchObject({ handled: 46, deadLetters: 15, state: 'ok' });
    const reports = first.events.filter(({ type }) => type === 'engine.listener-failed');
    expect(reports.map(({ data }) => [data.deadLetters, data.lost])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [10, 7],
      [15, 5],
    ]);
    const lost = last.events.filter(({ system, summary }) => system === 'echo' && Number(summary) % 4 === 0);
    expect(reports.flatMap(({ data }) => data.ids)).toEqual(lost.map(({ id }) => id));
    expect(reports[3]?.data).toMatchObject({ error: 'no 40', from: '2026-11-23T10:00:15.000Z' });
    expectAccounts(engine, [input]);
  });

  test('at the only event that there is, is tried again until another shows who is to blame', async () => {
    const handled: string[] = [];
    const handle = ({ summary }: Event) => {
      if (summary === '1') throw new Error('never', { cause: new Error('no such mailbox') });
      handled.push(summary);
    };
    const { clock, input, engine, figures, first } = await start({ name: 'picky', handle });
    input.push(...seconds(1));
    await clock.advance(600_000);
    expect(figures()).toMatchObject({ handled: 0, deadLetters: 0, queued: 1, state: 'failing' });
    input.push(...seconds(2).slice(1));
    await clock.advance(0);
    expect(handled).toEqual(['2']);
    expect(figures()).toMatchObject({ handled: 1, deadLetters: 1, queued: 0, state: 'ok' });
    const failed = first.events.find(({ type }) => type === 'engine.listener-failed');
    expect(failed?.data).toMatchObject({ error: 'never (caused by: no such mailbox)' });
    await engine.stop();
    expectAccounts(engine, [input]);
  });

  test.each([
    ['permanent', '1', 1],
    ['passing', '', 0],
  ])('and says that its failure is %s, is taken at its word', async (what, lost, deadLetters) => {
    let fails = true;
    const handled: string[] = [];
    const handle = ({ summary }: Event) => {
      if (fails && summary === '1') throw new CorrelatorError('NO', 'no', { details: { [what]: true } });
      handled.push(summary);
    };
    const { clock, input, engine, figures } = await start({ name: 'mail', handle });
    input.push(...seconds(3));
    await clock.advance(20_000);
    expect(handled).toEqual(deadLetters === 1 ? ['2', '3'] : []);
    fails = false;
    await clock.advance(60_000);
    expect(handled).toEqual(numbers(1, 3).filter((number) => number !== lost));
    expect(figures()).toMatchObject({ deadLetters, state: 'ok' });
    await engine.stop();
    expectAccounts(engine, [input]);
  });

  test.each<[string, Listener['handle']]>([
    [
      'throws',
      () => {
        throw new Error('no space');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no space'))],
    ['rejects with nothing', () => Promise.reject()],
    ['answers with a thenable that rejects', () => thenable as never],
  ])('and always %s, is tried now and then, slows nobody, and misses what overflows meanwhile', async (_, handle) => {
    const queue = { capacity: 10, retries: 1, backoff: '1s' };
    const { clock, input, engine, figures, first, last } = await start({ name: 'bad', queue, handle });
    input.push(...seconds(100));
    await clock.advance(5_000);
    expect(summaries(last.events, 'echo')).toEqual(numbers(1, 100));
    await clock.advance(3_600_000);
    const hours = figures()?.failures ?? 0;
    expect(hours, 'two calls a round: the first, and one in its place').toBeLessThan(130);
    await clock.advance(3_600_000);
    expect(figures()).toMatchObject({ handled: 0, state: 'failing' });
    await engine.stop();
    for (const { events } of [first, last]) {
      const said = troubles(events);
      expect(said.filter((type) => type === 'engine.listener-failing')).toHaveLength(1);
      expect(said.length).toBeLessThan(15);
    }
    expectAccounts(engine, [input]);
  });

  test('for a while, and works again, gets everything in order, though there is no store', async () => {
    let broken = true;
    const handled: string[] = [];
    const handleBatch = (events: readonly Event[]) => {
      if (broken) throw new Error('disk is full');
      handled.push(...events.map(({ summary }) => summary));
    };
    const queue = { capacity: 50, batch: 10, retries: 1, backoff: '1s' };
    const { clock, input, engine, figures, reports } = await start({
      name: 'rows',
      queue,
      handle: () => expect.unreachable(),
      handleBatch,
    });
    input.push(...seconds(40));
    await clock.advance(60_000);
    expect(figures()).toMatchObject({ handled: 0, state: 'failing' });
    broken = false;
    await clock.advance(60_000);
    expect(handled).toEqual(numbers(1, 40));
    expect(figures()).toMatchObject({ handled: 40, deadLetters: 0, dropped: 0, state: 'ok' });
    expect(reports().map(({ type, severity }) => [type, severity])).toEqual([
      ['engine.listener-failing', 'error'],
      ['engine.listener-recovered', 'notice'],
    ]);
    await engine.stop();
    expectAccounts(engine, [input]);
  });
});

describe('a batch', () => {
  test('with one bad event is handled without it, event by event, in order', async () => {
    const calls: number[] = [];
    const handled: string[] = [];
    const handleBatch = (events: readonly Event[]) => {
      calls.push(events.length);
      if (events.some(({ summary }) => summary === '7')) throw new Error('cannot write a seven');
      handled.push(...events.map(({ summary }) => summary));
    };
    const queue = { batch: 20, retries: 1, backoff: 0 };
    const listener: Listener = { name: 'rows', queue, handle: () => expect.unreachable(), handleBatch };
    const { clock, input, engine, figures, reports } = await start(listener, { batchSize: 100 });
    input.push(...seconds(40));
    await clock.advance(0);
    expect(handled).toEqual(numbers(1, 40).filter((number) => number !== '7'));
    // Two tries of all; then the seventh, the eighth in its place, and the seventh a last time.
    expect(calls).toEqual([20, 20, ...Array(21).fill(1), 20]);
    expect(figures()).toMatchObject({ handled: 39, deadLetters: 1, failures: 4 });
    expect(reports().map(({ data }) => data.lost)).toEqual([1]);
    await engine.stop();
    expectAccounts(engine, [input]);
  });
});

describe('a listener that hangs', () => {
  const hang: Listener = { name: 'hanging', queue: { capacity: 10 }, handle: () => new Promise(() => {}) };

  test('holds live inputs up for as long as patience allows, once', async () => {
    const { clock, input, engine, figures, reports, last } = await start(hang);
    input.push(...seconds(100));
    await clock.advance(4_999);
    expect(summaries(last.events, 'echo')).toEqual(numbers(1, 11));
    await clock.advance(1);
    expect(summaries(last.events, 'echo')).toEqual(numbers(1, 100));
    expect(figures()).toMatchObject({ state: 'slow', dropped: 89, queued: 10, underWay: 1 });
    for (let i = 0; i < 20; i++) {
      input.push(...seconds(100));
      await clock.advance(0);
    }
    expect(summaries(last.events, 'echo')).toHaveLength(2_100);
    await clock.advance(25_000);
    expect(figures()).toMatchObject({ state: 'stalled', stalls: 1 });
    await engine.stop();
    const said = reports().map(({ type }) => type);
    expect(said.filter((type) => type !== 'engine.listener-dropped')).toEqual([
      'engine.listener-stalled',
      'engine.listener-abandoned',
    ]);
    expect(figures()).toMatchObject({ accepted: 2_100, handled: 0, dropped: 2_089, deadLetters: 10, underWay: 1 });
    expect(reports().reduce((sum, { data }) => sum + Number(data.lost ?? 0), 0)).toBe(2_099);
    expectAccounts(engine, [input]);
  });

  test('where inputs end, is given up when its call has taken too long: the run ends, the others have everything', async () => {
    const clock = createManualClock(ten);
    const inputs = [createMemoryInput('memory', seconds(100))];
    const witness = createCollectingListener('witness');
    const engine = createEngine({
      inputs,
      modules: [echo],
      clock,
      listeners: [{ ...hang, criteria: ofEcho }, witness],
    });
    let ended = false;
    const run = engine.run().then(() => {
      ended = true;
    });
    await clock.advance(29_999);
    expect(summaries(witness.events, 'echo')).toEqual(numbers(1, 10));
    await clock.advance(1);
    expect(summaries(witness.events, 'echo')).toEqual(numbers(1, 100));
    expect(ended).toBe(true);
    await run;
    expect(engine.listeners()[0]).toMatchObject({ dropped: 89, deadLetters: 10, underWay: 1, state: 'stalled' });
    expect(troubles(witness.events)).toEqual([
      'engine.listener-stalled',
      'engine.listener-dropped',
      'engine.listener-dropped',
      'engine.listener-abandoned',
      'engine.listener-dropped',
    ]);
    expectAccounts(engine, inputs);
  });

  test('for a while, and comes back, gets what is in its queue in order: exactly what was reported is missing', async () => {
    const { handle, handled, release } = held();
    const listener: Listener = { name: 'stalling', queue: { capacity: 10, timeout: '10s' }, handle };
    const { clock, input, engine, figures, reports } = await start(listener);
    input.push(...seconds(50));
    await clock.advance(20_000);
    expect(figures()).toMatchObject({ state: 'stalled', dropped: 39, queued: 10 });
    for (let i = 0; i < 11; i++) {
      release();
      await clock.advance(0);
    }
    expect(handled).toEqual(['1', ...numbers(41, 50)]);
    expect(figures()).toMatchObject({ handled: 11, dropped: 39, queued: 0, state: 'ok' });
    const said = reports().filter(({ type }) => type !== 'engine.listener-dropped');
    expect(said.map(({ type, data }) => [type, data.was])).toEqual([
      ['engine.listener-stalled', undefined],
      ['engine.listener-recovered', 'stalled'],
      ['engine.listener-recovered', 'slow'],
    ]);
    expect(reports().reduce((sum, { data }) => sum + Number(data.lost ?? 0), 0)).toBe(39);
    input.push(...seconds(5));
    await clock.advance(0);
    release();
    await clock.advance(0);
    expect(handled.at(-1)).toBe('1');
    const stopped = engine.stop();
    for (let i = 0; i < 5; i++) {
      release();
      await clock.advance(0);
    }
    await stopped;
    expectAccounts(engine, [input]);
  });

  test('is told by its signal, and what it answers after the end is of no account', async () => {
    const signals: AbortSignal[] = [];
    let answer = (_: Event) => {};
    const handle = (_: Event, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<Event>((resolve) => {
        answer = resolve;
      });
    };
    const processed: Event[] = [];
    class Reading extends Module {
      override readonly consumes = [TooLate];
      override processEvent = (event: Event) => void processed.push(event);
    }
    const modules = [echo, { name: 'reading', create: () => new Reading(undefined) }];
    const { clock, input, engine, last } = await start({ name: 'late', handle }, { modules });
    input.push(...seconds(1));
    await clock.advance(30_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    await engine.stop();
    const seen = last.events.length;
    answer(new TooLate({}));
    await clock.advance(0);
    expect([last.events.length, processed]).toEqual([seen, []]);
    expectAccounts(engine, [input]);
  });
});

describe('a listener that is slow for ever', () => {
  test('slows live inputs by no more than patience in all, however often its queue is full', async () => {
    const { handle, handled, release } = held();
    const listener: Listener = { name: 'slow', queue: { capacity: 10, timeout: '1h' }, handle };
    const { clock, input, engine, figures, last } = await start(listener);
    input.push(...seconds(1_000));
    await clock.advance(0);
    for (let second = 0; second < 4; second++) {
      await clock.advance(1_000);
      release();
    }
    await clock.advance(999);
    expect(summaries(last.events, 'echo')).toHaveLength(15);
    await clock.advance(1);
    expect(summaries(last.events, 'echo')).toHaveLength(1_000);
    expect(figures()).toMatchObject({ state: 'slow', handled: 4, dropped: 985, queued: 10 });
    const stopped = engine.stop();
    for (let i = 0; i < 11; i++) {
      release();
      await clock.advance(0);
    }
    await stopped;
    expect(handled).toEqual([...numbers(1, 5), ...numbers(991, 1_000)]);
    expectAccounts(engine, [input]);
  });

  test('does not cost another listener its patience', async () => {
    const { handle: hang } = held();
    const { handle, handled, release } = held();
    const slow: Listener = { name: 'slow', criteria: ofEcho, queue: { capacity: 10 }, handle };
    const clock = createManualClock(ten);
    const input = createMemoryInput('memory', [], { live: true, batchSize: 1 });
    const hanging: Listener = { name: 'hanging', criteria: ofEcho, queue: { capacity: 10 }, handle: hang };
    const engine = createEngine({ inputs: [input], modules: [echo], clock, listeners: [hanging, slow] });
    await engine.start();
    input.push(...seconds(11));
    await clock.advance(1_000);
    release();
    await clock.advance(9_000);
    expect(engine.listeners().map(({ state }) => state)).toEqual(['slow', 'ok']);
    const stopped = engine.stop();
    await clock.advance(0);
    for (let i = 0; i < 10; i++) {
      release();
      await clock.advance(0);
    }
    await clock.advance(60_000);
    await stopped;
    expect(handled).toEqual(numbers(1, 11));
    expectAccounts(engine, [input]);
  });

  test('where inputs end, is waited for: nothing is lost', async () => {
    const handled: string[] = [];
    const handle = async ({ summary }: Event) => {
      for (let i = 0; i < 50; i++) await Promise.resolve();
      handled.push(summary);
    };
    const inputs = [createMemoryInput('memory', seconds(200))];
    const engine = createEngine({
      inputs,
      modules: [echo],
      listeners: [{ name: 'slow', criteria: ofEcho, queue: { capacity: 2 }, handle }],
    });
    await engine.run();
    expect(handled).toEqual(numbers(1, 200));
    expect(engine.listeners()[0]).toMatchObject({ dropped: 0, deadLetters: 0 });
    expectAccounts(engine, inputs);
  });
});

describe('a listener whose criteria throw', () => {
  test('is not given the event; the module is not to blame, and the others get it', async () => {
    const handled: string[] = [];
    const where = ({ summary }: Event) => {
      if (summary === '2') throw new Error('no twos');
      return true;
    };
    const handle = ({ summary }: Event) => void handled.push(summary);
    const { clock, input, engine, figures, last } = await start({
      name: 'picky',
      criteria: { ...ofEcho, where },
      handle,
    });
    input.push(...seconds(3));
    await clock.advance(0);
    await engine.stop();
    expect(handled).toEqual(['1', '3']);
    expect(summaries(last.events, 'echo')).toEqual(['1', '2', '3']);
    expect(troubles(last.events)).toEqual(['engine.criteria-failed']);
    expect(figures()).toMatchObject({ accepted: 3, handled: 2, deadLetters: 1 });
    expect(engine.modules()).toMatchObject([{ failures: 0 }]);
    expectAccounts(engine, [input]);
  });

  test('does not set off an endless exchange with another like it', async () => {
    const bad = (name: string): Listener => ({
      name,
      criteria: {
        where: () => {
          throw new Error('never');
        },
      },
      handle() {},
    });
    const { engine, input, clock, last } = await start(bad('a'), {});
    await engine.stop();
    const both = createEngine({ inputs: [input], modules: [echo], listeners: [bad('a'), bad('b'), last], clock });
    await both.start();
    input.push(...seconds(100));
    await clock.advance(0);
    await both.stop();
    expect(troubles(last.events).length).toBeLessThan(20);
  });
});

describe('what a listener answers', () => {
  test.each<[string, (event: Event) => unknown, string]>([
    ['a number', () => 7, 'a value of type number'],
    ['a text', () => 'done', 'a value of type string'],
    ['nothing in a list', () => [null], 'a value of type object'],
    ['an object', async () => ({ summary: 'x' }), 'a value of type object'],
    ['the event that it was given', (event) => event, 'notice'],
    ['a frozen event', () => Object.freeze(new NoticeEvent('cold')), 'Cannot'],
  ])('is ignored and said once where it is %s', async (_, answer, says) => {
    const handle = (event: Event) => answer(event) as never;
    const { clock, input, engine, figures, reports } = await start({ name: 'odd', handle });
    input.push(...seconds(5));
    await clock.advance(0);
    await engine.stop();
    expect(reports()).toMatchObject([{ type: 'engine.listener-trouble', summary: expect.stringContaining(says) }]);
    expect(figures()).toMatchObject({ handled: 5, deadLetters: 0, state: 'ok' });
    expectAccounts(engine, [input]);
  });

  test('is ignored where it is a report that it was given', async () => {
    const listener: Listener = { name: 'odd', criteria: { types: ['engine.*'] }, handle: (event) => event };
    const { clock, input, engine, reports } = await start(listener, {
      modules: [doing('bad', () => expect.fail('no'))],
    });
    input.push(...seconds(1));
    await clock.advance(0);
    await engine.stop();
    expect(reports()).toMatchObject([{ summary: expect.stringContaining('dispatched before') }]);
    expectAccounts(engine, [input]);
  });

  test('ends, where listeners answer one another’s answers', async () => {
    const answering = (name: string): Listener => ({ name, handle: () => [new NoticeEvent(`${name} saw that`)] });
    const { clock, input, engine, last } = await start({ ...answering('a'), criteria: {} }, {});
    input.push(...seconds(10));
    await clock.advance(0);
    await engine.stop();
    expect(summaries(last.events, 'echo')).toEqual(numbers(1, 10));
    expect(troubles(last.events)).toEqual(['engine.listener-looping']);
    const outcomes = last.events.filter(({ system }) => system === 'a');
    expect(outcomes).toHaveLength(5 * (10 + 1));
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(outcomes.length);
    expectAccounts(engine, [input]);
  });

  test('ends in batches too, where plain events come before the answers', async () => {
    let release = () => {};
    const listener: Listener = {
      name: 'a',
      criteria: {},
      handle: () => expect.unreachable(),
      async handleBatch(events) {
        await new Promise<void>((resolve) => (release = resolve));
        return events.map(({ summary }) => new NoticeEvent(`${summary}!`));
      },
    };
    const { clock, input, engine, last } = await start(listener);
    for (let i = 0; i < 20; i++) {
      input.push(...seconds(1));
      await clock.advance(0);
      release();
    }
    const stopped = engine.stop();
    for (let i = 0; i < 20; i++) {
      await clock.advance(0);
      release();
    }
    await stopped;
    expect(summaries(last.events, 'echo')).toHaveLength(20);
    expect(last.events.some(({ summary }) => summary.endsWith('!!!!!'))).toBe(true);
    expect(last.events.some(({ summary }) => summary.endsWith('!!!!!!'))).toBe(false);
    expect(troubles(last.events)).toEqual(['engine.listener-looping']);
    expectAccounts(engine, [input]);
  });
});

describe('two listeners that always fail', () => {
  test('do not keep one another busy with reports of one another', async () => {
    const bad = (name: string): Listener => ({
      name,
      queue: { retries: 0, backoff: 0 },
      handle: () => Promise.reject(new Error('no')),
    });
    const clock = createManualClock(ten);
    const witness = createCollectingListener('witness');
    const input = createMemoryInput('memory', seconds(3));
    const engine = createEngine({ inputs: [input], modules: [echo], clock, listeners: [bad('a'), bad('b'), witness] });
    const run = engine.run();
    await clock.advance(1_000);
    await run;
    expect(troubles(witness.events).length).toBeLessThan(20);
    expect(engine.listeners().map(({ queued, underWay }) => queued + underWay)).toEqual([0, 0, 0]);
    expectAccounts(engine, [input]);
  });
});

describe('an engine that has ended', () => {
  test.each<[string, Listener['handle']]>([
    ['hung', () => new Promise(() => {})],
    ['failed', () => Promise.reject(new Error('no'))],
  ])('leaves no timer behind, though a listener %s', async (_, handle) => {
    const clock = createManualClock(ten);
    const timers = new Set<object>();
    const after = (ms: number, action: () => void) => {
      const timer = { ms };
      timers.add(timer);
      const cancel = clock.after(ms, () => {
        timers.delete(timer);
        action();
      });
      return () => {
        timers.delete(timer);
        cancel();
      };
    };
    const input = createMemoryInput('memory', seconds(50), { live: true });
    const listeners = [{ name: 'bad', queue: { capacity: 5, timeout: '10s' }, handle }];
    const engine = createEngine({ inputs: [input], modules: [echo], listeners, clock: { ...clock, after } });
    await engine.start();
    await clock.advance(20_000);
    expect(timers.size).toBeGreaterThan(0);
    await engine.stop();
    await clock.advance(0);
    expect([...timers]).toEqual([]);
    expectAccounts(engine, [input]);
  });
});

describe('the queue of a listener', () => {
  test.each([
    [{ capacity: 0 }, 'listeners.x.queue.capacity is 0: give a whole number of 1 or more'],
    [{ batch: 0.5 }, 'listeners.x.queue.batch is 0.5: give a whole number of 1 or more'],
    [{ retries: -1 }, 'listeners.x.queue.retries is -1: give a whole number of 0 or more'],
  ])('is refused with %j', (queue, message) => {
    const listeners = [{ name: 'x', queue, handle() {} }];
    expect(() => createEngine({ inputs: [], modules: [], listeners })).toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID', message }),
    );
  });

  test.each([
    [{ whenFull: 'keep' }, 'only a store keeps what has no room'],
    [{ whenFull: 'newest' }, 'give one of wait, drop-oldest, keep'],
  ])('is refused with %j: %s', (queue, why) => {
    const listeners = [{ name: 'x', queue: queue as QueueOptions, handle() {} }];
    expect(() => createEngine({ inputs: [], modules: [], listeners })).toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID', message: expect.stringContaining(why) }),
    );
  });

  test('that a store stands behind drops nothing: to ask for that is refused', () => {
    const queue = { whenFull: 'drop-oldest' } as const;
    const make = (durable: boolean) =>
      createEngine({
        inputs: [],
        modules: [],
        listeners: [{ name: 'x', queue, durable, handle() {} }],
        store: createMemoryStore(),
      });
    expect(() => make(true)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }));
    expect(() => make(false)).not.toThrow();
  });

  test('that drops the oldest holds nobody up', async () => {
    const { handle } = held();
    const queue = { capacity: 10, whenFull: 'drop-oldest' } as const;
    const { clock, input, engine, figures, last } = await start({ name: 'console', queue, handle });
    input.push(...seconds(100));
    await clock.advance(0);
    expect(summaries(last.events, 'echo')).toEqual(numbers(1, 100));
    expect(figures()).toMatchObject({ queued: 10, underWay: 1, dropped: 89, state: 'ok' });
    const stopped = engine.stop();
    await clock.advance(30_000);
    await stopped;
    expectAccounts(engine, [input]);
  });

  test('has a patience of its own, if its listener says so', async () => {
    const { handle } = held();
    const queue = { capacity: 10, patience: '1s', timeout: '1h' };
    const { clock, input, engine, figures, last } = await start({ name: 'slow', queue, handle });
    input.push(...seconds(100));
    await clock.advance(999);
    expect(summaries(last.events, 'echo')).toHaveLength(11);
    await clock.advance(1);
    expect(summaries(last.events, 'echo')).toHaveLength(100);
    expect(figures()).toMatchObject({ state: 'slow' });
    const stopped = engine.stop();
    await clock.advance(3_600_000);
    await stopped;
    expectAccounts(engine, [input]);
  });

  test('is cut back to its capacity when nobody waits for it any more', async () => {
    const many = doing('echo', ({ message }, module) => {
      for (let i = 0; i < 100; i++) module.dispatch(new NoticeEvent(message));
    });
    const { handle } = held();
    const options = { modules: [many] };
    const { clock, input, engine, figures } = await start({ name: 'slow', queue: { capacity: 10 }, handle }, options);
    input.push(...seconds(2));
    await clock.advance(4_999);
    expect(figures()).toMatchObject({ queued: 99, dropped: 0 });
    await clock.advance(1);
    expect(figures()).toMatchObject({ queued: 10, dropped: 189 });
    const stopped = engine.stop();
    await clock.advance(30_000);
    await stopped;
    expectAccounts(engine, [input]);
  });

  test('holds what one record sets off, and then inputs wait', async () => {
    const many = doing('many', ({ message }, module) => {
      for (let i = 0; i < 5_000; i++) module.dispatch(new NoticeEvent(message));
    });
    let most = 0;
    const handled = new Map<string, number>();
    const handle = async ({ summary }: Event) => {
      most = Math.max(most, engine.listeners()[0]?.queued ?? 0);
      handled.set(summary, (handled.get(summary) ?? 0) + 1);
    };
    const inputs = [createMemoryInput('memory', seconds(3))];
    const listeners = [{ name: 'slow', criteria: { systems: ['many'] }, queue: { capacity: 10 }, handle }];
    const engine = createEngine({ inputs, modules: [many], listeners });
    await engine.run();
    expect([...handled]).toEqual([1, 2, 3].map((message) => [`${message}`, 5_000]));
    expect(most).toBeLessThan(5_011);
    expectAccounts(engine, inputs);
  });
});

describe('a listener that cannot start', () => {
  test('fails the start by name, with what led to it; those before it are stopped', async () => {
    const log: string[] = [];
    const start = () => Promise.reject(new Error('no server', { cause: new Error('connection refused') }));
    const listeners: Listener[] = [
      { name: 'log', handle() {}, stop: () => void log.push('stopped') },
      { name: 'mail', handle() {}, start },
    ];
    await expect(createEngine({ inputs: [], modules: [], listeners }).start()).rejects.toMatchObject({
      code: 'START_FAILED',
      message: 'listener mail cannot start: no server (caused by: connection refused)',
    });
    expect(log).toEqual(['stopped']);
  });
});

describe('what a listener reports itself', () => {
  test('is dispatched as trouble of its own, to all others', async () => {
    const wall: Listener = { name: 'wall', start: (context) => context.report('no rule', { rule: 7 }), handle() {} };
    const { engine, first, last } = await start(wall);
    await engine.stop();
    for (const { events } of [first, last]) {
      const told = events.filter(({ type }) => type === 'engine.listener-trouble');
      expect(told).toMatchObject([{ summary: 'no rule', data: { listener: 'wall', rule: 7 } }]);
    }
  });
});

describe('a listener that cannot stop', () => {
  test.each<[string, Listener['stop'], string]>([
    ['throws', () => Promise.reject(new Error('no space')), 'listener csv could not be stopped: no space'],
    ['hangs', () => new Promise(() => {}), 'listener csv could not be stopped: it has not stopped after 30s'],
  ])(
    'and %s, fails the run at its end; those before it hear of it and are stopped',
    async (_, stop = () => {}, says) => {
      const clock = createManualClock(ten);
      const log: string[] = [];
      const before: Listener = {
        name: 'log',
        handle: ({ type, summary }) => void (type === 'engine.listener-failed' && log.push(summary)),
        stop: () => void log.push('stopped'),
      };
      const input = createMemoryInput('memory', seconds(1));
      const engine = createEngine({
        inputs: [input],
        modules: [echo],
        clock,
        listeners: [before, { name: 'csv', handle() {}, stop }],
      });
      await engine.start();
      await clock.advance(30_000);
      await expect(engine.finished).rejects.toMatchObject({
        code: 'STOP_FAILED',
        message: expect.stringContaining(says),
      });
      expect(log).toEqual([expect.stringContaining(says), 'stopped']);
      expectAccounts(engine, [input]);
    },
  );
});

import { CorrelatorError, type Event } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { sleep } from '../src/base/clock.ts';
import { createEngine, type Input, type Listener, type RecordBatch } from '../src/index.ts';
import {
  type CollectingListener,
  createCollectingListener,
  createManualClock,
  createMemoryInput,
  createRecord,
  type MemoryInput,
} from '../src/testing/index.ts';
import { expectAccounts } from './accounts.ts';
import { doing, echo, seconds, summaries, ten, troubles } from './fixtures.ts';

const gone = new Error('the share is gone');
const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}`);

/** A live input, with what the engine did to it. */
function watched(name = 'live') {
  const memory = createMemoryInput(name, [], { live: true, batchSize: 10 });
  const log: string[] = [];
  const input: MemoryInput = {
    ...memory,
    async start(context) {
      log.push('start');
      await memory.start(context);
    },
    async stop() {
      log.push('stop');
      await memory.stop();
    },
    resume(position) {
      log.push(`resume ${position}`);
      memory.resume(position);
    },
  };
  return { input, log };
}

async function start(inputs: readonly Input[], modules = [echo]) {
  const clock = createManualClock(ten);
  const collector = createCollectingListener();
  const engine = createEngine({ inputs, modules, listeners: [collector], clock });
  await engine.start();
  await clock.advance(0);
  return { clock, engine, collector };
}

const dataOf = ({ events }: CollectingListener, type: string): Event['data'][] =>
  events.filter((event) => event.type === type).map(({ data }) => data);

describe('a live input that fails', () => {
  test('once, is opened again behind what it gave: nothing is read twice and nothing is lost', async () => {
    const { input, log } = watched();
    input.fail(gone, 25);
    const { clock, engine, collector } = await start([input]);
    input.push(...seconds(60));
    await clock.advance(0);
    expect(summaries(collector.events, 'echo')).toEqual(numbers(25));
    expect(collector.events.at(-1)).toMatchObject({
      type: 'engine.input-failed',
      severity: 'error',
      summary: 'input live failed: the share is gone; it is opened again in 1s',
      data: { input: 'live', error: 'the share is gone', failures: 1, retryMs: 1_000 },
    });
    await clock.advance(999);
    expect(log).toEqual(['start']);
    await clock.advance(1);
    expect(log).toEqual(['start', 'stop', 'resume 25', 'start']);
    expect(summaries(collector.events, 'echo')).toEqual(numbers(60));
    expect(collector.events.find(({ type }) => type === 'engine.input-recovered')).toMatchObject({
      severity: 'notice',
      summary: 'input live is read again, after 1s',
      data: { failures: 1, downMs: 1_000 },
    });
    await engine.stop();
    await engine.finished;
    expect(engine.ledger()[0]).toMatchObject({ read: 60, processed: 60, failures: 1 });
    expectAccounts(engine, [input]);
  });

  test('again and again, is opened after 1, 2, 4 … 60 seconds, and told of more and more seldom', async () => {
    const { input } = watched();
    let attempts = 0;
    const start_ = input.start;
    input.fail(gone);
    const { clock, engine, collector } = await start([
      {
        ...input,
        async start(context) {
          if (attempts++ > 0) throw gone;
          await start_(context);
        },
      },
    ]);
    const opened: number[] = [];
    for (let second = 1; second <= 303; second++) {
      const before = attempts;
      await clock.advance(1_000);
      if (attempts > before) opened.push(second);
    }
    expect(opened).toEqual([1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
    await clock.advance(24 * 3_600_000);
    const failures = dataOf(collector, 'engine.input-failed').map((data) => data.failures);
    expect(failures).toEqual([1, 2, 3, 10, 100, 1_000]);
    await engine.stop();
    await engine.finished;
    expectAccounts(engine, [input]);
  });

  test('and has nothing to say afterwards, is back when it has not failed for as long as the pause was', async () => {
    const { input } = watched();
    input.fail(gone);
    const { clock, engine, collector } = await start([input]);
    await clock.advance(1_999);
    expect(troubles(collector.events)).toEqual(['engine.input-failed']);
    await clock.advance(1);
    expect(troubles(collector.events)).toEqual(['engine.input-failed', 'engine.input-recovered']);
    await engine.stop();
    expectAccounts(engine, [input]);
  });

  test('whenever it has given something, is not told of each time, nor opened at once each time', async () => {
    const { input } = watched();
    for (let at = 0; at < 2_000; at += 10) input.fail(gone, at);
    const { clock, engine, collector } = await start([input]);
    input.push(...seconds(2_000));
    await clock.advance(3 * 3_600_000 + 600_000);
    const said = troubles(collector.events);
    expect(said.filter((type) => type === 'engine.input-failed')).toHaveLength(5);
    expect(said.filter((type) => type === 'engine.input-recovered')).toHaveLength(5);
    expect(summaries(collector.events, 'echo')).toHaveLength(1_940);
    await engine.stop();
    expectAccounts(engine, [input]);
  });

  test('after a long time without a failure, is opened again after a second', async () => {
    const { input } = watched();
    for (let i = 0; i < 5; i++) input.fail(gone);
    const { clock, engine, collector } = await start([input]);
    await clock.advance(3_600_000);
    input.fail(gone);
    await clock.advance(0);
    expect(dataOf(collector, 'engine.input-failed').at(-1)).toMatchObject({ failures: 6, retryMs: 1_000 });
    await engine.stop();
    expectAccounts(engine, [input]);
  });

  test('holds neither the others nor event time back', async () => {
    const times: number[] = [];
    const spot = doing('spot', (_, module) => void times.push(module.now));
    const [{ input: bad }, { input: good }] = [watched('bad'), watched('good')];
    const { clock, engine } = await start([bad, good], [spot]);
    bad.push({ time: ten });
    await clock.advance(0);
    bad.fail(gone);
    await clock.advance(0);
    good.push({ time: ten + 50_000 });
    await clock.advance(0);
    expect(times).toEqual([ten - 5_000, ten + 45_000]);
    await engine.stop();
    expectAccounts(engine, [bad, good]);
  });

  test('for good, by its own word, is given up: the others go on, and the run fails at its end', async () => {
    const [{ input: bad, log }, { input: good }] = [watched('bad'), watched('good')];
    const error = new CorrelatorError('SOCKET_TAKEN', 'the socket is gone for good', { details: { permanent: true } });
    bad.fail(error);
    const { clock, engine, collector } = await start([bad, good]);
    await clock.advance(3_600_000);
    expect(log).toEqual(['start']);
    expect(dataOf(collector, 'engine.input-failed')).toMatchObject([{ input: 'bad', retryMs: null }]);
    good.push(...seconds(3));
    await clock.advance(0);
    expect(summaries(collector.events, 'echo')).toEqual(numbers(3));
    await engine.stop();
    await expect(engine.finished).rejects.toBe(error);
    expectAccounts(engine, [bad, good]);
  });

  test('is down when the engine is stopped: that ends at once, and well', async () => {
    const { input } = watched();
    input.fail(gone);
    const { engine } = await start([input]);
    await engine.stop();
    await engine.finished;
    expectAccounts(engine, [input]);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['an object', {}],
    ['a batch without a list of what is unparsed', { records: [], bytes: 0 }],
  ])('with %s in place of a batch, is opened again too', async (_, batch) => {
    const { input } = watched();
    let given = 0;
    const read = async () => (given++ === 0 ? (batch as never) : input.read());
    const { clock, engine, collector } = await start([{ ...input, read }]);
    input.push(...seconds(3));
    await clock.advance(1_000);
    expect(dataOf(collector, 'engine.input-failed')[0]?.error).toContain('gave what is no batch');
    expect(summaries(collector.events, 'echo')).toEqual(numbers(3));
    await engine.stop();
    expectAccounts(engine, [input]);
  });

  test('with what is no record in a batch, loses that alone, which the ledger says', async () => {
    const { input } = watched();
    const read = async () => {
      const batch = await input.read();
      return batch && { ...batch, records: batch.records.map((record) => (record.message === '7' ? null : record)) };
    };
    const { clock, engine, collector } = await start([{ ...input, read } as Input]);
    input.push(...seconds(20));
    await clock.advance(1_000);
    expect(summaries(collector.events, 'echo')).toEqual(numbers(20).filter((n) => n !== '7'));
    expect(engine.ledger()[0]).toMatchObject({ read: 20, processed: 19, dropped: { 'no-record': 1 }, failures: 0 });
    expect(dataOf(collector, 'engine.dropped')).toEqual([{ input: input.name, reason: 'no-record', count: 1 }]);
    await engine.stop();
    expectAccounts(engine, [input]);
  });
});

describe('an input that ends', () => {
  test('and fails, is given up: what it gave is processed, the others go on, and the run fails at its end', async () => {
    const bad = createMemoryInput('bad', seconds(20, { host: 'bad' }), { batchSize: 5 });
    const good = createMemoryInput('good', seconds(30), { batchSize: 5 });
    bad.fail(gone, 10);
    const collector = createCollectingListener();
    const engine = createEngine({ inputs: [bad, good], modules: [echo], listeners: [collector] });
    await expect(engine.run()).rejects.toBe(gone);
    expect(collector.events.find(({ type }) => type === 'engine.input-failed')?.summary).toBe(
      'input bad failed: the share is gone; it is not read any more',
    );
    expect(engine.ledger()).toMatchObject([
      { read: 10, processed: 10, failures: 1 },
      { read: 30, processed: 30, failures: 0 },
    ]);
    expectAccounts(engine, [bad, good]);
  });

  test('and fails beside a live one, does not end that', async () => {
    const bad = createMemoryInput('bad', seconds(5));
    const { input: live } = watched();
    bad.fail(gone);
    const { clock, engine, collector } = await start([bad, live]);
    live.push(...seconds(3));
    await clock.advance(0);
    expect(summaries(collector.events, 'echo')).toEqual(numbers(3));
    await engine.stop();
    await expect(engine.finished).rejects.toBe(gone);
    expectAccounts(engine, [bad, live]);
  });
});

describe('an input that does not stop', () => {
  const stuck = (part: Partial<Input>): Input => ({ ...createMemoryInput('stuck', [], { live: true }), ...part });
  const never = () => new Promise<never>(() => {});

  test.each<[string, Partial<Input>, string]>([
    ['since its stop hangs', { stop: never }, 'engine.input-abandoned'],
    ['since its read goes on', { read: never }, 'engine.input-abandoned'],
    ['since its stop throws', { stop: () => Promise.reject(gone) }, 'engine.input-trouble'],
  ])('%s, is left behind and told of; listeners are drained and stopped', async (_, part, type) => {
    const input = stuck(part);
    const { clock, engine, collector } = await start([input, createMemoryInput('other', seconds(3))]);
    const stopped = engine.stop();
    await clock.advance(10_000);
    await stopped;
    await engine.finished;
    expect(troubles(collector.events)).toContain(type);
    expect(summaries(collector.events, 'echo')).toEqual(numbers(3));
    expect(collector.events.some(({ type }) => type === 'engine.ledger')).toBe(true);
  });
});

describe('an input that answers when the engine is stopping', () => {
  /** A live input whose first read is answered by hand, and the next by its end. */
  function answering() {
    let answer = (_: RecordBatch) => {};
    let reads = 0;
    const read = async () => {
      if (reads++ > 0) return undefined;
      return new Promise<RecordBatch>((resolve) => {
        answer = resolve;
      });
    };
    const input: Input = { ...createMemoryInput('late', [], { live: true }), read, stop: async () => {} };
    const records = seconds(10).map((draft) => createRecord(draft));
    return { input, answer: () => answer({ records, unparsed: [], bytes: 0 }) };
  }

  test('in time, is not left behind, however long its batch takes to be handled', async () => {
    const { input, answer } = answering();
    const clock = createManualClock(ten);
    const collector = createCollectingListener();
    const handle = (_: Event) => sleep(clock, 2_000);
    const slow: Listener = { name: 'slow', criteria: { systems: ['echo'] }, queue: { capacity: 1 }, handle };
    const listeners = [collector, slow];
    const engine = createEngine({ inputs: [input], modules: [echo], listeners, clock, patience: '1h' });
    await engine.start();
    await clock.advance(0);
    const stopped = engine.stop();
    await clock.advance(1_000);
    answer();
    for (let i = 0; i < 30; i++) await clock.advance(1_000);
    await stopped;
    expect(troubles(collector.events)).toEqual([]);
    expect(summaries(collector.events, 'echo')).toEqual(numbers(10));
    expect(engine.ledger()).toMatchObject([{ read: 10, processed: 10, inFlight: 0 }]);
  });

  test('goes on giving what it received before, until there is no more', async () => {
    const input = createMemoryInput('late', [], { live: true, batchSize: 2 });
    let left = 10;
    const records = () => [createRecord({ message: String(11 - left--), offset: left })];
    const read = async () => (left === 0 ? undefined : { records: records(), unparsed: [], bytes: 0 });
    const waiting: Input = { ...input, read: () => (left === 10 ? input.read().then(read) : read()) };
    const { engine, collector } = await start([waiting]);
    await engine.stop();
    expect(summaries(collector.events, 'echo')).toEqual(numbers(10));
    expect(troubles(collector.events)).toEqual([]);
  });

  test.each([
    ['gives more and more', async () => ({ records: [], unparsed: [], bytes: 0 })],
    ['does not answer', () => new Promise<undefined>(() => {})],
  ])('is left behind where it %s', async (_, read) => {
    const input = createMemoryInput('late', [], { live: true });
    let reads = 0;
    const endless: Input = { ...input, read: () => (reads++ === 0 ? input.read().then(read) : pausing(read)) };
    const { clock, engine, collector } = await start([endless]);
    const pausing = async (next: typeof read) => {
      await sleep(clock, 100);
      return next();
    };
    const stopped = engine.stop();
    await clock.advance(20_000);
    await stopped;
    expect(troubles(collector.events)).toEqual(['engine.input-abandoned']);
  });

  test('too late, has been left behind: what it gives is not taken', async () => {
    const { input, answer } = answering();
    const { clock, engine, collector } = await start([input]);
    const stopped = engine.stop();
    await clock.advance(10_000);
    await stopped;
    answer();
    await clock.advance(1_000);
    expect(troubles(collector.events)).toEqual(['engine.input-abandoned']);
    expect(summaries(collector.events, 'echo')).toEqual([]);
    expect(engine.ledger()).toMatchObject([{ read: 0, processed: 0 }]);
  });
});

describe('an engine that is stopped while an input is opened again', () => {
  test('stops it once it is open', async () => {
    const { input, log } = watched();
    let open = () => {};
    const starting = () => new Promise<void>((resolve) => (open = resolve));
    const { clock, engine } = await start([
      { ...input, start: (context) => (log.length > 0 ? starting() : input.start(context)) },
    ]);
    input.fail(gone);
    await clock.advance(1_000);
    const stopped = engine.stop();
    await clock.advance(0);
    open();
    await stopped;
    expect(log).toEqual(['start', 'stop', 'resume 0', 'stop', 'stop']);
    expectAccounts(engine, [input]);
  });

  test('leaves it behind where it never opens', async () => {
    const { input, log } = watched();
    const never = () => new Promise<never>(() => {});
    const { clock, engine, collector } = await start([
      { ...input, start: (context) => (log.length > 0 ? never() : input.start(context)) },
    ]);
    input.fail(gone);
    await clock.advance(1_000);
    const stopped = engine.stop();
    await clock.advance(5_000);
    await stopped;
    expect(troubles(collector.events)).toEqual(['engine.input-failed', 'engine.input-abandoned']);
    expectAccounts(engine, [input]);
  });
});

describe('an engine that is stopped while it starts', () => {
  test('has started first, then stops all', async () => {
    const { input, log } = watched();
    let open = () => {};
    const slow: Input = { ...createMemoryInput('slow', []), start: () => new Promise((resolve) => (open = resolve)) };
    const engine = createEngine({ inputs: [input, slow], modules: [echo] });
    const started = engine.start();
    await Promise.resolve();
    const stopped = engine.stop();
    for (let i = 0; i < 50; i++) await Promise.resolve();
    open();
    await started;
    await stopped;
    await engine.finished;
    expect(log).toEqual(['start', 'stop']);
  });

  test('and cannot start, says why to those who wait for its end too', async () => {
    const bad: Input = { ...createMemoryInput('bad', []), start: () => Promise.reject(new Error('no permission')) };
    const engine = createEngine({ inputs: [bad], modules: [echo] });
    const started = engine.start();
    const error = { code: 'START_FAILED', message: 'input bad cannot start: no permission' };
    await expect(started).rejects.toMatchObject(error);
    await engine.stop();
    await expect(engine.finished).rejects.toMatchObject(error);
  });
});

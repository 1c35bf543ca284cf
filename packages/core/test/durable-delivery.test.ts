import { CorrelatorError, type Event, type EventJSON, eventFromJSON, NoticeEvent } from '@correlator/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sleep } from '../src/base/clock.ts';
import type { MemoryStore } from '../src/checkpoints/memory-store.ts';
import {
  createEngine,
  createMemoryStore,
  type Json,
  type Listener,
  type Store,
  type StoreTransaction,
} from '../src/index.ts';
import {
  createCollectingListener,
  createManualClock,
  createMemoryInput,
  type RecordDraft,
} from '../src/testing/index.ts';
import { Door, doing, echo, seconds, summaries, ten, troubles } from './fixtures.ts';

const door = { name: 'door', create: () => new Door(undefined) };
const ofEcho = { systems: ['echo'] };

/** Rows in a file: cut back to where they were at the last commit, as a file is. */
class Rows implements Listener {
  readonly name = 'rows';
  readonly criteria = { systems: ['door'] };
  readonly rows: string[];
  dead = () => false;

  constructor(rows: string[]) {
    this.rows = rows;
  }

  async handle(event: Event): Promise<void> {
    if (this.dead()) return new Promise(() => {});
    this.rows.push(JSON.stringify(event));
  }

  commit(): Json {
    return this.rows.length;
  }

  restore(position: Json): void {
    this.rows.length = position as number;
  }
}

/** A store of which nothing comes back any more from its `at`th commit on; `applied`: that one is in it all the same. */
function dying(memory: MemoryStore, at: number, applied: boolean) {
  let commits = 0;
  const dead = () => commits >= at;
  const never = () => new Promise<never>(() => {});
  const begin = (): StoreTransaction => {
    const transaction = memory.begin();
    const commit: StoreTransaction['commit'] = async (checkpoint) => {
      if (++commits < at) return transaction.commit(checkpoint);
      if (commits === at && applied) await transaction.commit(checkpoint);
      return never();
    };
    return Object.assign(Object.create(transaction) as StoreTransaction, { commit });
  };
  const undelivered: Store['undelivered'] = (...args) => (dead() ? never() : memory.undelivered(...args));
  return { store: { ...memory, begin, undelivered } as Store, dead };
}

interface Kill {
  /** The commit at which the process is killed. */
  readonly at: number;
  /** That commit is in the store. */
  readonly applied: boolean;
  /** So many records are read between two commits. */
  readonly every: number;
}

const records: RecordDraft[] = Array.from({ length: 40 }, (_, i) => ({
  host: `web${i % 4}`,
  time: ten + i * 7_000 + (i > 30 ? 700_000 : 0) - (i % 3) * 4_000,
}));

/** Runs to the end, or until killed: then nothing of it goes on. */
async function run(memory: MemoryStore, rows: string[], kill: Kill | undefined): Promise<void> {
  const clock = createManualClock(ten);
  const { store, dead } = dying(memory, kill?.at ?? Number.POSITIVE_INFINITY, kill?.applied ?? false);
  const listener = new Rows(rows);
  listener.dead = dead;
  const every = kill?.every ?? 3;
  const input = createMemoryInput('memory', records, { batchSize: every });
  const read = async () => {
    if (dead()) return new Promise<never>(() => {});
    await clock.advance(1_000);
    return input.read();
  };
  const inputs = [{ ...input, read }];
  const engine = createEngine({ inputs, modules: [door], listeners: [listener], store, clock });
  const ended = engine.run().then(() => true);
  while (!dead()) {
    await clock.advance(1_000);
    if (await Promise.race([ended, clock.advance(0).then(() => false)])) return;
  }
}

describe('a listener that commits', () => {
  test('is given events when the checkpoint that holds them is committed, not before', async () => {
    const clock = createManualClock(ten);
    const rows: string[] = [];
    const input = createMemoryInput('live', [], { live: true });
    const engine = createEngine({
      inputs: [input],
      modules: [door],
      listeners: [new Rows(rows)],
      store: createMemoryStore(),
      clock,
    });
    await engine.start();
    input.push({ time: ten }, { time: ten });
    await clock.advance(999);
    expect(rows).toEqual([]);
    await clock.advance(1);
    expect(rows).toHaveLength(2);
    await engine.stop();
  });

  test('has each event exactly once, in order, whenever and however often the process is killed', async () => {
    const undisturbed: string[] = [];
    await run(createMemoryStore(), undisturbed, undefined);
    expect(undisturbed.length).toBeGreaterThan(records.length);
    const kill = fc.record({
      at: fc.integer({ min: 1, max: 9 }),
      applied: fc.boolean(),
      every: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(kill, { minLength: 1, maxLength: 6 }), async (kills) => {
        const memory = createMemoryStore();
        const rows: string[] = [];
        for (const one of kills) await run(memory, rows, one);
        await run(memory, rows, undefined);
        expect(rows).toEqual(undisturbed);
      }),
      { numRuns: 60 },
    );
  });

  test('that hangs holds up neither inputs, nor checkpoints, nor others: it is given the rest in the next run', async () => {
    const clock = createManualClock(ten);
    const store = createMemoryStore();
    const witness = createCollectingListener('witness');
    const input = createMemoryInput('live', [], { live: true });
    const hanging = { name: 'rows', criteria: ofEcho, handle: () => new Promise<never>(() => {}), commit: () => 0 };
    const engine = createEngine({ inputs: [input], modules: [echo], listeners: [hanging, witness], store, clock });
    await engine.start();
    for (const record of seconds(60)) {
      input.push(record);
      await clock.advance(1_000);
    }
    expect(summaries(witness.events, 'echo')).toHaveLength(60);
    expect((await store.load())?.inputs.live?.position).toBe(60);
    const stopped = engine.stop();
    await clock.advance(60_000);
    await stopped;
    expect(troubles(witness.events)).toEqual(['engine.listener-stalled', 'engine.listener-abandoned']);
    const handled: string[] = [];
    const well: Listener = { ...hanging, handle: async ({ summary }) => void handled.push(summary) };
    await createEngine({
      inputs: [createMemoryInput('live', seconds(60))],
      modules: [echo],
      listeners: [well],
      store,
    }).run();
    expect(handled).toEqual(Array.from({ length: 60 }, (_, i) => `${i + 1}`));
  });
});

/** A listener whose server is up or down, or refuses some events. */
function remote(options: Partial<Listener> = {}) {
  const state = { down: true, refuses: [] as string[], handled: [] as string[], calls: 0 };
  const handle = async ({ summary }: Event) => {
    state.calls++;
    if (state.down || state.refuses.includes(summary))
      throw new Error(state.down ? 'no route' : `${summary} is refused`);
    state.handled.push(summary);
  };
  return { state, listener: { name: 'mail', criteria: ofEcho, handle, ...options } };
}

/** A live engine with a store, a listener, and a witness. */
async function start(
  listener: Listener,
  store: MemoryStore = createMemoryStore(),
  options: { outboxBytes?: number } = {},
) {
  const clock = createManualClock(ten);
  const witness = { ...createCollectingListener('witness'), durable: false };
  const input = createMemoryInput('live', [], { live: true });
  const engine = createEngine({
    inputs: [input],
    modules: [echo],
    listeners: [listener, witness],
    store,
    clock,
    ...options,
  });
  await engine.start();
  const passes = async (count: number) => {
    for (const record of seconds(count)) {
      input.push({ ...record, message: `${Number(input.positions()) + 1}`, time: clock.now() });
      await clock.advance(1_000);
    }
  };
  return { clock, witness, input, engine, passes, store };
}

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => `${i + from}`);

describe('a listener whose server is down', () => {
  test.each([[10_000], [3]])(
    'is given everything when it is back, once and in order, and nobody waits (room for %i)',
    async (capacity) => {
      const { state, listener } = remote({ queue: { capacity } });
      const { clock, witness, engine, passes } = await start(listener);
      await passes(100);
      expect(summaries(witness.events, 'echo')).toEqual(numbers(100));
      expect(troubles(witness.events)).toEqual(['engine.listener-failing']);
      expect(engine.listeners()[0]).toMatchObject({
        accepted: 100,
        handled: 0,
        queued: 100,
        deadLetters: 0,
        dropped: 0,
      });
      expect(state.calls, 'ever longer pauses').toBeLessThan(40);
      state.down = false;
      await clock.advance(80_000);
      await passes(5);
      expect(state.handled).toEqual(numbers(105));
      expect(troubles(witness.events)).toEqual(['engine.listener-failing', 'engine.listener-recovered']);
      await engine.stop();
    },
  );

  test('and stays so is given everything in the next run, what it had handled before excepted', async () => {
    const { state, listener } = remote();
    state.down = false;
    const first = await start(listener);
    await first.passes(3);
    state.down = true;
    await first.passes(4);
    const stopped = first.engine.stop();
    await first.clock.advance(60_000);
    await stopped;
    expect(troubles(first.witness.events).at(-1)).toBe('engine.listener-abandoned');
    state.down = false;
    const second = await start(listener, first.store);
    await second.clock.advance(1_000);
    expect(state.handled).toEqual(numbers(7));
    expect(second.engine.listeners()[0]).toMatchObject({ accepted: 4, handled: 4, queued: 0 });
    await second.engine.stop();
  });

  test('has inputs wait where the store holds as much as it may, and they go on when it is back', async () => {
    const { state, listener } = remote();
    const { clock, witness, input, engine } = await start(listener, undefined, { outboxBytes: 3_000 });
    for (let i = 1; i <= 100; i++) {
      input.push({ message: `${i}`, time: clock.now() });
      await clock.advance(1_000);
    }
    const before = summaries(witness.events, 'echo').length;
    expect(before).toBeGreaterThan(3);
    expect(before).toBeLessThan(40);
    expect(troubles(witness.events)).toContain('engine.outbox-full');
    state.down = false;
    await clock.advance(120_000);
    expect(state.handled).toEqual(numbers(100));
    await engine.stop();
  });
});

describe('an event that its listener cannot handle', () => {
  test('becomes a dead letter as soon as another one succeeds; sent again it is handled, once', async () => {
    const { state, listener } = remote();
    Object.assign(state, { down: false, refuses: ['2', '3', '7'] });
    const { clock, witness, engine, passes, store } = await start(listener);
    await passes(9);
    await clock.advance(60_000);
    expect(state.handled.toSorted()).toEqual(['1', '4', '5', '6', '8', '9']);
    const events = store.deadLetters.map(({ event }) => eventFromJSON(JSON.parse(event) as EventJSON));
    expect(events.map(({ summary }) => summary)).toEqual(['2', '3', '7']);
    expect(store.deadLetters[0]).toMatchObject({ listener: 'mail', error: '2 is refused', resend: false });
    expect(troubles(witness.events)).toContain('engine.listener-failed');
    state.refuses = [];
    store.resend(store.deadLetters.slice(0, 2).map(({ id }) => id));
    await passes(1);
    await clock.advance(3_000);
    expect(state.handled.slice(6)).toEqual(['10', '2', '3']);
    expect(store.deadLetters).toHaveLength(1);
    await engine.stop();
  });

  test('does not double another one that was tried in its place, though a checkpoint comes between and the process dies', async () => {
    const rows: string[] = [];
    const clock = createManualClock(ten);
    const store = createMemoryStore();
    let dies = false;
    const make = (refuses: boolean): Listener => ({
      name: 'rows',
      criteria: ofEcho,
      queue: { retries: 0 },
      async handle({ summary }) {
        if (dies) return new Promise<never>(() => {});
        if (refuses && summary === '2') {
          if (rows.includes('3')) {
            // The last try of the first: a checkpoint is due while it lasts, and then the process is gone.
            await sleep(clock, 3_000);
            dies = true;
            return new Promise<never>(() => {});
          }
          throw new Error('2 is refused');
        }
        rows.push(summary);
      },
      commit: () => rows.length,
      restore: (position) => void rows.splice(position as number),
    });
    const input = createMemoryInput('live', [], { live: true });
    const dying: Store = {
      ...store,
      begin: () => (dies ? ({ ...store.begin(), ready: () => new Promise<never>(() => {}) } as never) : store.begin()),
    };
    const engine = createEngine({ inputs: [input], modules: [echo], listeners: [make(true)], store: dying, clock });
    await engine.start();
    input.push(...seconds(3));
    for (let i = 0; i < 10; i++) await clock.advance(1_000);
    expect([rows, dies]).toEqual([['1', '3'], true]);
    dies = false;
    await createEngine({
      inputs: [createMemoryInput('live', seconds(3))],
      modules: [echo],
      listeners: [make(false)],
      store,
    }).run();
    expect(rows).toEqual(['1', '2', '3']);
  });

  test('is not to blame where its listener says so: all wait, though others would succeed', async () => {
    const { state, listener } = remote();
    Object.assign(state, { down: false });
    let full = true;
    const handle = async (event: Event, signal: AbortSignal) => {
      if (full && event.summary === '2')
        throw new CorrelatorError('FULL', 'disk is full', { details: { passing: true } });
      await listener.handle(event, signal);
    };
    const { clock, engine, passes, store } = await start({ ...listener, handle });
    await passes(5);
    await clock.advance(60_000);
    expect([state.handled, store.deadLetters]).toEqual([['1'], []]);
    full = false;
    await clock.advance(80_000);
    expect(state.handled).toEqual(numbers(5));
    await engine.stop();
  });

  test('is a dead letter at once where its listener says that it can never be handled', async () => {
    const { state, listener } = remote();
    Object.assign(state, { down: false });
    const handle = async (event: Event, signal: AbortSignal) => {
      const details = { permanent: true };
      if (event.summary === '1') throw new CorrelatorError('NO_SUCH', 'no such mailbox', { details });
      await listener.handle(event, signal);
    };
    const { clock, engine, passes, store } = await start({ ...listener, handle });
    await passes(1);
    await clock.advance(3_000);
    expect(store.deadLetters).toHaveLength(1);
    await engine.stop();
  });

  test('waits where there is no other: it may not be to blame', async () => {
    const { state, listener } = remote();
    Object.assign(state, { down: false, refuses: ['1'] });
    const { clock, engine, passes, store } = await start(listener);
    await passes(1);
    await clock.advance(600_000);
    expect(store.deadLetters).toEqual([]);
    state.refuses = [];
    await clock.advance(60_000);
    expect(state.handled).toEqual(['1']);
    await engine.stop();
  });
});

describe('events that are not durable', () => {
  test('are not kept, and those of criteria that do not hold neither', async () => {
    const store = createMemoryStore();
    const { listener, state } = remote({ durable: { where: ({ summary }) => Number(summary) % 2 === 0 } });
    const first = await start(listener, store);
    await first.passes(6);
    const stopped = first.engine.stop();
    await first.clock.advance(60_000);
    await stopped;
    state.down = false;
    const second = await start(listener, store);
    await second.clock.advance(1_000);
    expect(state.handled).toEqual(['2', '4', '6']);
    await second.engine.stop();
  });
});

describe('a store that fails in between', () => {
  test('delays what it holds for a listener, and that is reported: nothing is lost', async () => {
    const memory = createMemoryStore();
    let readable = true;
    const undelivered: Store['undelivered'] = (...args) =>
      readable ? memory.undelivered(...args) : Promise.reject(new Error('disk is gone'));
    const { state, listener } = remote({ queue: { capacity: 1 } });
    const { clock, witness, engine, passes } = await start(listener, { ...memory, undelivered });
    await passes(20);
    readable = false;
    state.down = false;
    await clock.advance(300_000);
    expect(state.handled.length).toBeLessThan(10);
    const reports = witness.events.filter(({ type }) => type === 'engine.listener-trouble');
    expect(reports[0]?.data).toMatchObject({ listener: 'mail', error: 'disk is gone' });
    readable = true;
    await clock.advance(120_000);
    expect(state.handled).toEqual(numbers(20));
    await engine.stop();
  });

  test('does not keep an event that it cannot hold: the listener has it, and a report names it', async () => {
    const { state, listener } = remote();
    state.down = false;
    const clock = createManualClock(ten);
    const witness = { ...createCollectingListener('witness'), durable: false };
    const odd = doing('echo', (_, module) => module.dispatch(new NoticeEvent('odd', { size: 1n })));
    const input = createMemoryInput('live', [], { live: true });
    const committing = { name: 'rows', criteria: ofEcho, handle() {}, commit: () => 0 };
    const listeners = [listener, committing, witness];
    const engine = createEngine({ inputs: [input], modules: [odd], listeners, store: createMemoryStore(), clock });
    await engine.start();
    input.push({ time: ten });
    await clock.advance(2_000);
    expect(state.handled).toEqual(['odd']);
    const [event] = witness.events.filter(({ system }) => system === 'echo');
    const [report] = witness.events.filter(({ type }) => type === 'engine.listener-trouble');
    expect(report?.data).toMatchObject({ event: 'notice', id: event?.id });
    expect(report?.summary).toContain(event?.id);
    await engine.stop();
  });
});

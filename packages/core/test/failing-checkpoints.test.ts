import type { Event } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  createEngine,
  createMemoryStore,
  type Listener,
  type StoreTransaction,
} from '../src/index.ts';
import { createCollectingListener, createManualClock, createMemoryInput } from '../src/testing/index.ts';
import { expectAccounts } from './accounts.ts';
import { echo, seconds, summaries, ten, troubles } from './fixtures.ts';

const ofEcho = { systems: ['echo'] };
const full = new Error('disk is full');

/** A live engine with a store that can fail, and a listener beside a witness. */
async function start(listener: Partial<Listener>, fails: Partial<Record<'commit' | 'begin', () => boolean>> = {}) {
  const clock = createManualClock(ten);
  const saved: Checkpoint[] = [];
  const memory = createMemoryStore();
  const begin = (): StoreTransaction => {
    if (fails.begin?.()) throw full;
    const transaction = memory.begin();
    const commit = async (checkpoint: Checkpoint) => {
      if (fails.commit?.()) throw full;
      saved.push(checkpoint);
      return transaction.commit(checkpoint);
    };
    return Object.assign(Object.create(transaction) as StoreTransaction, { commit });
  };
  const stopped: string[] = [];
  const witness = { ...createCollectingListener('witness'), durable: false };
  const input = createMemoryInput('live', [], { live: true, batchSize: 1 });
  const rows = { name: 'rows', criteria: ofEcho, handle() {}, stop: () => void stopped.push('rows'), ...listener };
  const store = { ...memory, begin, close: async () => void stopped.push('store') };
  const engine = createEngine({ inputs: [input], modules: [echo], listeners: [rows, witness], store, clock });
  await engine.start();
  /** Records come for so many seconds. */
  const passes = async (count: number) => {
    for (let second = 0; second < count; second++) {
      input.push({ time: clock.now(), message: `${Number(input.positions()) + 1}` });
      await clock.advance(1_000);
    }
  };
  return { clock, saved, stopped, witness, input, engine, passes, memory };
}

const notSaved =
  'the checkpoint was not saved: disk is full; after a restart, what came since the last one is processed again';

describe('a checkpoint', () => {
  test.each<[string, (fails: () => boolean) => Parameters<typeof start>, string]>([
    [
      'a listener cannot commit',
      (fails) => [{ commit: () => (fails() ? Promise.reject(full) : 0) }],
      'listener rows could not commit: disk is full; after a crash, it is given again what it has handled since it could',
    ],
    [
      'a listener throws in commit',
      (fails) => [
        {
          commit() {
            if (fails()) throw full;
            return 0;
          },
        },
      ],
      'listener rows could not commit: disk is full; after a crash, it is given again what it has handled since it could',
    ],
    ['the store cannot write', (commit) => [{}, { commit }], notSaved],
    ['the store cannot begin', (begin) => [{}, { begin }], notSaved],
  ])('that is not saved since %s is told of and tried again; the input is not to blame', async (_, make, why) => {
    let failing = false;
    const { saved, witness, input, engine, passes } = await start(...make(() => failing));
    failing = true;
    await passes(9);
    expect(troubles(witness.events)).toEqual(Array(3).fill('engine.checkpoint-failed'));
    expect(witness.events.find(({ type }) => type === 'engine.checkpoint-failed')?.summary).toBe(why);
    failing = false;
    await passes(3);
    expect(troubles(witness.events).at(-1)).toBe('engine.checkpoint-recovered');
    expect(summaries(witness.events, 'echo')).toHaveLength(12);
    expect(saved.at(-1)?.inputs.live?.position).toBe(12);
    await engine.stop();
    await engine.finished;
    expectAccounts(engine, [input]);
  });

  test('that was not saved is made good by the next: state, positions and events', async () => {
    let failing = false;
    const handled: string[] = [];
    const handle = ({ summary }: Event) => void handled.push(summary);
    const { memory, engine, passes } = await start({ handle, commit: () => handled.length }, { commit: () => failing });
    failing = true;
    await passes(4);
    expect(handled).toEqual([]);
    failing = false;
    await passes(1);
    expect(handled).toEqual(['1', '2', '3', '4', '5']);
    await engine.stop();
    expect((await memory.load())?.listeners.rows).toMatchObject({ acknowledged: 5, position: 5 });
  });

  test('that cannot be saved before anything is read fails the start', async () => {
    await expect(start({}, { commit: () => true })).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED' });
  });

  test('that cannot be saved at the end fails the run; all is drained and stopped all the same', async () => {
    let failing = false;
    const { witness, stopped, input, engine, passes } = await start({}, { commit: () => failing });
    await passes(3);
    failing = true;
    input.push({ time: ten });
    await engine.stop();
    await expect(engine.finished).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED' });
    expect(stopped).toEqual(['rows', 'store']);
    expect(new Set(troubles(witness.events))).toEqual(new Set(['engine.checkpoint-failed']));
    expectAccounts(engine, [input]);
  });

  test('that cannot be saved has inputs wait when so many events wait that memory would fill', async () => {
    let failing = false;
    const { clock, witness, input, engine } = await start({}, { commit: () => failing });
    failing = true;
    input.push(...seconds(30_000, { time: ten }));
    for (let i = 0; i < 10; i++) await clock.advance(1_000);
    const before = summaries(witness.events, 'echo').length;
    expect(before).toBeLessThan(21_000);
    failing = false;
    for (let i = 0; i < 1_000; i++) await clock.advance(100);
    expect(summaries(witness.events, 'echo')).toHaveLength(30_000);
    await engine.stop();
    await engine.finished;
  });

  test('is saved without a listener that takes long to commit: that keeps what it had', async () => {
    const waiting: ((position: number) => void)[] = [];
    let slow = false;
    const commit = () => (slow ? new Promise<number>((resolve) => waiting.push(resolve)) : 0);
    const { clock, saved, witness, engine, passes } = await start({ commit });
    await passes(2);
    slow = true;
    await passes(10);
    expect(waiting).toHaveLength(1);
    expect(saved.at(-1)?.inputs.live?.position).toBeGreaterThan(8);
    expect(saved.at(-1)?.listeners.rows?.acknowledged).toBeLessThan(3);
    expect(summaries(witness.events, 'echo')).toHaveLength(12);
    slow = false;
    waiting[0]?.(2);
    await clock.advance(3_000);
    expect(saved.at(-1)?.listeners.rows?.acknowledged).toBe(12);
    await engine.stop();
    await engine.finished;
  });
});

describe('a component that cannot go back to its checkpoint', () => {
  test.each<[string, object]>([
    ['listener rows', { listener: { restore: () => Promise.reject(full) } }],
    [
      'input memory',
      {
        input: {
          resume: () => {
            throw full;
          },
        },
      },
    ],
  ])(
    'is named in the error of the start: %s',
    async (name, { listener, input }: { listener?: object; input?: object }) => {
      const store = createMemoryStore();
      const make = (parts: { listener?: object; input?: object } = {}) =>
        createEngine({
          inputs: [{ ...createMemoryInput('memory', seconds(1)), ...parts.input }],
          modules: [],
          listeners: [{ name: 'rows', handle() {}, commit: () => 7, ...parts.listener }],
          store,
        });
      await make().run();
      await expect(make({ ...(listener && { listener }), ...(input && { input }) }).start()).rejects.toMatchObject({
        code: 'RESTORE_FAILED',
        message: `${name} cannot go back to its checkpoint: disk is full; mend that, or remove what the store has of it`,
      });
    },
  );
});

describe('a listener that cannot start', () => {
  test.each<[string, Listener['start']]>([
    [
      'throws',
      () => {
        throw new Error('no permission');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no permission'))],
  ])('and %s is named in the error; those before it are stopped', async (_, start = () => {}) => {
    const stopped: string[] = [];
    const listeners = [
      { name: 'log', handle() {}, stop: () => void stopped.push('log') },
      { name: 'csv', handle() {}, start, stop: () => void stopped.push('csv') },
    ];
    await expect(createEngine({ inputs: [], modules: [], listeners }).start()).rejects.toMatchObject({
      code: 'START_FAILED',
      message: 'listener csv cannot start: no permission',
    });
    expect(stopped).toEqual(['log']);
  });
});

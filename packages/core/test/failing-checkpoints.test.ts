import type { Event } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  createCollectingListener,
  createEngine,
  createManualClock,
  createMemoryInput,
  createMemoryStore,
  type Listener,
  type Store,
} from '../src/index.ts';
import { expectAccounts } from './accounts.ts';
import { echo, seconds, summaries, ten, troubles } from './fixtures.ts';

const ofEcho = { systems: ['echo'] };
const full = new Error('disk is full');

/** A live engine with a store, whose commits are counted, and a listener beside a witness. */
async function start(listener: Partial<Listener>, options: { store?: Partial<Store> } = {}) {
  const clock = createManualClock(ten);
  const saved: Checkpoint[] = [];
  const memory = createMemoryStore();
  const commit = async (checkpoint: Checkpoint) => {
    await memory.commit(checkpoint);
    saved.push(checkpoint);
  };
  const witness = createCollectingListener('witness');
  const input = createMemoryInput('live', [], { live: true, batchSize: 1 });
  const listeners = [{ name: 'rows', criteria: ofEcho, handle() {}, ...listener }, witness];
  const store = { ...memory, commit, ...options.store };
  const engine = createEngine({ inputs: [input], modules: [echo], listeners, store, clock });
  await engine.start();
  /** Records come for so many seconds. */
  const passes = async (count: number) => {
    for (let second = 0; second < count; second++) {
      await clock.advance(1_000);
      input.push({ time: clock.now(), message: `${Number(input.positions()) + 1}` });
      await clock.advance(0);
    }
  };
  return { clock, saved, witness, input, engine, passes, memory };
}

const positions = (saved: readonly Checkpoint[]) => saved.map(({ inputs }) => inputs.live?.position);

describe('a checkpoint', () => {
  test.each<[string, (fail: () => boolean) => { listener?: Partial<Listener>; store?: Partial<Store> }, string]>([
    [
      'a listener cannot commit',
      (fail) => ({ listener: { commit: () => (fail() ? Promise.reject(full) : 0) } }),
      'listener rows could not commit: disk is full',
    ],
    [
      'a listener throws in commit',
      (fail) => ({
        listener: {
          commit() {
            if (fail()) throw full;
            return 0;
          },
        },
      }),
      'listener rows could not commit: disk is full',
    ],
    [
      'the store cannot write',
      (fail) => ({ store: { commit: () => (fail() ? Promise.reject(full) : Promise.resolve()) } }),
      'disk is full',
    ],
  ])('that is not saved since %s is told of and tried again; the input is not to blame', async (_, make, why) => {
    let failing = true;
    const { listener = {}, store } = make(() => failing);
    const { witness, input, engine, passes } = await start(listener, store && { store });
    await passes(35);
    expect(troubles(witness.events)).toEqual(Array(3).fill('engine.checkpoint-failed'));
    expect(witness.events.find(({ type }) => type === 'engine.checkpoint-failed')?.summary).toBe(
      `the checkpoint was not saved: ${why}; after a restart, what came since the last one is processed again`,
    );
    failing = false;
    await passes(10);
    expect(troubles(witness.events).at(-1)).toBe('engine.checkpoint-recovered');
    expect(summaries(witness.events, 'echo')).toHaveLength(45);
    await engine.stop();
    await engine.finished;
    expectAccounts(engine, [input]);
  });

  test('that cannot be saved at the end fails the run; all is drained and stopped all the same', async () => {
    const stopped: string[] = [];
    const listener = { commit: () => Promise.reject(full), stop: () => void stopped.push('rows') };
    const store = { close: async () => void stopped.push('store') };
    const { witness, input, engine, passes } = await start(listener, { store });
    await passes(3);
    await engine.stop();
    await expect(engine.finished).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED' });
    expect(stopped).toEqual(['rows', 'store']);
    expect(troubles(witness.events)).toEqual(['engine.checkpoint-failed']);
    expectAccounts(engine, [input]);
  });

  test('that takes too long holds inputs up for as long as patience allows, and is not saved when it comes too late', async () => {
    const waiting: ((position: number) => void)[] = [];
    const commit = () => new Promise<number>((resolve) => waiting.push(resolve));
    const { clock, saved, witness, input, engine, passes } = await start({ commit });
    await passes(10);
    input.push(...seconds(5));
    await clock.advance(4_999);
    expect(summaries(witness.events, 'echo')).toHaveLength(10);
    await clock.advance(1);
    expect(summaries(witness.events, 'echo')).toHaveLength(15);
    await passes(10);
    expect(waiting).toHaveLength(1);
    waiting[0]?.(15);
    await clock.advance(0);
    expect(saved).toEqual([]);
    await passes(10);
    waiting[1]?.(35);
    await clock.advance(0);
    expect(positions(saved)).toEqual([35]);
    const stopped = engine.stop();
    await clock.advance(0);
    waiting[2]?.(35);
    await stopped;
    await engine.finished;
    expectAccounts(engine, [input]);
  });

  test('waits for a slow listener no longer than patience, once, and is saved without it', async () => {
    const { clock, saved, witness, input, engine, passes } = await start({
      queue: { timeout: '1h' },
      handle: () => new Promise(() => {}),
    });
    await passes(10);
    await clock.advance(4_999);
    expect(saved).toEqual([]);
    await clock.advance(1);
    expect(positions(saved)).toEqual([10]);
    await passes(20);
    expect(positions(saved)).toEqual([10, 20, 30]);
    expect(summaries(witness.events, 'echo')).toHaveLength(30);
    const stopped = engine.stop();
    await clock.advance(3_600_000);
    await stopped;
    expectAccounts(engine, [input]);
  });

  test('is not taken while a listener that commits is behind: after a restart that gets everything', async () => {
    let hanging = true;
    const handled: string[] = [];
    const handle = async ({ summary }: Event) => {
      if (hanging) await new Promise<void>(() => {});
      handled.push(summary);
    };
    const { clock, saved, witness, input, engine, passes, memory } = await start({ handle, commit: () => 0 });
    await passes(60);
    expect(saved).toEqual([]);
    expect(troubles(witness.events)).toContain('engine.checkpoint-failed');
    expect(summaries(witness.events, 'echo').length).toBeGreaterThan(50);
    await engine.stop();
    await expect(engine.finished).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED' });
    expectAccounts(engine, [input]);
    hanging = false;
    const again = createMemoryInput('live', seconds(60));
    await createEngine({
      inputs: [again],
      modules: [echo],
      listeners: [{ name: 'rows', criteria: ofEcho, handle, commit: () => 0 }],
      store: memory,
      clock,
    }).run();
    expect(handled).toHaveLength(60);
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

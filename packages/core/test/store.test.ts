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
  Module,
  type RecordDraft,
  type Store,
} from '../src/index.ts';
import { Door, derived, seconds, ten } from './fixtures.ts';

const door = { name: 'door', create: () => new Door(undefined) };
/** Close together, some out of order, then a long gap in which all that is kept falls due. */
const records: RecordDraft[] = Array.from({ length: 60 }, (_, i) => ({
  host: `web${i % 5}`,
  time: ten + (i < 50 ? i * 3_000 - (i % 4) * 1_200 : 1_200_000 + i * 1_000),
}));

type Ending = 'stopped' | 'failed';

/** The events of a run that is stopped, or whose input fails, after `count` records; statistics at the end left out. */
async function run(store: Store, options: { count?: number; partitions?: number; ending?: Ending } = {}) {
  const { count = Number.POSITIVE_INFINITY, partitions = 1, ending = 'stopped' } = options;
  const collector = createCollectingListener();
  const input = createMemoryInput('memory', records, { batchSize: 1 });
  const read = async () => {
    if (Number(input.positions()) < count) return input.read();
    if (ending === 'failed') throw new Error('the disk is gone');
    void engine.stop();
    return undefined;
  };
  const inputs = [{ ...input, read }];
  const engine = createEngine({ inputs, modules: [door], listeners: [collector], store, partitions });
  await engine.start();
  const failed = await engine.finished.then(
    () => false,
    () => true,
  );
  expect(failed).toBe(ending === 'failed' && count <= records.length);
  return derived(collector.events).flatMap((event) => (event.summary === 'totals' ? [] : [JSON.stringify(event)]));
}

describe('an engine with a store', () => {
  test.each<[ending: Ending, partitions: number]>([
    ['stopped', 1],
    ['stopped', 4],
    ['failed', 1],
  ])(
    'goes on where another %s: the events of an undisturbed run in all (partitions: %i)',
    async (ending, partitions) => {
      const inOrder = (events: string[]) => (partitions === 1 ? events : events.toSorted());
      const undisturbed = await run(createMemoryStore(), { partitions });
      for (let count = 0; count <= records.length; count++) {
        const store = createMemoryStore();
        const both = [...(await run(store, { count, partitions, ending })), ...(await run(store, { partitions }))];
        expect(inOrder(both), `${ending} after ${count}`).toEqual(inOrder(undisturbed));
      }
    },
  );

  test('refuses state of another number of partitions', async () => {
    const store = createMemoryStore();
    await run(store, { count: 5, partitions: 2 });
    await expect(run(store, { partitions: 3 })).rejects.toMatchObject({ code: 'STATE_PARTITIONS_DIFFER' });
  });

  test('saves state whenever the interval is over, positions and listeners with it', async () => {
    const clock = createManualClock(ten);
    const memory = createMemoryStore();
    const saved: Checkpoint[] = [];
    const store = { ...memory, commit: async (checkpoint: Checkpoint) => void saved.push(checkpoint) };
    const handled: Event[] = [];
    const listener: Listener = {
      name: 'rows',
      handle: (event) => void handled.push(event),
      commit: () => handled.length,
    };
    const input = createMemoryInput('live', [], { live: true });
    const engine = createEngine({ inputs: [input], modules: [door], listeners: [listener], store, clock });
    await engine.start();
    input.push(...seconds(2));
    await clock.advance(9_999);
    expect(saved).toEqual([]);
    await clock.advance(1);
    input.push({ time: ten + 2_000 });
    await clock.advance(0);
    expect(saved).toMatchObject([
      {
        version: 1,
        instance: 'correlator',
        inputs: { live: { position: 3, greatest: ten + 2_000 } },
        listeners: { rows: 4 },
      },
    ]);
    expect(saved[0]?.modules.door?.partitions[0]?.totals).toEqual({ records: 3, latest: ten + 2_000 });
    await engine.stop();
  });

  test('takes listeners back to what they had made durable, before they start', async () => {
    const store = createMemoryStore();
    const log: unknown[] = [];
    const listener: Listener = {
      name: 'rows',
      handle() {},
      start: () => void log.push('start'),
      restore: (position) => void log.push(position),
      commit: () => ({ bytes: 42 }),
    };
    const start = () =>
      createEngine({
        inputs: [createMemoryInput('memory', seconds(1))],
        modules: [],
        listeners: [listener],
        store,
      }).run();
    await start();
    await start();
    expect(log).toEqual(['start', { bytes: 42 }, 'start']);
  });

  test('migrates state of an earlier version, and starts afresh without a migration', async () => {
    class Counting extends Module {
      readonly totals = this.counters('totals', ['seen']);
      override process(): void {
        this.totals.add('seen');
      }
    }
    class Renamed extends Module<{ seen: number[] }> {
      override readonly stateVersion: number = 2;
      readonly sums = this.counters('sums', ['seen']);
      override process(): void {
        this.sums.add('seen');
        this.options.seen.push(this.sums.get('seen'));
      }
    }
    class Migrating extends Renamed {
      override migrate(snapshots: Readonly<Record<string, never>>, version: number) {
        return version === 1 ? { sums: snapshots.totals as never } : {};
      }
    }
    const start = async (create: () => Module, store: Store, given: number) => {
      await createEngine({
        inputs: [createMemoryInput('memory', seconds(given))],
        modules: [{ name: 'm', create }],
        store,
      }).run();
      return store;
    };
    const saved = () => start(() => new Counting(undefined), createMemoryStore(), 3);
    const [migrated, afresh] = [{ seen: [] as number[] }, { seen: [] as number[] }];
    await start(() => new Migrating(migrated), await saved(), 5);
    await start(() => new Renamed(afresh), await saved(), 5);
    expect([migrated.seen, afresh.seen]).toEqual([
      [4, 5],
      [1, 2],
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import type { MemoryStore } from '../src/checkpoints/memory-store.ts';
import {
  type Checkpoint,
  createEngine,
  createMemoryStore,
  type Listener,
  Module,
  type StateChange,
  type Store,
  type StoreTransaction,
} from '../src/index.ts';
import {
  createCollectingListener,
  createManualClock,
  createMemoryInput,
  type RecordDraft,
} from '../src/testing/index.ts';
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

interface Put {
  readonly collection: string;
  readonly key: string;
}

/** A store, what is put into it, and the checkpoints that are committed. */
function watched(memory: MemoryStore) {
  const saved: Checkpoint[] = [];
  const puts: Put[] = [];
  const begin = (): StoreTransaction => {
    const transaction = memory.begin();
    const put = (collection: string, changes: readonly StateChange[]) => {
      puts.push(...changes.map(({ key }) => ({ collection, key })));
      transaction.put(collection, changes);
    };
    const commit = (checkpoint: Checkpoint) => {
      saved.push(checkpoint);
      return transaction.commit(checkpoint);
    };
    return Object.assign(Object.create(transaction) as StoreTransaction, { put, commit });
  };
  const store: Store = { ...memory, begin };
  return { store, saved, puts };
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

  test('saves what changed whenever the interval is over, positions and figures with it', async () => {
    const clock = createManualClock(ten);
    const { store, saved } = watched(createMemoryStore());
    const input = createMemoryInput('live', [], { live: true });
    const engine = createEngine({ inputs: [input], modules: [door], store, clock });
    await engine.start();
    expect(saved).toHaveLength(1);
    input.push(...seconds(2));
    await clock.advance(999);
    expect(saved).toHaveLength(1);
    await clock.advance(1);
    expect(saved.at(-1)).toMatchObject({
      version: 2,
      instance: 'correlator',
      eventTime: ten - 4_000,
      midnight: ten + 14 * 3_600_000,
      inputs: { live: { position: 2, greatest: ten + 1_000, ended: false, ledger: { read: 2, processed: 2 } } },
      modules: { door: { stateVersion: 1, partitions: 1, collections: ['failures', 'window', 'totals'] } },
    });
    await clock.advance(5_000);
    expect(saved, 'nothing has changed').toHaveLength(2);
    await engine.stop();
  });

  test('saves of state only what changed since', async () => {
    const clock = createManualClock(ten);
    const { store, puts } = watched(createMemoryStore());
    const input = createMemoryInput('live', [], { live: true });
    const engine = createEngine({ inputs: [input], modules: [door], store, clock });
    await engine.start();
    input.push(...Array.from({ length: 50 }, (_, i) => ({ host: `web${i}`, time: ten })));
    await clock.advance(1_000);
    expect(puts.splice(0).filter(({ collection }) => collection.includes('failures'))).toHaveLength(50);
    input.push({ host: 'web7', time: ten + 1 });
    await clock.advance(1_000);
    expect(puts.map(({ collection, key }) => `${collection} ${key}`)).toEqual([
      '["door",0,"failures"] "web7"',
      '["door",0,"window"] "web7"',
      '["door",0,"totals"] ',
    ]);
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

  test('refuses state of another instance, and of a newer version of a module', async () => {
    class Newer extends Module {
      override readonly stateVersion = 2;
      override process() {}
    }
    class Older extends Module {
      override process() {}
    }
    const store = createMemoryStore();
    const start = (instance: string, create: () => Module) =>
      createEngine({
        instance,
        inputs: [createMemoryInput('memory', [])],
        modules: [{ name: 'm', create }],
        store,
      }).run();
    await start('one', () => new Newer(undefined));
    await expect(start('two', () => new Newer(undefined))).rejects.toMatchObject({ code: 'STORE_OF_OTHER_INSTANCE' });
    await expect(start('one', () => new Older(undefined))).rejects.toMatchObject({ code: 'STATE_NEWER' });
  });

  test('says what it drops of modules and listeners that are gone; what waited for those becomes dead letters', async () => {
    const store = createMemoryStore();
    const mail: Listener = { name: 'mail', queue: { retries: 0 }, handle: () => Promise.reject(new Error('no route')) };
    const inputs = () => [createMemoryInput('memory', seconds(3))];
    await createEngine({ inputs: inputs(), modules: [door], listeners: [mail], store }).run();
    const collector = createCollectingListener();
    const echoing = { name: 'echo', create: () => new Door(undefined) };
    await createEngine({ inputs: inputs(), modules: [echoing], listeners: [collector], store }).run();
    const dropped = collector.events.filter(({ type }) => type === 'engine.state-dropped');
    expect(dropped.map(({ data }) => data)).toEqual([{ module: 'door' }, { listener: 'mail' }]);
    expect(store.deadLetters.filter(({ listener }) => listener === 'mail').length).toBeGreaterThan(3);
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

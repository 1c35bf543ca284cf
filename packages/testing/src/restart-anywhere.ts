import { createEngine, createMemoryStore, type Module, type ModuleSpec, type Store } from '@correlator/core';
import { createCollectingListener, createMemoryInput, type RecordDraft } from '@correlator/core/testing';
import { CorrelatorError, type Event } from '@correlator/events';
import { moduleFailure, type RunModuleOptions, runModule, specOf } from './run-module.ts';

type Entries = readonly (RecordDraft | string)[];

interface Restarted {
  readonly spec: ModuleSpec;
  readonly entries: Entries;
  readonly store: Store;
  readonly options: Omit<RunModuleOptions, 'name' | 'batchSize'>;
}

const isOfEnd = ({ origin }: Event): boolean => String(origin?.cause).startsWith('statistics end');

/** Statistics at the end of each run have ids of their own. */
const textOf = (event: Event): string => JSON.stringify(isOfEnd(event) ? { ...event.toJSON(), id: '' } : event);

/** Goes on where the run before ended, takes one record, and ends; the last run goes on to the end of the records. */
async function runOne({ spec, entries, store, options }: Restarted, last: boolean): Promise<readonly Event[]> {
  const collector = createCollectingListener('collector', { where: ({ system }) => system !== 'engine' });
  const troubles = createCollectingListener('troubles', { systems: ['engine'] });
  const input = createMemoryInput('memory', entries, { batchSize: 1 });
  let taken = 0;
  const read = async () => {
    if (last || taken++ < 1) return input.read();
    void engine.stop();
    return undefined;
  };
  const listeners = [collector, troubles].map((listener) => ({ ...listener, durable: false }));
  const engine = createEngine({ ...options, inputs: [{ ...input, read }], modules: [spec], listeners, store });
  await engine.run();
  const failure = moduleFailure(troubles.events);
  if (failure !== undefined) throw failure;
  return collector.events.filter((event) => last || !isOfEnd(event));
}

/**
 * Runs a module over records as `runModule` does, and again with an engine and a module that are saved and made anew after
 * each record: as if the process were restarted there. Resolves to the events. Rejects with `RESTART_DIFFERS`, and the
 * first event that is other, where the module keeps something that is not in its declared state, changes a value without
 * `set`, `edit` or `touch`, or keeps what does not survive JSON; with `MODULE_FAILED` where it threw.
 *
 * @example
 * await restartAnywhere(() => new Doors({ limit: 3 }), ['gate: code refused', 'gate: code refused']);
 */
export async function restartAnywhere(
  module: ModuleSpec | (() => Module | readonly Module[]),
  entries: Entries,
  { name = 'module', batchSize: _, ...options }: RunModuleOptions = {},
): Promise<readonly Event[]> {
  const spec = specOf(module, name);
  const undisturbed = await runModule(spec, entries, options);
  const restarted: Restarted = { spec, entries, store: createMemoryStore(), options };
  const found: string[] = [];
  for (let count = 1; count <= entries.length; count++) {
    const events = await runOne(restarted, count === entries.length);
    found.push(...events.map(textOf));
    requireSame(undisturbed.map(textOf).slice(0, found.length), found, { count, whole: count === entries.length });
  }
  requireSame(undisturbed.map(textOf), found, { count: entries.length, whole: true });
  return undisturbed;
}

function requireSame(wanted: readonly string[], found: readonly string[], at: { count: number; whole: boolean }): void {
  const index = found.findIndex((text, i) => text !== wanted[i]);
  if (index < 0 && (!at.whole || wanted.length === found.length)) return;
  const [is, should] = [found[index < 0 ? found.length : index], wanted[index < 0 ? found.length : index]];
  throw new CorrelatorError(
    'RESTART_DIFFERS',
    `with a restart after each record, record ${at.count} gives ${is ?? 'nothing'} where it should give ${should ?? 'nothing'}; keep all in declared state, and change it by set, update, edit or touch`,
  );
}

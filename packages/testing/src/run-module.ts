import { createEngine, type EngineOptions, type Module, type ModuleSpec } from '@correlator/core';
import { createCollectingListener, createMemoryInput, type RecordDraft } from '@correlator/core/testing';
import { CorrelatorError, type Event } from '@correlator/events';

/** How `runModule` runs a module. */
export interface RunModuleOptions extends Pick<EngineOptions, 'zone' | 'lateness' | 'partitions'> {
  /** The name of a module given as a function. @default 'module' */
  readonly name?: string;
  /** How many records come at a time. @default 100 */
  readonly batchSize?: number;
}

/** A module as an engine wants it. */
export function specOf(module: ModuleSpec | ModuleSpec['create'], name: string): ModuleSpec {
  return typeof module === 'function' ? { name, create: module } : module;
}

/**
 * Runs a module over records, or messages, to their end and resolves to the events that it dispatched, statistics at
 * the end included. Rejects with `MODULE_FAILED` where the module threw.
 */
export async function runModule(
  module: ModuleSpec | (() => Module | readonly Module[]),
  entries: readonly (RecordDraft | string)[],
  options: RunModuleOptions = {},
): Promise<readonly Event[]> {
  const { name = 'module', batchSize = 100, ...engineOptions } = options;
  const collector = createCollectingListener();
  await createEngine({
    ...engineOptions,
    inputs: [createMemoryInput('memory', entries, { batchSize })],
    modules: [specOf(module, name)],
    listeners: [collector],
  }).run();
  const failure = moduleFailure(collector.events);
  if (failure !== undefined) throw failure;
  return collector.events.filter(({ system }) => system !== 'engine');
}

/** The error for a module that threw, if it did. */
export function moduleFailure(events: readonly Event[]): CorrelatorError | undefined {
  const failure = events.find(({ type }) => type.startsWith('engine.module-'));
  if (failure === undefined) return undefined;
  const message = `${failure.summary}; mend its process, processEvent or statistics`;
  return new CorrelatorError('MODULE_FAILED', message, { details: failure.data });
}

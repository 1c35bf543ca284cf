/** Starting an engine: listeners, then taps and modules, then inputs; from a checkpoint where there is one. */
import { CorrelatorError } from '@correlator/events';
import { startFailed } from '../base/component-errors.ts';
import { restoreListeners, restoreRun } from '../checkpoints/restore.ts';
import { checkCriteria } from '../contract/criteria.ts';
import type { Listener, ListenerContext } from '../contract/listener.ts';
import type { Checkpoint, Store } from '../contract/store.ts';
import { inputContext } from '../intake/input-reader.ts';
import { createDayOf } from '../time/watermarks.ts';
import type { EngineParts } from './connect.ts';
import { describeRun, type EngineOptions } from './options.ts';

/** What can be stopped again. */
interface Started {
  stop?(): unknown;
}

/** Starts listeners, then modules, then inputs; where one cannot start, those before it are stopped again. */
export async function startParts(parts: EngineParts): Promise<void> {
  checkNames(parts.options);
  for (const { name, criteria = {} } of parts.options.listeners ?? []) checkCriteria(name, criteria);
  const started: Started[] = [];
  try {
    await startAll(parts, started);
  } catch (error) {
    // What cannot stop either must not hide why the start failed, nor keep the others from being stopped.
    for (const component of started.reverse()) await (async () => component.stop?.())().catch(() => {});
    throw error;
  }
}

function checkNames({ inputs, listeners = [] }: EngineOptions): void {
  for (const list of [inputs, listeners]) {
    const names = list.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined)
      throw new CorrelatorError('NAME_TAKEN', `two components are called '${twice}': rename one`);
  }
}

async function startAll(parts: EngineParts, started: Started[]): Promise<void> {
  const { options, settings, inputs, dispatcher, outbox, taps, checkpointer } = parts;
  const { store, listeners = [] } = options;
  const saved = await loadCheckpoint(store, settings.instance);
  const source = saved === undefined ? options.initial : store;
  const checkpoint = saved ?? (await source?.load());
  if (store !== undefined) started.push({ stop: () => store.close() });
  if (checkpoint !== undefined) await restoreListeners(checkpoint, dispatcher, outbox);
  for (const listener of listeners) {
    await named(`listener ${listener.name}`, () => listener.start?.(listenerContext(parts, listener)));
    started.push(listener);
  }
  const run = describeRun(
    inputs.map(({ input }) => input),
    settings,
  );
  await taps.start(run);
  started.push(taps);
  connectModules(parts);
  if (checkpoint !== undefined && source !== undefined) {
    await restoreRun(checkpoint, parts, { store: source, writer: checkpointer.state });
    checkpointer.stale.find(checkpoint, parts, parts.reports);
  }
  for (const { input } of inputs) {
    await named(`input ${input.name}`, () => input.start(contextOf(parts, input.name)));
    started.push(input);
  }
  await checkpointer.begin();
}

async function loadCheckpoint(store: Store | undefined, instance: string): Promise<Checkpoint | undefined> {
  const checkpoint = await store?.load();
  if (checkpoint === undefined || checkpoint.instance === instance) return checkpoint;
  await store?.close();
  throw new CorrelatorError(
    'STORE_OF_OTHER_INSTANCE',
    `the store is of instance '${checkpoint.instance}', not of '${instance}': give each instance a store of its own`,
  );
}

async function named(component: string, start: () => unknown): Promise<void> {
  try {
    await start();
  } catch (error) {
    throw startFailed(component, error);
  }
}

function connectModules({ options, settings, router, reports, watermarks }: EngineParts): void {
  router.connect(options.modules, settings.partitions, {
    instance: settings.instance,
    time: watermarks.time,
    publisher: router,
    reports,
    dayOf: createDayOf(settings.zone),
  });
}

function contextOf({ settings, reports }: EngineParts, input: string): ReturnType<typeof inputContext> {
  return inputContext(input, { clock: settings.clock, zone: settings.zone.name, reports });
}

function listenerContext({ options, settings, outcomes, reports }: EngineParts, { name }: Listener): ListenerContext {
  const events = options.modules.flatMap((module) => module.events ?? []);
  const report: ListenerContext['report'] = (summary, data = {}) =>
    reports.report({ type: 'engine.listener-trouble', summary, data: { listener: name, ...data } }, name);
  const dispatch: ListenerContext['dispatch'] = (event) => outcomes.dispatch(name, event);
  return { clock: settings.clock, zone: settings.zone.name, events, dispatch, report };
}

/** Makes engines of checked configurations. */
import { createJournaledInput } from '@correlator/capture';
import {
  type Clock,
  createEngine,
  type Engine,
  type EngineOptions,
  type Input,
  type InputManifest,
  type Listener,
  type ListenerManifest,
  type ModuleSpec,
  type Store,
  useModule,
} from '@correlator/core';
import { byteSize } from '@correlator/events';
import { type CheckConfigOptions, type CheckedConfig, checkConfig } from '../components/check-config.ts';
import type { Component } from '../components/component.ts';
import type { LoadedConfig } from '../loading/load-config.ts';
import { configError } from '../loading/problem.ts';

/** How an engine is made of a configuration. */
export interface BuildEngineOptions extends Omit<CheckConfigOptions, 'kinds'> {
  /** Listeners of the program's own, besides those of the configuration. @default none */
  readonly listeners?: readonly Listener[];
  /** A store of the program's own, in place of that of the configuration. @default none */
  readonly store?: Store;
  /** The clock of the engine. @default the machine's */
  readonly clock?: Clock;
}

/** Checks a configuration as `checkConfig` does. Throws `CONFIG_INVALID` with every problem. */
export async function requireConfig(loaded: LoadedConfig, options: CheckConfigOptions = {}): Promise<CheckedConfig> {
  const { config, problems } = await checkConfig(loaded, options);
  if (config !== undefined) return config;
  throw configError(loaded, problems);
}

/** Returns the modules of a checked configuration, as an engine wants them. */
export function moduleSpecs(config: Pick<CheckedConfig, 'modules'>): ModuleSpec[] {
  return config.modules.map(({ manifest, given, name }) => useModule(manifest, given, name));
}

/** Returns a listener with what its configuration says of it; what that does not say stays as the listener has it. */
function withSetup(listener: Listener, { criteria, queue, durable = listener.durable }: Component): Listener {
  if (queue === undefined && durable === listener.durable && listener.criteria !== undefined) return listener;
  const { start, handleBatch, stop, commit, restore } = listener;
  return {
    name: listener.name,
    criteria: listener.criteria ?? criteria,
    queue: { ...listener.queue, ...queue },
    ...(durable !== undefined && { durable }),
    handle: (event, signal) => listener.handle(event, signal),
    ...(start && { start: (context) => start.call(listener, context) }),
    ...(handleBatch && { handleBatch: (events, signal) => handleBatch.call(listener, events, signal) }),
    ...(stop && { stop: () => stop.call(listener) }),
    ...(commit && { commit: () => commit.call(listener) }),
    ...(restore && { restore: (position) => restore.call(listener, position) }),
  };
}

/** Returns the listener of a checked component, with the criteria and queue of its configuration. */
export function makeListener(component: Component<ListenerManifest<never>>): Listener {
  const { name, manifest, options, criteria } = component;
  return withSetup(manifest.create(options as never, { name, criteria }), component as unknown as Component);
}

/** Returns the input of a checked component, behind a journal if it has one. */
export function makeInput({ manifest, options, name, journal }: Component<InputManifest<never>>): Input {
  const input = manifest.create(options as never, { name });
  return journal === undefined ? input : createJournaledInput(input, journal);
}

function storeParts(component: CheckedConfig['store']): Pick<EngineOptions, 'store'> {
  if (component === undefined) return {};
  const { manifest, options, keeping = {} } = component;
  return {
    store: manifest.create(options as never),
    ...(keeping.interval !== undefined && { checkpointInterval: keeping.interval }),
    ...(keeping.maxBytes !== undefined && { outboxBytes: byteSize(keeping.maxBytes, 'store.maxBytes') }),
  };
}

/** Returns the parts of an engine that a checked configuration describes: fresh ones at each call. */
export function engineParts(config: CheckedConfig): EngineOptions {
  return {
    ...(config.settings as Pick<EngineOptions, 'instance' | 'zone' | 'partitions'>),
    ...storeParts(config.store),
    inputs: config.inputs.map(makeInput),
    modules: moduleSpecs(config),
    listeners: config.listeners.map(makeListener),
  };
}

/**
 * Returns the engine that a configuration describes, ready to start. Throws `CONFIG_INVALID` with every problem at once, in
 * words and as `details.problems`.
 *
 * @example
 * const engine = await buildEngine(await loadConfig({ path: 'bastion.yaml' }), { from: [import.meta.url] });
 * await engine.run();
 */
export async function buildEngine(loaded: LoadedConfig, options: BuildEngineOptions = {}): Promise<Engine> {
  const { listeners = [], store, clock, ...check } = options;
  const parts = engineParts(await requireConfig(loaded, check));
  return createEngine({
    ...parts,
    listeners: [...(parts.listeners ?? []), ...listeners],
    ...(store && { store }),
    ...(clock && { clock }),
  });
}

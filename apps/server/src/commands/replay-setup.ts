import {
  configFromValue,
  type LoadedConfig,
  loadConfig,
  moduleSpecs,
  overrideConfig,
  requireConfig,
} from '@correlator/config';
import type { EngineOptions } from '@correlator/core';

/** Options of `correlator replay`. */
export interface ReplayOptions {
  readonly modules?: readonly string[];
  readonly config?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly partitions?: number;
  readonly zone?: string;
  readonly year?: number;
  readonly format?: string;
  /** The program of lines that name none. */
  readonly program?: string;
  /** The first time of receipt that is replayed of captures, in ms since 1970 UTC. */
  readonly from?: number;
  /** The time of receipt from which captures are not replayed, in ms since 1970 UTC. */
  readonly to?: number;
  /** The speed at which captures are replayed, as a multiple of the original. @default as fast as possible */
  readonly speed?: number;
}

/** The modules of a replay that names none. */
const defaultModules = ['sshd'];

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Chooses modules by their names, each with the options that the configuration has for it, if any. */
function withModules(loaded: LoadedConfig, names: readonly string[] | undefined): LoadedConfig {
  if (names === undefined || !isMap(loaded.value)) return loaded;
  const known = isMap(loaded.value.modules) ? loaded.value.modules : {};
  const modules = Object.fromEntries(names.map((name) => [name, known[name] || {}]));
  return { ...loaded, value: { ...loaded.value, modules } };
}

type SetupOptions = Pick<ReplayOptions, 'config' | 'modules' | 'set'>;

async function load({ config, modules, set = [] }: SetupOptions): Promise<LoadedConfig> {
  if (config === undefined) return overrideConfig(withModules(configFromValue({}), modules ?? defaultModules), set);
  return overrideConfig(withModules(await loadConfig({ path: config }), modules), set);
}

/**
 * Returns the modules and settings of a replay or an explanation, without taps: what is read again is not captured
 * again.
 */
export async function replaySetup(options: SetupOptions): Promise<Omit<EngineOptions, 'inputs'>> {
  const config = await requireConfig(await load(options), { kinds: ['module'], from: [import.meta.url] });
  return {
    ...(config.settings as Partial<EngineOptions>),
    modules: moduleSpecs(config).map((spec) => ({ ...spec, taps: [] })),
  };
}

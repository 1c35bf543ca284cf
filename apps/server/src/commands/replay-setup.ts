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
  /** Of captures, by the time of receipt, in ms since 1970 UTC. */
  readonly from?: number;
  readonly to?: number;
  readonly speed?: number;
}

/** Modules of a replay that names none. */
const defaultModules = ['sshd'];

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The modules by their names: with the options that the configuration has for them, if it has any. */
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

/** The modules and settings of a replay, or of an explanation: what is read again is not captured again. */
export async function replaySetup(options: SetupOptions): Promise<Omit<EngineOptions, 'inputs'>> {
  const config = await requireConfig(await load(options), { kinds: ['module'], from: [import.meta.url] });
  return {
    ...(config.settings as Partial<EngineOptions>),
    modules: moduleSpecs(config).map((spec) => ({ ...spec, taps: [] })),
  };
}

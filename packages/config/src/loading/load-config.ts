/** Finds and reads configurations, and says where in them something stands. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CorrelatorError, messageOf } from '@correlator/events';

/** A place in a configuration. */
export interface ConfigPlace {
  /** The line of the file, from 1, if that is known (YAML and JSON). */
  readonly line?: number;
  /** The column, from 1, if the line is known. */
  readonly column?: number;
  /** The override that says it, such as `modules.sshd.limit=10`. */
  readonly override?: string;
}

/** A configuration as it was read: not checked yet. */
export interface LoadedConfig {
  /** The file's absolute path; undefined if the configuration came from a program. */
  readonly path: string | undefined;
  /** The folder at which relative paths in it start, and from which packages are looked for first. */
  readonly directory: string;
  readonly value: unknown;
  /** Returns the place of a path: a line of the file, if the format has lines to speak of, or an override. */
  placeOf?(path: readonly string[]): ConfigPlace | undefined;
}

/** How a configuration is found and read. */
export interface LoadOptions {
  /** The file. @default the `correlator.config.*` in `directory` */
  readonly path?: string | undefined;
  /** The folder at which the search and a relative path start. @default the current folder */
  readonly directory?: string;
  /** Overrides such as `modules.sshd.limit=10`, in this order. @default none */
  readonly set?: readonly string[] | undefined;
}

function noConfig(directory: string): CorrelatorError {
  const names = `${configNames.slice(0, -1).join(', ')} or ${configNames.at(-1)}`;
  return new CorrelatorError(
    'CONFIG_NOT_FOUND',
    `there is no configuration in ${directory}; name one with --config FILE, or make one of ${names}`,
  );
}

function unreadable(path: string, cause: unknown): CorrelatorError {
  const missing = (cause as { code?: unknown }).code === 'ENOENT';
  const problem = missing ? 'there is no such file; check the path' : `${messageOf(cause)}`;
  return new CorrelatorError('CONFIG_UNREADABLE', `${path}: ${problem}`, { cause, details: { path } });
}

async function loadText(path: string): Promise<LoadedConfig> {
  const text = await readFile(path, 'utf8').catch((cause) => Promise.reject(unreadable(path, cause)));
  const { parseYaml } = await import('./parse-yaml.ts');
  const parsed = parseYaml(text, path);
  return { path, directory: dirname(path), value: parsed.value, placeOf: parsed.placeOf };
}

/** When each program that was run had been changed last, in milliseconds since 1970 UTC. */
const known = new Map<string, number>();

/**
 * Returns the URL to import: a program that was changed since it was run is another module. What it imports is not read again.
 */
async function urlOf(path: string): Promise<string> {
  const { href } = pathToFileURL(path);
  const { mtimeMs } = await stat(path);
  const first = known.get(path) ?? mtimeMs;
  known.set(path, first);
  return first === mtimeMs ? href : `${href}?changed=${mtimeMs}`;
}

async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(await urlOf(path));
  } catch (cause) {
    const old = (cause as { code?: unknown }).code === 'ERR_UNKNOWN_FILE_EXTENSION';
    const fix = old ? '; TypeScript needs Node.js 22.18 or newer: update, or write it as JavaScript or YAML' : '';
    throw new CorrelatorError('CONFIG_FAILED', `${path} cannot be run: ${messageOf(cause)}${fix}`, { cause });
  }
}

async function loadProgram(path: string): Promise<LoadedConfig> {
  await readFile(path).catch((cause) => Promise.reject(unreadable(path, cause)));
  const exported = await importFile(path);
  const value = exported.default ?? exported.config;
  if (value !== undefined) return { path, directory: dirname(path), value };
  throw new CorrelatorError(
    'CONFIG_FAILED',
    `${path} exports no configuration; write: export default defineConfig({ … })`,
  );
}

function loadFile(path: string): Promise<LoadedConfig> {
  const end = extname(path).toLowerCase();
  if (/^\.[mc]?[jt]s$/.test(end)) return loadProgram(path);
  if (['.yaml', '.yml', '.json'].includes(end)) return loadText(path);
  throw new CorrelatorError(
    'CONFIG_UNREADABLE',
    `${path}: a configuration's name ends in .ts, .mts, .js, .mjs, .yaml, .yml or .json; rename it`,
  );
}

/**
 * Finds and reads a configuration and applies overrides. What it says is not checked yet: see `checkConfig` and
 * `buildEngine`. Throws `CONFIG_NOT_FOUND`, `CONFIG_AMBIGUOUS`, `CONFIG_UNREADABLE`, `CONFIG_SYNTAX`, `CONFIG_FAILED`
 * and `OVERRIDE_INVALID`.
 *
 * @example
 * const loaded = await loadConfig({ path: 'bastion.yaml', set: ['modules.sshd.limit=10'] });
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const directory = resolve(options.directory ?? '.');
  const path = options.path === undefined ? await findConfig(directory) : resolve(directory, options.path);
  if (path === undefined) throw noConfig(directory);
  return overrideConfig(await loadFile(path), options.set ?? []);
}

/** Returns `loaded` with overrides such as `modules.sshd.limit=10`. Throws `OVERRIDE_INVALID`. */
export async function overrideConfig(loaded: LoadedConfig, set: readonly string[]): Promise<LoadedConfig> {
  if (set.length === 0) return loaded;
  const { applyOverride, overriddenPath } = await import('./override.ts');
  let changed = loaded;
  for (const override of set) {
    const { placeOf } = changed;
    const own = overriddenPath(override);
    const says = (path: readonly string[]) => own.every((key, index) => key === path[index]);
    const value = applyOverride(changed.value, override);
    changed = { ...changed, value, placeOf: (path) => (says(path) ? { override } : placeOf?.(path)) };
  }
  return changed;
}

/** Returns a configuration that comes from a program. `directory` is where its relative paths start. */
export function configFromValue(value: unknown, directory = '.'): LoadedConfig {
  return { path: undefined, directory: resolve(directory), value };
}

/** The names that a configuration is looked for by, first to last. */
export const configNames = ['ts', 'mts', 'js', 'mjs', 'yaml', 'yml', 'json'].map((end) => `correlator.config.${end}`);

/**
 * Returns the path of the configuration in `directory`, or undefined if there is none. Throws `CONFIG_AMBIGUOUS` if there
 * are several.
 */
export async function findConfig(directory: string): Promise<string | undefined> {
  const present = new Set(await readdir(directory).catch(() => []));
  const [first, second] = configNames.filter((name) => present.has(name));
  if (first === undefined) return undefined;
  if (second === undefined) return join(directory, first);
  throw new CorrelatorError(
    'CONFIG_AMBIGUOUS',
    `${directory} has both ${first} and ${second}; remove one, or name one with --config`,
  );
}

/** Says all that can be said of a configuration without running it. */
import { resolve } from 'node:path';
import { type CorrelatorError, isCorrelatorError, messageOf } from '@correlator/events';
import {
  type CheckConfigOptions,
  type CheckedConfig,
  type ConfigFindings,
  findProblems,
} from '../components/check-config.ts';
import type { Component } from '../components/component.ts';
import { type LoadedConfig, type LoadOptions, loadConfig, overrideConfig } from '../loading/load-config.ts';
import type { SyntaxProblem } from '../loading/parse-yaml.ts';
import { type ConfigProblem, withPlaces } from '../loading/problem.ts';
import { placeOf } from '../manifests/package-names.ts';
import { assemble } from '../wiring/assembly.ts';
import { type Wiring, wiringOf } from '../wiring/wiring.ts';
import { criteriaWarnings } from './criteria-warnings.ts';
import { wiringProblems, wiringWarnings } from './wiring-problems.ts';

/** The review of a configuration: all that can be said of it without running it. */
export interface ConfigReview {
  /** The file's absolute path; undefined if none was found. */
  readonly path: string | undefined;
  /** The problems that keep it from running. */
  readonly problems: readonly ConfigProblem[];
  /** The warnings of what would run, but hardly as it is meant, or not on this machine as it is now. */
  readonly warnings: readonly ConfigProblem[];
  /** The wiring of what would run; undefined if there are problems. */
  readonly wiring: Wiring | undefined;
}

interface Facts {
  readonly path?: string;
  readonly problems?: readonly SyntaxProblem[];
  readonly problem?: string;
  readonly override?: string;
}

/** Returns the problems of a configuration that cannot be read, one for each place. */
function loadingProblems({ code, message, details }: CorrelatorError): ConfigProblem[] {
  const { problems } = details as Facts;
  return problems?.map((problem) => ({ code, path: '', ...problem })) ?? [{ code, path: '', message }];
}

function overrideProblem(error: unknown): ConfigProblem {
  if (!isCorrelatorError(error)) throw error;
  const { problem = error.message, override = '' } = error.details as Facts;
  return { code: error.code, path: '', message: problem, override };
}

/** Applies the overrides that can be applied, and says what is wrong with the others. */
async function overridden(loaded: LoadedConfig, set: readonly string[]) {
  const problems: ConfigProblem[] = [];
  let changed = loaded;
  for (const override of set) {
    try {
      changed = await overrideConfig(changed, [override]);
    } catch (error) {
      problems.push(overrideProblem(error));
    }
  }
  return { changed, problems };
}

/** Asks the components what is in their way on this machine. */
async function obstacles({ inputs, listeners, modules, store }: CheckedConfig): Promise<ConfigProblem[]> {
  const components: readonly Component[] = [...inputs, ...listeners, ...modules, ...(store ? [store] : [])];
  const found = components.map(async ({ name, manifest, options }): Promise<ConfigProblem[]> => {
    const where = placeOf(manifest.kind, name);
    try {
      const all = (await manifest.obstacles?.(options as never)) ?? [];
      return all.map(({ code, path, message }) => ({ code, path: [where, path].filter(Boolean).join('.'), message }));
    } catch (cause) {
      const message = `cannot say what is in its way: ${messageOf(cause)}; report it to its author`;
      return [{ code: 'PACKAGE_FAILED', path: where, message }];
    }
  });
  return (await Promise.all(found)).flat();
}

async function review(loaded: LoadedConfig, { config, found, complete }: ConfigFindings): Promise<ConfigReview> {
  const assembly = assemble(config);
  const problems = [...found, ...wiringProblems(assembly, config)];
  // If modules are missing, nobody knows what these would dispatch.
  const wired = complete ? [...wiringWarnings(assembly), ...criteriaWarnings(assembly)] : [];
  return {
    path: loaded.path,
    problems: withPlaces(loaded, problems),
    warnings: withPlaces(loaded, [...(await obstacles(config)), ...wired]),
    wiring: problems.length > 0 ? undefined : wiringOf(assembly, config, loaded.directory),
  };
}

const byPlace = (a: ConfigProblem, b: ConfigProblem): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

/** Reviews a configuration that was read already, or comes from a program, as `reviewConfig` does. */
export async function reviewLoaded(
  loaded: LoadedConfig,
  options: CheckConfigOptions & Pick<LoadOptions, 'set'> = {},
): Promise<ConfigReview> {
  const { set = [], ...check } = options;
  const { changed, problems } = await overridden(loaded, set);
  const found = await review(changed, await findProblems(changed, check));
  return {
    ...found,
    problems: [...problems, ...found.problems].sort(byPlace),
    warnings: [...found.warnings].sort(byPlace),
    wiring: problems.length > 0 ? undefined : found.wiring,
  };
}

/**
 * Reads and checks a configuration, with every problem as data, whether of its syntax, its overrides or its components.
 * It makes the components and asks them, and starts none.
 *
 * @example
 * const { problems, warnings, wiring } = await reviewConfig({ path: 'bastion.yaml', from: [import.meta.url] });
 */
export async function reviewConfig(options: LoadOptions & CheckConfigOptions = {}): Promise<ConfigReview> {
  const { path, directory = '.', ...check } = options;
  let loaded: LoadedConfig;
  try {
    loaded = await loadConfig({ path, directory });
  } catch (error) {
    if (!isCorrelatorError(error)) throw error;
    const file = (error.details as Facts).path ?? (path === undefined ? undefined : resolve(directory, path));
    return { path: file, problems: loadingProblems(error), warnings: [], wiring: undefined };
  }
  return reviewLoaded(loaded, check);
}

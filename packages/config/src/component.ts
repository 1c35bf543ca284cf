import { type Criteria, checkOptions, type Manifest, type OptionProblem, type QueueOptions } from '@correlator/core';
import { messageOf, nearestName } from '@correlator/events';
import { findManifest } from './find-manifest.ts';
import type { Kind } from './package-names.ts';
import { type FoundProblem, optionProblems } from './problem.ts';
import type { ResolveOptions } from './resolve-package.ts';
import { knownOptions, resolvePaths } from './resolve-paths.ts';
import { criteriaSchema, queueSchema } from './settings.ts';

/** One component of a configuration: its package found, its options checked. */
export interface Component<M = Manifest> {
  readonly name: string;
  readonly manifest: M;
  /** The options as given, relative paths made absolute. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The options as checked, with their defaults. */
  readonly options: unknown;
  /** Of listeners. */
  readonly criteria: Criteria;
  /** Of listeners. */
  readonly queue: QueueOptions | undefined;
}

/** What is known of a component before its package is. */
export interface ComponentEntry {
  readonly kind: Kind;
  readonly name: string;
  readonly value: unknown;
}

/** A component, or its problems; its manifest where that was found. */
export interface CheckedComponent {
  readonly component?: Component;
  readonly manifest?: Manifest;
  readonly problems: readonly FoundProblem[];
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ownKeys: Readonly<Record<Kind, readonly string[]>> = {
  input: ['use'],
  module: ['use'],
  listener: ['use', 'criteria', 'queue'],
};

/** `critera: …` is not an option of the listener that happens to be unknown: it is `criteria`, misspelt. */
function misspelt(entry: ComponentEntry, options: Plain, known: readonly string[]): Map<string, string> {
  const own = ownKeys[entry.kind];
  const found = new Map<string, string>();
  for (const key of Object.keys(options)) {
    const near = known.includes(key) ? undefined : nearestName(key, [...own, ...known]);
    if (near !== undefined && own.includes(near)) found.set(key, near);
  }
  return found;
}

function without(options: Plain, keys: readonly string[]): Plain {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !keys.includes(key)));
}

function checkSetup(
  path: string,
  value: Plain,
): { criteria: Criteria; queue?: QueueOptions; problems: OptionProblem[] } {
  const criteria = checkOptions(criteriaSchema, value.criteria ?? {}, `${path}.criteria`);
  const queue = checkOptions(queueSchema, value.queue ?? {}, `${path}.queue`);
  return {
    criteria: 'options' in criteria ? (criteria.options as unknown as Criteria) : {},
    ...('options' in queue && value.queue !== undefined ? { queue: queue.options as QueueOptions } : {}),
    problems: [criteria, queue].flatMap((checked) => ('problems' in checked ? checked.problems : [])),
  };
}

function checkComponentOptions(
  entry: ComponentEntry,
  manifest: Manifest,
  at: { path: string; directory: string },
): CheckedComponent {
  const value = entry.value as Plain;
  const setup = entry.kind === 'listener' ? checkSetup(at.path, value) : { criteria: {}, problems: [] };
  const options = without(value, ownKeys[entry.kind]);
  const slips = misspelt(entry, options, knownOptions(manifest.options));
  const given = resolvePaths(manifest.options, without(options, [...slips.keys()]), at.directory);
  const checked = checkOptions<unknown>(manifest.options, given, at.path);
  const problems = [
    ...setup.problems,
    ...[...slips].map(([key, near]) => ({
      path: `${at.path}.${key}`,
      message: `unknown option; did you mean '${near}'?`,
    })),
    ...('problems' in checked ? checked.problems : []),
  ];
  if (problems.length > 0 || 'problems' in checked) return { manifest, problems: optionProblems(problems) };
  const { criteria, queue } = { queue: undefined, ...setup };
  const component = { name: entry.name, manifest, given, options: checked.options, criteria, queue };
  return { component, manifest, problems: [] };
}

/** Finds a component's package and checks its options. Never throws. */
export async function checkComponent(
  entry: ComponentEntry,
  context: ResolveOptions & { readonly directory: string },
): Promise<CheckedComponent> {
  const path = `${entry.kind}s.${entry.name}`;
  const { kind, name, value } = entry;
  if (name === 'engine' && kind !== 'input') {
    const message =
      "'engine' is the name of the engine's own events; choose another name, and write this one under 'use'";
    return { problems: [{ code: 'NAME_TAKEN', path, message }] };
  }
  if (!isPlain(value)) {
    const message = 'must be a map of options, true, or false to turn it off';
    return { problems: [{ code: 'OPTION_INVALID', path, message }] };
  }
  const found = await findManifest({ kind, name, path, use: value.use, directory: context.directory }, context);
  if (found.problem !== undefined) return { problems: [found.problem] };
  try {
    return checkComponentOptions(entry, found.manifest, { path, directory: context.directory });
  } catch (cause) {
    const message = `its options cannot be checked: ${messageOf(cause)}; report it to the author of '${found.manifest.name}'`;
    return { problems: [{ code: 'MANIFEST_INVALID', path, message }] };
  }
}

import { type JournalSettings, journalOptions } from '@correlator/capture';
import { type Criteria, checkOptions, type Manifest, type OptionProblem, type QueueOptions } from '@correlator/core';
import { messageOf, nearestName } from '@correlator/events';
import { type FoundProblem, optionProblems } from '../loading/problem.ts';
import { findManifest } from '../manifests/find-manifest.ts';
import { type Kind, placeOf } from '../manifests/package-names.ts';
import type { ResolveOptions } from '../manifests/resolve-package.ts';
import {
  criteriaSchema,
  durableSchema,
  isPlainObject,
  type PlainObject,
  queueSchema,
  type StoreSettings,
  storeSchema,
} from '../settings/settings.ts';
import { knownOptions, resolvePaths } from './resolve-paths.ts';

/** A component of a configuration: its package found, its options checked. */
export interface Component<M = Manifest> {
  readonly name: string;
  readonly manifest: M;
  /** The options as given, relative paths made absolute. */
  readonly given: PlainObject;
  /** The options as checked, with their defaults. */
  readonly options: unknown;
  /** The events that a listener is given. */
  readonly criteria: Criteria;
  /** The queue of a listener, as far as the configuration says. */
  readonly queue: QueueOptions | undefined;
  /** The events that survive a crash until a listener has handled them, if the configuration says. */
  readonly durable: boolean | Criteria | undefined;
  /** What a store has beside the options of its package. */
  readonly keeping: StoreSettings | undefined;
  /** The journal of an input. */
  readonly journal: JournalSettings | undefined;
}

/** What is known of a component before its package is. */
export interface ComponentEntry {
  readonly kind: Kind;
  readonly name: string;
  readonly value: unknown;
}

/** A component, or its problems; its manifest if that was found. */
export interface CheckedComponent {
  readonly component?: Component;
  readonly manifest?: Manifest;
  readonly problems: readonly FoundProblem[];
}

const ownKeys: Readonly<Record<Kind, readonly string[]>> = {
  store: ['use', 'interval', 'maxBytes'],
  input: ['use', 'journal'],
  module: ['use'],
  listener: ['use', 'criteria', 'queue', 'durable'],
};

/** Returns what was meant by misspelt keys: `critera: …` is not an unknown option of a listener's package, but `criteria`. */
function misspelt(entry: ComponentEntry, options: PlainObject, known: readonly string[]): Map<string, string> {
  const own = ownKeys[entry.kind];
  const found = new Map<string, string>();
  for (const key of Object.keys(options)) {
    const near = known.includes(key) ? undefined : nearestName(key, [...own, ...known]);
    if (near !== undefined && own.includes(near)) found.set(key, near);
  }
  return found;
}

function without(options: PlainObject, keys: readonly string[]): PlainObject {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !keys.includes(key)));
}

interface Setup {
  readonly criteria: Criteria;
  readonly queue?: QueueOptions;
  readonly durable?: boolean | Criteria;
  readonly keeping?: StoreSettings;
  readonly journal?: JournalSettings;
  readonly problems: readonly OptionProblem[];
}

/** Checks what a listener, an input or a store has beside the options of its package. */
function checkSetup(kind: Kind, path: string, value: PlainObject): Setup {
  if (kind === 'listener') return checkListenerSetup(path, value);
  if (kind === 'input') return checkJournal(path, value);
  if (kind !== 'store') return { criteria: {}, problems: [] };
  const { interval, maxBytes } = value;
  const given = { ...(interval !== undefined && { interval }), ...(maxBytes !== undefined && { maxBytes }) };
  const checked = checkOptions(storeSchema, given, path);
  return 'problems' in checked
    ? { criteria: {}, problems: checked.problems }
    : { criteria: {}, keeping: checked.options as StoreSettings, problems: [] };
}

function checkJournal(path: string, { journal }: PlainObject): Setup {
  if (journal === undefined || journal === false) return { criteria: {}, problems: [] };
  const checked = checkOptions(journalOptions, journal, `${path}.journal`);
  if ('problems' in checked) return { criteria: {}, problems: checked.problems };
  return { criteria: {}, journal: checked.options, problems: [] };
}

/** Returns what is wrong with a journal: what can be read again needs none, and would be read twice with one. */
function journalProblems(path: string, { journal }: Setup, manifest: Manifest): OptionProblem[] {
  if (journal === undefined || (manifest.kind === 'input' && manifest.volatile === true)) return [];
  const message = `'${manifest.name}' goes on where it was by itself; leave the journal out`;
  return [{ path: `${path}.journal`, message }];
}

function checkListenerSetup(path: string, value: PlainObject): Setup {
  const durable = checkOptions(durableSchema, value.durable, `${path}.durable`);
  const criteria = checkOptions(criteriaSchema, value.criteria ?? {}, `${path}.criteria`);
  const queue = checkOptions(queueSchema, value.queue ?? {}, `${path}.queue`);
  return {
    criteria: 'options' in criteria ? (criteria.options as unknown as Criteria) : {},
    ...('options' in queue && value.queue !== undefined ? { queue: queue.options as QueueOptions } : {}),
    ...('options' in durable && durable.options !== undefined
      ? { durable: durable.options as boolean | Criteria }
      : {}),
    problems: [criteria, queue, durable].flatMap((checked) => ('problems' in checked ? checked.problems : [])),
  };
}

/** Resolves the path of a journal, which starts at the configuration's folder, as all paths do. */
function withPaths(value: PlainObject, directory: string): PlainObject {
  return isPlainObject(value.journal)
    ? { ...value, journal: resolvePaths(journalOptions, value.journal, directory) }
    : value;
}

function checkComponentOptions(
  entry: ComponentEntry,
  manifest: Manifest,
  at: { path: string; directory: string },
): CheckedComponent {
  const value = entry.value as PlainObject;
  const setup = checkSetup(entry.kind, at.path, withPaths(value, at.directory));
  const options = without(value, ownKeys[entry.kind]);
  const isAny = Object.keys(options).length > 0;
  const slips = misspelt(entry, options, isAny ? knownOptions(manifest.options) : []);
  const given = resolvePaths(manifest.options, without(options, [...slips.keys()]), at.directory);
  const checked = checkOptions<unknown>(manifest.options, given, at.path);
  const problems = [
    ...setup.problems,
    ...journalProblems(at.path, setup, manifest),
    ...[...slips].map(([key, near]) => ({
      path: `${at.path}.${key}`,
      message: `unknown option; did you mean '${near}'?`,
    })),
    ...('problems' in checked ? checked.problems : []),
  ];
  if (problems.length > 0 || 'problems' in checked) return { manifest, problems: optionProblems(problems) };
  const none = { queue: undefined, durable: undefined, keeping: undefined, journal: undefined };
  const { problems: _, ...own } = { ...none, ...setup };
  const component = { name: entry.name, manifest, given, options: checked.options, ...own };
  return { component, manifest, problems: [] };
}

/** Finds a component's package and checks its options. Never throws. */
export async function checkComponent(
  entry: ComponentEntry,
  context: ResolveOptions & { readonly directory: string },
): Promise<CheckedComponent> {
  const path = placeOf(entry.kind, entry.name);
  const { kind, name, value } = entry;
  if (name === 'engine' && (kind === 'module' || kind === 'listener')) {
    const message =
      "'engine' is the name of the engine's own events; choose another name, and write this one under 'use'";
    return { problems: [{ code: 'NAME_TAKEN', path, message }] };
  }
  if (!isPlainObject(value)) {
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

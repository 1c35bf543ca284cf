/** Checks the components of a configuration, and everything else that it says. */
import { pathToFileURL } from 'node:url';
import {
  checkOptions,
  type InputManifest,
  type ListenerManifest,
  type ModuleManifest,
  type StoreManifest,
} from '@correlator/core';
import { nearestName } from '@correlator/events';
import type { LoadedConfig } from '../loading/load-config.ts';
import { type ConfigProblem, type FoundProblem, optionProblems, withPlaces } from '../loading/problem.ts';
import type { Kind } from '../manifests/package-names.ts';
import { isPlainObject, type Settings, settingNames, settingsSchema } from '../settings/settings.ts';
import { type CheckedComponent, type Component, type ComponentEntry, checkComponent } from './component.ts';
import { criteriaProblems } from './criteria-problems.ts';

/** How a configuration is checked. */
export interface CheckConfigOptions {
  /**
   * URLs of files or folders (ending in `/`) from which packages are looked for after the configuration's folder; a
   * server gives its own `import.meta.url`.
   * @default none
   */
  readonly from?: readonly string[];
  /** Conditions of packages' `exports` besides `node` and `import`. @default those that this process runs with */
  readonly conditions?: readonly string[];
  /** The kinds of components that count; others are left out unchecked. @default all */
  readonly kinds?: readonly Kind[];
}

/** A configuration whose packages were found and whose options were checked. */
export interface CheckedConfig {
  readonly settings: Omit<Settings, 'inputs' | 'modules' | 'listeners' | 'store'>;
  readonly inputs: readonly Component<InputManifest<never>>[];
  readonly modules: readonly Component<ModuleManifest<never>>[];
  readonly listeners: readonly Component<ListenerManifest<never>>[];
  readonly store: Component<StoreManifest<never>> | undefined;
}

/** A checked configuration, or all of its problems. */
export type ConfigCheck =
  | { readonly config: CheckedConfig; readonly problems: readonly [] }
  | { readonly config?: undefined; readonly problems: readonly ConfigProblem[] };

function entriesOf(kind: Kind, components: unknown): ComponentEntry[] {
  return Object.entries(components ?? {}).flatMap(([name, value]) => {
    if (value === false) return [];
    return { kind, name, value: value === true || value === null ? {} : value };
  });
}

const examples: Readonly<Record<'input' | 'module', string>> = {
  input: 'auth: { use: file, paths: [/var/log/auth.log] }',
  module: 'sshd: {}',
};

/** Returns the entries of the kinds that count, and what is missing altogether. */
function allEntries(
  settings: Settings,
  kinds: readonly Kind[],
  misspelt: readonly string[],
): { entries: ComponentEntry[]; problems: FoundProblem[] } {
  const sections: Readonly<Record<Kind, unknown>> = {
    input: settings.inputs,
    module: settings.modules,
    listener: settings.listeners ?? { log: {} },
    store: { sqlite: settings.store ?? false },
  };
  const problems: FoundProblem[] = [];
  const entries = kinds.flatMap((kind) => {
    const found = entriesOf(kind, sections[kind]);
    if (found.length === 0 && (kind === 'input' || kind === 'module') && !misspelt.includes(`${kind}s`)) {
      problems.push({
        code: 'OPTION_INVALID',
        path: `${kind}s`,
        message: `none is given; add one, such as ${examples[kind]}`,
      });
    }
    return found;
  });
  return { entries, problems };
}

function ofKind<K extends Kind>(kind: K, checked: readonly CheckedComponent[]) {
  const components = checked.flatMap(({ component }) => component ?? []);
  return components.filter(({ manifest }) => manifest.kind === kind) as unknown as readonly Component<
    Extract<Component['manifest'], { kind: K }>
  >[];
}

function checkedConfig(settings: Settings, checked: readonly CheckedComponent[]): CheckedConfig {
  const { inputs: _inputs, modules: _modules, listeners: _listeners, store: _store, ...rest } = settings;
  return {
    settings: rest,
    inputs: ofKind('input', checked),
    modules: ofKind('module', checked),
    listeners: ofKind('listener', checked),
    store: ofKind('store', checked)[0],
  };
}

/** Returns the settings that were meant by unknown ones: their absence need not be reported as well. */
function misspeltSettings(value: unknown): string[] {
  const keys = isPlainObject(value) ? Object.keys(value) : [];
  return keys.flatMap((key) => (settingNames.includes(key) ? [] : (nearestName(key, settingNames) ?? [])));
}

/** The findings of a check: what is right in a configuration, and what is not. */
export interface ConfigFindings {
  /** The components that are right. */
  readonly config: CheckedConfig;
  readonly found: readonly FoundProblem[];
  /** Whether no component is missing from `config`. */
  readonly complete: boolean;
}

/** Checks a configuration as `checkConfig` does. Returns what is right in it beside what is wrong. */
export async function findProblems(loaded: LoadedConfig, options: CheckConfigOptions): Promise<ConfigFindings> {
  const { kinds = ['input', 'module', 'listener', 'store'], conditions } = options;
  const top = checkOptions(settingsSchema, loaded.value, '');
  const settings = 'options' in top ? top.options : salvaged(loaded.value);
  const { entries, problems: missing } = allEntries(settings, kinds, misspeltSettings(loaded.value));
  const from = [pathToFileURL(`${loaded.directory}/`).href, ...(options.from ?? [])];
  const context = { directory: loaded.directory, from, conditions };
  const checked = await Promise.all(entries.map((entry) => checkComponent(entry, context)));
  const config = checkedConfig(settings, checked);
  const found = [
    ...('problems' in top ? optionProblems(top.problems) : []),
    ...missing,
    ...checked.flatMap(({ problems }) => problems),
    ...(kinds.includes('listener')
      ? criteriaProblems(
          entries,
          checked.map(({ manifest }) => manifest),
        )
      : []),
  ];
  return { config, found, complete: checked.every(({ component }) => component !== undefined) };
}

/**
 * Finds the packages that a configuration names and checks everything it says. Returns all problems at once, as data. Packages
 * are looked for from the configuration's folder first, then from `from`.
 *
 * @example
 * const { problems } = await checkConfig(await loadConfig(), { from: [import.meta.url] });
 */
export async function checkConfig(loaded: LoadedConfig, options: CheckConfigOptions = {}): Promise<ConfigCheck> {
  const { config, found } = await findProblems(loaded, options);
  return found.length === 0 ? { config, problems: [] } : { problems: withPlaces(loaded, found) };
}

/** Returns the components of a configuration that is wrong at the top: their problems are reported too. */
function salvaged(value: unknown): Settings {
  const part = (section: unknown): Record<string, unknown> => (isPlainObject(section) ? section : {});
  const { inputs, modules, listeners, store } = part(value);
  return {
    inputs: part(inputs),
    modules: part(modules),
    listeners: part(listeners),
    ...(store !== undefined && { store: part(store) }),
  };
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeOptions, type Manifest, type OptionDescription } from '@correlator/core';
import { type EventClass, type FieldKind, messageOf, type Severity } from '@correlator/events';
import { findManifest } from './find-manifest.ts';
import { apiProblem, manifestsOf } from './manifests-of.ts';
import type { Kind } from './package-names.ts';
import { resolvePackage } from './resolve-package.ts';
import { type ScannedPackage, scanPackages } from './scan-packages.ts';

/** A declared field of an event class. */
export interface FieldDescription {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly nullable: boolean;
}

/** An event class that a component dispatches. */
export interface EventDescription {
  readonly type: string;
  readonly severity: Severity;
  /** Its declared fields; undefined if its data is open, as it is not an audit event. */
  readonly fields?: readonly FieldDescription[];
}

/** A component that a configuration can use, as its manifest describes it. */
export interface InstalledComponent {
  readonly kind: Kind;
  /** Its name in a configuration. */
  readonly name: string;
  readonly package: string;
  readonly version?: string;
  readonly summary?: string;
  /** Its options; undefined if its schema does not describe them. */
  readonly options?: readonly OptionDescription[];
  readonly events?: readonly EventDescription[];
  /** Why it cannot be used, if it cannot. */
  readonly problem?: string;
}

/** The places in which `listInstalled` looks. */
export interface InstalledOptions {
  /** The configuration's folder, which comes first. */
  readonly directory: string;
  /** URLs of files or folders (ending in `/`) that come after it, such as a server's `import.meta.url`. @default none */
  readonly from?: readonly string[];
  /** Conditions of packages' `exports` besides `node` and `import`. @default those that this process runs with */
  readonly conditions?: readonly string[];
}

function describeEvent({ type, severity, fields }: EventClass): EventDescription {
  const described = Object.entries(fields ?? {}).map(([name, { kind, label, nullable }]) => ({
    name,
    kind,
    label,
    nullable,
  }));
  return { type, severity, ...(fields !== undefined && { fields: described }) };
}

type Identity = Pick<InstalledComponent, 'name' | 'package' | 'version'>;

function describeManifest(manifest: Manifest, identity: Identity): InstalledComponent {
  const { kind, summary } = manifest;
  const problem = apiProblem(manifest, identity.package);
  if (problem !== undefined) return { kind, ...identity, summary, problem };
  const options = describeOptions(manifest.options);
  const events = 'events' in manifest ? (manifest.events ?? []) : [];
  const described = events.filter(({ internal }) => internal !== true).map(describeEvent);
  return { kind, ...identity, summary, ...(options !== undefined && { options }), events: described };
}

async function versionOf({ base, package: name }: ScannedPackage): Promise<Pick<InstalledComponent, 'version'>> {
  try {
    const text = await readFile(join(base, 'node_modules', name, 'package.json'), 'utf8');
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? { version } : {};
  } catch {
    return {};
  }
}

async function importManifests({ base, package: name }: ScannedPackage, conditions?: readonly string[]) {
  const from = [pathToFileURL(`${base}/`).href];
  const found = await resolvePackage([name], { from, conditions });
  return found === undefined ? [] : manifestsOf(await import(found.url));
}

async function describePackage(kind: Kind, found: ScannedPackage, conditions?: readonly string[]) {
  const identity = { package: found.package, ...(await versionOf(found)) };
  const broken = (problem: string) => [{ kind, name: found.name ?? found.package, ...identity, problem }];
  try {
    const all = await importManifests(found, conditions);
    const manifests = all.filter((manifest) => manifest.kind === kind);
    if (manifests.length === 0) return broken(`it exports no manifest of a ${kind}`);
    const named = manifests.length === 1 ? found.name : undefined;
    return manifests.map((manifest) => describeManifest(manifest, { name: named ?? manifest.name, ...identity }));
  } catch (cause) {
    return broken(`it cannot be loaded: ${messageOf(cause)}`);
  }
}

function placesOf({ directory, from = [] }: InstalledOptions): string[] {
  return [pathToFileURL(`${directory}/`).href, ...from];
}

/**
 * Returns the modules, listeners or inputs that a configuration can name: packages that are installed under a name of theirs
 * (`correlator-module-…`, `@correlator/module-…`), in the configuration's folder or above it, then in the server's. To
 * describe them, it imports them.
 *
 * @example
 * for (const { name, summary } of await listInstalled('module', { directory: '.' })) console.log(name, summary);
 */
export async function listInstalled(kind: Kind, options: InstalledOptions): Promise<readonly InstalledComponent[]> {
  const found = await scanPackages(kind, placesOf(options));
  const described: InstalledComponent[][] = await Promise.all(
    found.map((one) => describePackage(kind, one, options.conditions)),
  );
  return described.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns a component by what stands under `use`: a name, a package, a path; with a `problem` if there is none. */
export async function describeInstalled(
  kind: Kind,
  use: string,
  options: InstalledOptions,
): Promise<InstalledComponent> {
  const listed = (await listInstalled(kind, options)).find(({ name, package: full }) => name === use || full === use);
  if (listed !== undefined) return listed;
  const named = { kind, name: use, path: '', use, directory: options.directory };
  const found = await findManifest(named, { from: placesOf(options), conditions: options.conditions });
  if (found.problem !== undefined) return { kind, name: use, package: use, problem: found.problem.message };
  return describeManifest(found.manifest, { name: use, package: use });
}

import { apiVersion, type Manifest } from '@correlator/core';
import { messageOf, nearestName } from '@correlator/events';
import { type Kind, wantedPackages } from './package-names.ts';
import type { ConfigProblemCode, FoundProblem } from './problem.ts';
import { type ResolveOptions, resolvePackage } from './resolve-package.ts';

/** A component that a configuration names. */
export interface Named {
  readonly kind: Kind;
  /** Its name in the configuration. */
  readonly name: string;
  /** Such as `modules.sshd`. */
  readonly path: string;
  /** What stands under `use`, if anything does. */
  readonly use: unknown;
  /** The configuration's folder. */
  readonly directory: string;
}

/** A manifest, or why there is none. */
export type Found = { readonly manifest: Manifest; readonly problem?: undefined } | { readonly problem: FoundProblem };

function failed(named: Named, code: ConfigProblemCode, message: string): Found {
  return { problem: { code, path: named.path, message } };
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, api, options, create } = value as Partial<Record<keyof Manifest, unknown>>;
  const hasSchema = (typeof options === 'object' && options !== null) || typeof options === 'function';
  const isComplete = typeof kind === 'string' && typeof name === 'string' && typeof api === 'number';
  return isComplete && typeof create === 'function' && hasSchema && '~standard' in options;
}

function manifestsOf(exported: Readonly<Record<string, unknown>>): readonly Manifest[] {
  const { manifest, manifests } = exported;
  return [...(Array.isArray(manifests) ? manifests : []), manifest].filter(isManifest);
}

const listed = (manifests: readonly Manifest[]): string =>
  manifests.map(({ kind, name }) => `the ${kind} '${name}'`).join(', ');

function choose(named: Named, manifests: readonly Manifest[], wanted: string): Manifest | undefined {
  const ofKind = manifests.filter(({ kind }) => kind === named.kind);
  return ofKind.length === 1 ? ofKind[0] : ofKind.find(({ name }) => name === wanted || name === named.name);
}

function checkApi(named: Named, manifest: Manifest, specifier: string): Found {
  if (manifest.api === apiVersion) return { manifest };
  const fix = manifest.api > apiVersion ? 'a newer Correlator, or an older version of it' : 'a newer version of it';
  const versions = `is written for api ${manifest.api} of Correlator, and this one speaks api ${apiVersion}`;
  return failed(named, 'API_VERSION_MISMATCH', `'${specifier}' ${versions}; install ${fix}`);
}

function pick(named: Named, manifests: readonly Manifest[], at: { specifier: string; wanted: string }): Found {
  const { specifier, wanted } = at;
  if (manifests.length === 0) {
    return failed(named, 'MANIFEST_INVALID', `'${specifier}' exports no manifest; export one by the name 'manifest'`);
  }
  const manifest = choose(named, manifests, wanted);
  if (manifest !== undefined) return checkApi(named, manifest, specifier);
  const ofKind = manifests.filter(({ kind }) => kind === named.kind);
  const code = ofKind.length === 0 ? 'KIND_MISMATCH' : 'PACKAGE_NOT_FOUND';
  const fix =
    ofKind.length === 0 ? `put it under '${manifests[0]?.kind}s', or use another package` : 'use one of these';
  const lacks = ofKind.length === 0 ? `is no ${named.kind}` : `has no ${named.kind} '${wanted}'`;
  return failed(named, code, `'${specifier}' ${lacks}: it has ${listed(manifests)}; ${fix}`);
}

const ours: Readonly<Record<Kind, readonly string[]>> = {
  input: ['file', 'syslog', 'journald'],
  module: ['sshd', 'report', 'capture'],
  listener: ['log', 'csv', 'firewall', 'sql'],
};

function notFound(named: Named, use: string, candidates: readonly string[]): Found {
  const [first = ''] = candidates;
  if (first.startsWith('file:')) {
    return failed(
      named,
      'PACKAGE_NOT_FOUND',
      `there is no file ${use}; write its path from the configuration's folder`,
    );
  }
  const near = nearestName(use, ours[named.kind]);
  const install = `npm install ${first}`;
  const hint =
    near === undefined || near === use ? `install it: ${install}` : `did you mean '${near}'? Else: ${install}`;
  const looked = `looked for ${candidates.join(', then ')}`;
  return failed(named, 'PACKAGE_NOT_FOUND', `no ${named.kind} '${use}' is installed (${looked}); ${hint}`);
}

async function importManifest(named: Named, use: string, options: ResolveOptions): Promise<Found> {
  const { directory } = named;
  const { candidates, name: wanted } = wantedPackages(use, named.kind, {
    directory,
    explicit: named.use !== undefined,
  });
  try {
    const found = await resolvePackage(candidates, options);
    if (found === undefined) return notFound(named, use, candidates);
    const specifier = found.specifier.startsWith('file:') ? use : found.specifier;
    return pick(named, manifestsOf(await import(found.url)), { specifier, wanted });
  } catch (cause) {
    return failed(named, 'PACKAGE_FAILED', `'${use}' cannot be loaded: ${messageOf(cause)}; reinstall or mend it`);
  }
}

/** The manifest of a component, or the problem. Never throws. */
export async function findManifest(named: Named, options: ResolveOptions): Promise<Found> {
  const use = named.use ?? named.name;
  if (typeof use === 'string' && use !== '') return importManifest(named, use, options);
  if (isManifest(use)) return pick(named, [use], { specifier: use.name, wanted: use.name });
  const path = `${named.path}.use`;
  return { problem: { code: 'OPTION_INVALID', path, message: 'must be the name of a package, a path or a manifest' } };
}

/** Finds the packages of components, and their manifests. */
import type { Manifest } from '@correlator/core';
import { messageOf, nearestName } from '@correlator/events';
import type { ConfigProblemCode, FoundProblem } from '../loading/problem.ts';
import { apiProblem, isManifest, lackingIn, manifestsOf } from './manifests-of.ts';
import { type Kind, wantedPackages } from './package-names.ts';
import { type ResolveOptions, resolvePackage } from './resolve-package.ts';
import { installedNames } from './scan-packages.ts';

/** A component that a configuration names. */
export interface Named {
  readonly kind: Kind;
  /** Its name in the configuration. */
  readonly name: string;
  /** Its path in the configuration, such as `modules.sshd`. */
  readonly path: string;
  /** What stands under `use`, if anything does. */
  readonly use: unknown;
  /** The configuration's folder. */
  readonly directory: string;
}

/** A manifest, or the problem that there is none. */
export type Found = { readonly manifest: Manifest; readonly problem?: undefined } | { readonly problem: FoundProblem };

function failed(named: Named, code: ConfigProblemCode, message: string): Found {
  return { problem: { code, path: named.path, message } };
}

const sectionOf = (kind: Kind | undefined): string => (kind === 'store' ? 'store' : `${kind}s`);

const listed = (manifests: readonly Manifest[]): string =>
  manifests.map(({ kind, name }) => `the ${kind} '${name}'`).join(', ');

function choose(named: Named, manifests: readonly Manifest[], wanted: string): Manifest | undefined {
  const ofKind = manifests.filter(({ kind }) => kind === named.kind);
  return ofKind.length === 1 ? ofKind[0] : ofKind.find(({ name }) => name === wanted || name === named.name);
}

function checkApi(named: Named, manifest: Manifest, specifier: string): Found {
  const problem = apiProblem(manifest, specifier);
  return problem === undefined ? { manifest } : failed(named, 'API_VERSION_MISMATCH', problem);
}

interface Picking {
  readonly specifier: string;
  readonly wanted: string;
  /** What its `manifest` lacks to be one. */
  readonly lacks?: string | undefined;
}

function pick(named: Named, manifests: readonly Manifest[], { specifier, wanted, lacks }: Picking): Found {
  if (manifests.length === 0) {
    return failed(
      named,
      'MANIFEST_INVALID',
      `'${specifier}' exports no manifest; ${lacks ?? "export one by the name 'manifest'"}`,
    );
  }
  const manifest = choose(named, manifests, wanted);
  if (manifest !== undefined) return checkApi(named, manifest, specifier);
  const ofKind = manifests.filter(({ kind }) => kind === named.kind);
  const code = ofKind.length === 0 ? 'KIND_MISMATCH' : 'PACKAGE_NOT_FOUND';
  const fix =
    ofKind.length === 0
      ? `put it under '${sectionOf(manifests[0]?.kind)}', or use another package`
      : 'use one of these';
  const kindLacks = ofKind.length === 0 ? `is no ${named.kind}` : `has no ${named.kind} '${wanted}'`;
  return failed(named, code, `'${specifier}' ${kindLacks}: it has ${listed(manifests)}; ${fix}`);
}

interface Missing {
  readonly use: string;
  readonly candidates: readonly string[];
  readonly from: readonly string[];
}

/** Reports a package that is not there: with the name that was meant, or if none is near, what there is and how to get it. */
async function notFound(named: Named, { use, candidates, from }: Missing): Promise<Found> {
  const [first = ''] = candidates;
  if (first.startsWith('file:')) {
    const message = `there is no file ${use}; write its path from the configuration's folder`;
    return failed(named, 'PACKAGE_NOT_FOUND', message);
  }
  const installed = await installedNames(named.kind, from);
  const near = nearestName(use, installed);
  const there = installed.length === 0 ? '' : `; installed: ${installed.join(', ')}`;
  const hint = near === undefined ? `${there}; to install it` : `; did you mean '${near}'? Else`;
  const looked = `looked for ${candidates.join(', then ')}`;
  const message = `no ${named.kind} '${use}' is installed (${looked})${hint}: npm install ${first}`;
  return failed(named, 'PACKAGE_NOT_FOUND', message);
}

async function importManifest(named: Named, use: string, options: ResolveOptions): Promise<Found> {
  const { directory } = named;
  const { candidates, name: wanted } = wantedPackages(use, named.kind, {
    directory,
    explicit: named.use !== undefined,
  });
  try {
    const found = await resolvePackage(candidates, options);
    if (found === undefined) return notFound(named, { use, candidates, from: options.from });
    const specifier = found.specifier.startsWith('file:') ? use : found.specifier;
    const exported = await import(found.url);
    return pick(named, manifestsOf(exported), { specifier, wanted, lacks: lackingIn(exported.manifest) });
  } catch (cause) {
    return failed(named, 'PACKAGE_FAILED', `'${use}' cannot be loaded: ${messageOf(cause)}; reinstall or mend it`);
  }
}

/** Returns the manifest of a component, or the problem. Never throws. */
export async function findManifest(named: Named, options: ResolveOptions): Promise<Found> {
  const use = named.use ?? named.name;
  if (typeof use === 'string' && use !== '') return importManifest(named, use, options);
  if (isManifest(use)) return pick(named, [use], { specifier: use.name, wanted: use.name });
  const path = `${named.path}.use`;
  return { problem: { code: 'OPTION_INVALID', path, message: 'must be the name of a package, a path or a manifest' } };
}

import { apiVersion, type Manifest } from '@correlator/core';

/** True for what has all that a manifest has. */
export function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, api, options, create } = value as Partial<Record<keyof Manifest, unknown>>;
  const hasSchema = (typeof options === 'object' && options !== null) || typeof options === 'function';
  const isComplete = typeof kind === 'string' && typeof name === 'string' && typeof api === 'number';
  return isComplete && typeof create === 'function' && hasSchema && '~standard' in options;
}

/** The manifests that a package exports. */
export function manifestsOf(exported: Readonly<Record<string, unknown>>): readonly Manifest[] {
  const { manifest, manifests } = exported;
  const found = [...(Array.isArray(manifests) ? manifests : []), manifest].filter(isManifest);
  return [...new Set(found)];
}

/** Why a manifest cannot be used with this version of the contract, if it cannot. */
export function apiProblem(manifest: Manifest, specifier: string): string | undefined {
  if (manifest.api === apiVersion) return undefined;
  const fix = manifest.api > apiVersion ? 'a newer Correlator, or an older version of it' : 'a newer version of it';
  const versions = `is written for api ${manifest.api} of Correlator, and this one speaks api ${apiVersion}`;
  return `'${specifier}' ${versions}; install ${fix}`;
}

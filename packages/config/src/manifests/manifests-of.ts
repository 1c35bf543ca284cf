import { apiVersion, type Manifest } from '@correlator/core';

/** Returns whether a value has all that a manifest has. */
export function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, api, options, create } = value as Partial<Record<keyof Manifest, unknown>>;
  const isComplete = typeof kind === 'string' && typeof name === 'string' && typeof api === 'number';
  return isComplete && typeof create === 'function' && isSchema(options);
}

/** Returns what an exported value lacks to be a manifest, in words; undefined if nothing is exported. */
export function lackingIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, name, api, options, create } = value as Partial<Record<keyof Manifest, unknown>>;
  const lacks = [
    ...Object.entries({ kind, name }).flatMap(([key, held]) => (typeof held === 'string' ? [] : [key])),
    ...(typeof api === 'number' ? [] : ['api']),
    ...(typeof create === 'function' ? [] : ['create (a function)']),
    ...(isSchema(options) ? [] : ['options (a schema such as z.object({ … }))']),
  ];
  return lacks.length === 0
    ? undefined
    : `its 'manifest' lacks ${lacks.join(', ')}; make it with defineModule or the like`;
}

function isSchema(options: unknown): boolean {
  const holds = (typeof options === 'object' && options !== null) || typeof options === 'function';
  return holds && '~standard' in options;
}

/** Returns the manifests that a package exports. */
export function manifestsOf(exported: Readonly<Record<string, unknown>>): readonly Manifest[] {
  const { manifest, manifests } = exported;
  const found = [...(Array.isArray(manifests) ? manifests : []), manifest].filter(isManifest);
  return [...new Set(found)];
}

/** Returns why a manifest cannot be used with this version of the contract, if it cannot. */
export function apiProblem(manifest: Manifest, specifier: string): string | undefined {
  if (manifest.api === apiVersion) return undefined;
  const fix = manifest.api > apiVersion ? 'a newer Correlator, or an older version of it' : 'a newer version of it';
  const versions = `is written for api ${manifest.api} of Correlator, and this one speaks api ${apiVersion}`;
  return `'${specifier}' ${versions}; install ${fix}`;
}

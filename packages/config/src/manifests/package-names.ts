import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest } from '@correlator/core';

/** A kind of component. */
export type Kind = Manifest['kind'];

/** Returns where a component stands in a configuration, such as `modules.sshd`. There is but one store. */
export function placeOf(kind: Kind, name: string): string {
  return kind === 'store' ? 'store' : `${kind}s.${name}`;
}

/** The package of the system listeners. */
export const systemPackage = '@correlator/listeners';

const systemListeners = new Map([
  ['log', 'log'],
  ['logback', 'log'],
  ['csv', 'csv'],
]);

/** The names of the system listeners. */
export const systemNames: readonly string[] = [...new Set(systemListeners.values())];

/** The meaning of `use`: what to import, and which manifest to expect there. */
export interface Wanted {
  /** The packages, or the URL of one file, in the order in which they are tried. */
  readonly candidates: readonly string[];
  /** The short name of the manifest, which decides if a package has several. */
  readonly name: string;
}

const isPath = (use: string): boolean => /^\.\.?[\\/]/.test(use) || use.startsWith('file:') || isAbsolute(use);

function shortName(use: string, kind: Kind): string {
  const base = use.split('/').at(-1) ?? use;
  return base.replace(new RegExp(`^(?:correlator-)?(?:${kind}-)?`), '').replace(/\.[mc]?[jt]s$/, '');
}

/**
 * Returns where a component is looked for: `nginx` means `correlator-module-nginx`, then `@correlator/module-nginx`. A name
 * that is written out under `use` may also be a package's own; a component's name alone never is, so that a slip does not run
 * whatever package has that name.
 */
export function wantedPackages(use: string, kind: Kind, context: { directory: string; explicit: boolean }): Wanted {
  const name = shortName(use, kind);
  if (isPath(use)) {
    const url = use.startsWith('file:') ? use : pathToFileURL(resolve(context.directory, use)).href;
    return { candidates: [url], name };
  }
  const system = kind === 'listener' ? systemListeners.get(use) : undefined;
  if (system !== undefined) return { candidates: [systemPackage], name: system };
  if (use.startsWith('@') || use.startsWith('correlator-')) return { candidates: [use], name };
  const candidates = [`correlator-${kind}-${use}`, `@correlator/${kind}-${use}`];
  return { candidates: context.explicit ? [...candidates, use] : candidates, name };
}

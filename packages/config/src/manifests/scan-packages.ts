import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kind, systemNames, systemPackage } from './package-names.ts';

/** A package that is installed under a name by which components are found. */
export interface ScannedPackage {
  /** Its full name, such as `correlator-module-nginx`. */
  readonly package: string;
  /** Its name in a configuration: `nginx`; undefined for the package of the system listeners. */
  readonly name: string | undefined;
  /** The folder that has it in its `node_modules`. */
  readonly base: string;
}

function scanned(name: string, kind: Kind, base: string): ScannedPackage[] {
  if (name === systemPackage && kind === 'listener') return [{ package: name, name: undefined, base }];
  const short = new RegExp(`^(?:correlator-|@correlator/)${kind}-(.+)$`).exec(name)?.[1];
  return short === undefined ? [] : [{ package: name, name: short, base }];
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function scanFolder(base: string, kind: Kind): Promise<ScannedPackage[]> {
  const modules = join(base, 'node_modules');
  const [own, ours] = await Promise.all([namesIn(modules), namesIn(join(modules, '@correlator'))]);
  return [...own, ...ours.map((name) => `@correlator/${name}`)].sort().flatMap((name) => scanned(name, kind, base));
}

/** Returns a folder and all above it, in the order in which Node.js looks through them. */
function upwards(url: string): string[] {
  const folders = [fileURLToPath(new URL('.', url))];
  for (let last = folders[0] ?? '/'; dirname(last) !== last; last = dirname(last)) folders.push(dirname(last));
  return folders;
}

/**
 * Returns the packages of a kind that are installed where a configuration would find them, by the naming rule: nothing of them
 * is run. Of a package that is there twice, it is the one that would be used.
 */
export async function scanPackages(kind: Kind, from: readonly string[]): Promise<ScannedPackage[]> {
  const folders = [...new Set(from.flatMap(upwards))];
  const found = await Promise.all(folders.map((folder) => scanFolder(folder, kind)));
  const first = new Map<string, ScannedPackage>();
  for (const one of found.flat()) if (!first.has(one.package)) first.set(one.package, one);
  return [...first.values()];
}

/** Returns the names by which a configuration can use what is installed of a kind. */
export async function installedNames(kind: Kind, from: readonly string[]): Promise<string[]> {
  const names = (await scanPackages(kind, from)).flatMap(({ name }) => name ?? systemNames);
  return [...new Set(names)].sort();
}

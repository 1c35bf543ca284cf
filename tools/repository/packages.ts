import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root folder of the repository. */
export const root = join(import.meta.dirname, '../..');

/** What these tests read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly type?: string;
  readonly license?: string;
  readonly sideEffects?: boolean;
  readonly engines?: { readonly node?: string };
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>> };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One package of the repository: its folder from the root, and its package.json. */
export interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

const folders = (parent: string): string[] =>
  readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`);

const read = (folder: string): Package => ({
  folder,
  manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest,
});

/** Every published library. */
export const libraries: readonly Package[] = folders('packages').map(read);

/** The reference server. */
export const server: Package = read('apps/server');

/** The programs that measure and test the packages; they are not published. */
export const programs: readonly Package[] = folders('apps')
  .filter((folder) => folder !== server.folder && existsSync(join(root, folder, 'src')))
  .map(read);

/** What inputs, modules, listeners and stores have in common: made by the engine, of one kind, alone. */
export const isComponent = ({ folder }: Package): boolean =>
  /^packages\/(?:listeners|(?:input|module|listener|store)-[a-z0-9-]+)$/.test(folder);

/** The TypeScript sources below a folder, as paths from the root. */
export const sources = (...patterns: readonly string[]): readonly string[] =>
  globSync([...patterns], { cwd: root }).sort();

/** The text of a source. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

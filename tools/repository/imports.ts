import { builtinModules } from 'node:module';
import { cruise, type ICruiseOptions, type IModule, type IViolation } from 'dependency-cruiser';
import { root } from './packages.ts';

const options: ICruiseOptions = {
  baseDir: root,
  includeOnly: { path: '^(packages|apps)/[^/]+/(src|test|examples)/' },
  tsPreCompilationDeps: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['@correlator/source', 'import', 'node', 'default', 'types'],
    extensions: ['.ts'],
  },
};

/** One import: the importing file, what is written there, and the file that this names. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly to: string;
}

/** A file and everything it imports. */
export interface Imports {
  readonly all: readonly Import[];
  /** Each circle of files that import one another, from the file it was found at back to that file. */
  readonly cycles: readonly string[];
}

// Imports of types only count too: a circle of them is gone when the program runs, but not for who reads it.
const noCycles = { name: 'no-cycles', from: {}, to: { circular: true } };

/** Reads every import of the repository's own files in one another. */
export async function readImports(): Promise<Imports> {
  const { output } = await cruise(['packages', 'apps'], {
    ...options,
    validate: true,
    ruleSet: { forbidden: [noCycles] },
  });
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text instead of modules');
  return { all: output.modules.flatMap(importsOf), cycles: output.summary.violations.map(circleOf) };
}

const importsOf = ({ source, dependencies }: IModule): Import[] =>
  dependencies.map(({ module, resolved }) => ({ from: source, specifier: module, to: resolved }));

const circleOf = ({ from, cycle }: IViolation): string => [from, ...(cycle ?? []).map(({ name }) => name)].join(' -> ');

/** The folder of the package a file belongs to: `packages/core`, `apps/server`. */
export const packageOf = (path: string): string => path.split('/').slice(0, 2).join('/');

/** The name of the package in an import: `pino` of `pino/file`, nothing for a relative path or a Node.js module. */
export function packageNameOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier))
    return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from './markdown.ts';
import { libraries, programs, root, server, textOf } from './packages.ts';

/** What npm and pnpm do by themselves, without a script of that name. */
const builtIn = new Set(['install', 'pack', 'publish', 'exec']);

/** Names that `npm NAME` runs without the word `run`. */
const short = new Set(['start', 'test']);

const scripts = new Set(Object.keys((JSON.parse(textOf('package.json')) as { scripts: object }).scripts));
const projects = new Set(['repository', ...[...libraries, server, ...programs].map(({ manifest }) => manifest.name)]);

/** The lines of shell commands in a page, and its spans of code. */
function codeOf(markdown: string): string[] {
  const shell = blocksOf(markdown).filter(({ info }) => info === 'sh');
  const lines = shell.flatMap(({ text }) => text.split('\n').map((line) => line.replace(/(?:^|\s)#.*$/, '')));
  const spans = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g);
  return [...lines, ...Array.from(spans, ([, code = '']) => code)];
}

/** The commands in a page that this repository does not have: scripts, and projects of the tests. */
export function unknownCommandsOf(markdown: string): string[] {
  return codeOf(markdown).flatMap((code) => [...unknownScripts(code), ...unknownProjects(code)]);
}

function unknownScripts(code: string): string[] {
  const called = code.matchAll(/\b(p?npm|node tools\/run\.mjs)( run)? (?!run )([a-z][a-z:-]*)/g);
  return Array.from(called, ([whole, runner, run, name = '']) => ({ whole, runner, run, name }))
    .filter(({ runner, run, name }) => {
      if (runner !== 'node tools/run.mjs' && run === undefined) return !builtIn.has(name) && !isShort(name);
      return !scripts.has(name);
    })
    .map(({ whole }) => whole);
}

const isShort = (name: string): boolean => short.has(name) && scripts.has(name);

function unknownProjects(code: string): string[] {
  const named = code.matchAll(/--project (\S+)/g);
  return Array.from(named, ([, name = '']) => name).filter((name) => !projects.has(name));
}

/** The paths from the root in the code of a page that are neither there nor made by a program and ignored by git. */
export function missingPathsOf(markdown: string): string[] {
  const words = codeOf(markdown).flatMap((code) => code.split(/\s+/));
  const paths = words.filter((word) => /^(?:packages|apps|tools|\.changeset|\.ci)(?:\/[\w.@/-]*)?$/.test(word));
  return paths.filter((path) => !existsSync(join(root, path)) && !isIgnored(path));
}

/** Whether a folder above the path has a `.gitignore` that names it as it stands. */
function isIgnored(path: string): boolean {
  const names = path.split('/');
  return names.some((_, index) => {
    const list = join(root, ...names.slice(0, index), '.gitignore');
    const lines = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
    return lines.some((line) => line.replaceAll(/^\/|\/$/g, '') === names.slice(index).join('/'));
  });
}

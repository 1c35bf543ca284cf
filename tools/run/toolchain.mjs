import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fromRoot } from './root.mjs';

const needed = { node: 24, pnpm: 12 };
const rememberedIn = fromRoot('.cache/toolchain.json');

/** The path of a fitting Node.js: the one running this, the one remembered, or one fetched now. */
export const findNode = () => (nodeFits() ? process.execPath : remembered('node'));

let pnpmPath;

/** The path of a fitting pnpm: the first on PATH, the one remembered, or one fetched now. */
export function findPnpm() {
  pnpmPath ??= pnpmOnPath() ?? remembered('pnpm');
  return pnpmPath;
}

/** The environment for programs: the fitting Node.js (and pnpm, once it was needed) come first on PATH. */
export function environment() {
  const first = [findNode(), pnpmPath].filter(Boolean).map(dirname);
  return { ...process.env, PATH: [...first, process.env.PATH].join(delimiter), TURBO_TELEMETRY_DISABLED: '1' };
}

const nodeFits = () => Number.parseInt(process.versions.node, 10) >= needed.node;

function pnpmOnPath() {
  const found = onPath(process.env.PATH ?? '', 'pnpm');
  if (!found) return undefined;
  // Asked outside the checkout, where an older pnpm would fetch the version that package.json names and report that.
  const { stdout } = spawnSync(found, ['--version'], { cwd: tmpdir(), encoding: 'utf8', timeout: 10_000 });
  return Number.parseInt(stdout, 10) >= needed.pnpm ? found : undefined;
}

const onPath = (path, name) =>
  path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));

function remembered(tool) {
  const paths = readRemembered();
  if (paths[tool] && existsSync(paths[tool])) return paths[tool];
  const fetched = { ...paths, ...fetchMissing() };
  mkdirSync(dirname(rememberedIn), { recursive: true });
  writeFileSync(rememberedIn, `${JSON.stringify(fetched, null, 2)}\n`);
  return fetched[tool];
}

function readRemembered() {
  try {
    return JSON.parse(readFileSync(rememberedIn, 'utf8'));
  } catch {
    return {};
  }
}

function fetchMissing() {
  // The package `node` installs itself by a script, which newer npm does not run; these carry the program itself.
  const nodePackage = `node-${process.platform}-${process.arch}@${needed.node}.x`;
  const packages = [...(nodeFits() ? [] : [nodePackage]), ...(pnpmOnPath() ? [] : [`pnpm@${needed.pnpm}.x`])];
  console.error(`Fetching ${packages.join(' and ')} (once) ...`);
  const report = 'JSON.stringify({ node: process.execPath, version: process.versions.node, path: process.env.PATH })';
  const options = ['--yes', '--loglevel=error', '--prefer-offline', '--fetch-retries=1'];
  const named = packages.flatMap((name) => ['--package', name]);
  const npx = spawnSync('npx', [...options, ...named, '--', 'node', '-p', report], { encoding: 'utf8' });
  return readReport(npx);
}

function readReport({ status, stdout, stderr, error }) {
  if (status !== 0) throw new Error(`${firstLines(stderr || String(error))}\n\n${advice()}`);
  const { node, version, path } = JSON.parse(stdout);
  if (Number.parseInt(version, 10) < needed.node) throw new Error(advice());
  return { node, pnpm: onPath(path, 'pnpm') };
}

/** What npm says first; a stack trace follows it. */
const firstLines = (text) => text.split('\n').slice(0, 4).join('\n');

function advice() {
  return `Correlator is developed with Node.js ${needed.node} or newer and pnpm ${needed.pnpm} or newer, and could not fetch them.
This is Node.js ${process.versions.node}. Either connect to the network and run the command again, or install both:
Node.js ${needed.node} from nodejs.org or your system's packages, then pnpm with: npm install --global pnpm@${needed.pnpm}`;
}

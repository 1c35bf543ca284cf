// Packs every published package as it would be published and checks the archives: what is in them, and whether
// publint and attw (the types as Node.js and bundlers resolve them) have anything to say. Needs a build.
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot, root } from './run/root.mjs';

const required = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts'];
const tools = [
  ['publint', (archive) => ['run', archive, '--strict']],
  ['attw', (archive) => ['--profile', 'esm-only', '--no-color', '--no-emoji', archive]],
];

const folders = globSync('{packages,apps}/*/package.json', { cwd: root })
  .filter((path) => JSON.parse(readFileSync(fromRoot(path), 'utf8')).private !== true)
  .map((path) => path.replace('/package.json', ''))
  .sort();

const archives = mkdtempSync(join(tmpdir(), 'correlator-packages-'));
try {
  const reports = await Promise.all(folders.map(checkPackage));
  for (const { folder, problems } of reports) print(folder, problems);
  if (reports.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
} finally {
  rmSync(archives, { recursive: true });
}

async function checkPackage(folder) {
  const archive = join(archives, `${folder.replace('/', '-')}.tgz`);
  const packed = await run('pnpm', ['pack', '--out', archive], fromRoot(folder));
  if (!existsSync(archive)) return { folder, problems: [packed.output] };
  const asked = await Promise.all(tools.map(([name, args]) => run(name, args(archive), root)));
  const complaints = asked.filter(({ failed }) => failed).map(({ output }) => output);
  return { folder, problems: [...(await contentProblems(archive)), ...complaints] };
}

async function contentProblems(archive) {
  const { output: list } = await run('tar', ['-tzf', archive]);
  const { output: manifest } = await run('tar', ['-xzOf', archive, 'package/package.json']);
  const files = list
    .trim()
    .split('\n')
    .map((path) => path.replace('package/', ''));
  return [
    ...required.filter((path) => !files.includes(path)).map((path) => `${path} is missing`),
    ...files.filter((path) => !isPublished(path)).map((path) => `${path} must not be published`),
    ...(manifest.includes('@correlator/source')
      ? ['package.json names sources: publishConfig.exports is missing']
      : []),
    ...(manifest.includes('workspace:') ? ['package.json has a version range of the workspace'] : []),
  ];
}

function isPublished(path) {
  return path.startsWith('dist/') || ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'].includes(path);
}

function run(file, args, cwd = root) {
  return new Promise((resolve) => {
    execFile(file, args, { cwd }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, output: `${stdout}${stderr}`.trim() || String(error) });
    });
  });
}

function print(folder, problems) {
  console.log(`${problems.length === 0 ? 'ok     ' : 'FAILED '} ${folder}`);
  for (const problem of problems) console.log(problem.replace(/^/gm, '        '));
}

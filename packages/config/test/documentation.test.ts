import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { folder, manifestCode, packageFiles } from './folder.ts';

const options = `{ '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }) } }`;

/** Stands for an input that is at its end at once, as packages of this project must not depend on one another. */
const input = `(options, { name }) => ({ name, live: false, start: async () => {}, read: async () => undefined,
  stop: async () => {}, positions: () => null, resume() {} })`;

const module = `() => ({ part: '', consumes: [], dispatches: [], stateVersion: 1,
  runtime: { protocol: 1, collections: new Map(), timers: [], host: undefined } })`;

const listener = `(options, { name, criteria }) => ({ name, criteria,
  handle: async (event) => console.log(name, event.type, JSON.stringify(options)) })`;

const installed = {
  ...packageFiles(
    '@correlator/input-file',
    `export const manifest = ${manifestCode('input', 'file', { options, create: input })};`,
  ),
  ...packageFiles(
    '@correlator/module-sshd',
    `export const manifest = ${manifestCode('module', 'sshd', { options, create: module })};`,
  ),
  ...packageFiles(
    '@correlator/listeners',
    `export const manifests = ['log', 'csv'].map((name) => ({ ...${manifestCode('listener', '', { options, create: listener })}, name }));`,
  ),
};

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function block(language: string): string {
  return blocks(language)[0] ?? '';
}

function blocks(language: string): string[] {
  const found = readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'));
  return Array.from(found, ([, text = '']) => text);
}

function run(code: string, directory: string) {
  const program = code.replace("'bastion.yaml'", JSON.stringify(join(directory, 'bastion.yaml')));
  return promisify(execFile)(
    process.execPath,
    ['--conditions=@correlator/source', '--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
}

test('the example of the README runs', async () => {
  const directory = folder({ ...installed, 'bastion.yaml': block('yaml') });
  const { stdout, stderr } = await run(block('ts'), directory);
  expect(stderr).toBe('');
  expect(stdout).toContain(`csv engine.ledger {"directory":"${join(directory, 'audit')}"}`);
});

test('the review of the README draws the configuration of the README', async () => {
  const directory = folder({ ...installed, 'bastion.yaml': block('yaml') });
  const [, review = ''] = blocks('ts');
  const { stdout, stderr } = await run(review, directory);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^flowchart LR\n {2}input0\(\["auth \(file\)<br>auth\.log"\]\)\n/);
});

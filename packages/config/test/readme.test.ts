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

function block(language: string): string {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? '';
}

test('the example of the README runs', async () => {
  const directory = folder({ ...installed, 'bastion.yaml': block('yaml') });
  const program = block('ts').replace("'bastion.yaml'", JSON.stringify(join(directory, 'bastion.yaml')));
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@correlator/source', '--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  expect(stderr).toBe('');
  expect(stdout).toContain(`csv engine.ledger {"directory":"${join(directory, 'audit')}"}`);
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOptions } from '@correlator/core';
import { expect, test } from 'vitest';
import { journalOptions } from '../src/index.ts';
import { folder } from './support.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

test('the README shows an example that prints what it says', () => {
  const code = block('ts').replace('\nconst', `\nprocess.chdir(${JSON.stringify(folder())});\nconst`);
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', code];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
  expect([stderr, stdout]).toEqual(['', block('text')]);
});

test('the README lists the options of a journal', () => {
  const section = readme.split('\n## Journals\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` +\| .*? +\| (.*?) +\|$/gm)].map(([, name, text]) => [name, text]);
  const options = describeOptions(journalOptions) ?? [];
  expect(rows.slice(1)).toEqual(options.map(({ name, description }) => [name, description]));
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOptions } from '@correlator/core';
import { expect, test } from 'vitest';
import { journalOptions } from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

test('the README lists the options of a journal', () => {
  const section = readme.split('\n## Journals\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` +\| .*? +\| (.*?) +\|$/gm)].map(([, name, text]) => [name, text]);
  const options = describeOptions(journalOptions) ?? [];
  expect(rows.slice(1)).toEqual(options.map(({ name, description }) => [name, description]));
});

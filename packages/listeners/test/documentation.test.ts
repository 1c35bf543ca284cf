import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions } from '@correlator/core';
import { describe, expect, it } from 'vitest';
import { csvOptions, logbackOptions } from '../src/options/options.ts';
import { filesIn } from './samples.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

describe('the README', () => {
  it.each([
    ['LogbackListener', logbackOptions],
    ['CSVListener', csvOptions],
  ])('lists the options of %s as its schema has them', (title, schema) => {
    const section = readme.split(`\n## ${title}`)[1]?.split('\n## ')[0] ?? '';
    const listed = [...section.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\|$/gm)].map(([, ...cells]) => cells);
    const settings: Readonly<Record<string, unknown>> = parseOptions<object>(schema, {}, '') as Record<string, unknown>;
    const shown = (value: unknown) =>
      value === undefined ? 'none' : `\`${typeof value === 'string' ? `'${value}'` : value}\``;
    expect(listed).toEqual(
      Object.entries(schema.shape).map(([name, { description }]) => [name, shown(settings[name]), description]),
    );
  });

  it('lists every error code', () => {
    const sources = Object.values(filesIn(join(packageFolder, 'src'))).join('\n');
    const codes = new Set([...sources.matchAll(/'((?:CSV|LOG|LISTENER|SIZE)_[A-Z_]+)'/g)].map(([, code]) => code));
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code);
    expect(new Set(listed)).toEqual(codes.add('OPTIONS_INVALID'));
  });
});

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionNames, parseOptions } from '@correlator/core';
import { describe, expect, test } from 'vitest';
import { createFileInput, fileManifest, fileOptions, manifest, manifests } from '../src/index.ts';
import { entry, folderWith } from './support.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

const sources = readdirSync(join(packageFolder, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(packageFolder, 'src', path), 'utf8'));

function rowsOf(section: string): string[][] {
  const text = readme.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

describe('the README', () => {
  test('lists the options as the schema has them', () => {
    const settings: Readonly<Record<string, unknown>> = parseOptions(fileOptions, { paths: 'x' }, '');
    const given = new Map([
      ['paths', 'required'],
      ['exclude', 'none'],
      ['program', 'none'],
      ['zone', "the engine's"],
      ['year', 'see below'],
    ]);
    const shown = (value: unknown) => `\`${typeof value === 'string' ? `'${value}'` : value}\``;
    expect(rowsOf('Options')).toEqual(
      Object.entries(fileOptions.shape).map(([name, { description }]) => [
        `\`${name}\``,
        given.get(name) ?? shown(settings[name]),
        description,
      ]),
    );
  });

  test('lists every error code', () => {
    const codes = [...sources.join('\n').matchAll(/CorrelatorError\('([A-Z_]+)'/g)].map(([, code]) => code);
    expect(new Set(rowsOf('Errors').map(([code]) => code?.slice(1, -1)))).toEqual(
      new Set([...codes, 'OPTIONS_INVALID']),
    );
  });
});

const examples = sources.flatMap((source) =>
  [...source.matchAll(/@example\n([\s\S]*?)\n?\s*\*\//g)].map(([, code = '']) => code.replaceAll(/^ \* ?/gm, '')),
);

const preamble = `
import { parseOptions, systemClock } from '@correlator/core';
import { createFileInput, fileManifest } from '@correlator/input-file';
`;

test.each(examples)('an example in the comments runs: %s', (code) => {
  const cwd = folderWith({ 'auth.log': `${entry(1, 'one')}\n` });
  const moved = `process.chdir(${JSON.stringify(cwd)});\n${code}`;
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', preamble + moved];
  const { stderr, status } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
});

describe('options', () => {
  test.each([
    [{}, 'inputs.file.paths'],
    [{ paths: [] }, 'give at least one file'],
    [{ paths: '' }, 'inputs.file.paths'],
    [{ paths: ['a', 'b', 'a'] }, 'given twice'],
    [{ paths: 'a', folow: true }, "inputs.file.folow: unknown option; did you mean 'follow'?"],
    [{ paths: 'a', format: 'xml' }, 'inputs.file.format'],
    [{ paths: 'a', zone: 'Mars/Olympus' }, 'unknown time zone'],
    [{ paths: 'a', maxLineBytes: 3 }, 'inputs.file.maxLineBytes'],
    [{ paths: 'a', pollInterval: 'often' }, 'inputs.file.pollInterval: not a duration from 10ms to 1h'],
    [{ paths: 'a', pollInterval: 0 }, 'inputs.file.pollInterval: not a duration from 10ms to 1h'],
  ])('that are wrong are named: %j', (options, problem) => {
    expect(() => createFileInput(options as never)).toThrow(problem);
  });

  test('make the input that the manifest describes', () => {
    expect(manifests).toEqual([manifest]);
    expect(manifest).toBe(fileManifest);
    const settings = parseOptions(manifest.options, { paths: 'a', follow: true }, 'file');
    expect(manifest.create(settings, { name: 'mine' })).toMatchObject({ name: 'mine', live: true });
    expect(optionNames(manifest.options)).toEqual(Object.keys(fileOptions.shape));
  });
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionNames, parseOptions } from '@correlator/core';
import { parseByteSize } from '@correlator/events';
import { describe, expect, it } from 'vitest';
import { csvManifest, logbackManifest, manifests } from '../src/index.ts';
import { csvOptions, logbackOptions } from '../src/options/options.ts';
import { filesIn, temporaryFolder } from './samples.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';
}

describe('the README', () => {
  it('shows an example that does what it says', () => {
    const folder = temporaryFolder();
    const code = `${block('ts')}\n`.replace(
      'const listeners',
      `process.chdir(${JSON.stringify(folder)});\nconst listeners`,
    );
    const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', code];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(block('text'));
    expect(filesIn(join(folder, 'audit'))).toEqual({ 'door.tries-exceeded.csv': block('csv') });
  });

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

describe('options', () => {
  it.each([
    [csvManifest, { directry: 'x' }, "listeners.csv.directry: unknown option; did you mean 'directory'?"],
    [csvManifest, { maxBytes: 'big' }, 'listeners.csv.maxBytes: not a size'],
    [csvManifest, { maxBytes: 0 }, 'listeners.csv.maxBytes: not a size'],
    [csvManifest, { rotate: 'hour' }, 'listeners.csv.rotate: '],
    [logbackManifest, { format: 'xml' }, 'listeners.log.format: '],
    [logbackManifest, { destination: '' }, 'listeners.log.destination: '],
  ])('of $0.name that are wrong are named: %j', (manifest, options, problem) => {
    const parse = () => parseOptions<unknown>(manifest.options, options, `listeners.${manifest.name}`);
    expect(parse).toThrow(problem);
  });

  it('make the listener that the manifest describes', () => {
    for (const manifest of manifests) {
      const setup = { name: 'mine', criteria: { severity: 'error' } } as const;
      const settings = parseOptions<never>(manifest.options as never, {}, manifest.name);
      expect(manifest.create(settings, setup)).toMatchObject({ name: 'mine', criteria: { severity: 'error' } });
      expect(optionNames(manifest.options as never).length).toBeGreaterThan(1);
    }
  });

  it.each([
    [4096, 4096],
    ['100MB', 100_000_000],
    ['1.5 KiB', 1536],
    ['2gb', 2_000_000_000],
    ['10B', 10],
    ['-1MB', undefined],
    ['0MB', undefined],
    ['5', undefined],
    [1.5, undefined],
  ])('of size %j are %j bytes', (size, bytes) => {
    expect(parseByteSize(size)).toBe(bytes);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Module } from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const sources = readdirSync(join(packageFolder, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(packageFolder, 'src', path), 'utf8'))
  .join('\n');

/** The first cells of a section's table, and the cells after them. */
function rowsOf(section: string): string[][] {
  const text = readme.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.replaceAll('`', '').trim())
      .slice(1, -1),
  );
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

describe('the README', () => {
  test('lists the options of an engine as its interface has them', () => {
    const declared = /export interface EngineOptions \{\n([\s\S]*?)\n\}/.exec(sources)?.[1] ?? '';
    const options = [...declared.matchAll(/(?:\/\*\*(.*?)\*\/\n\s+)?readonly (\w+)(\??):/g)].map(
      ([, comment = '', name, optional]) => [
        name,
        optional === '' ? 'required' : /@default (.*?)(?::.*)?\s*$/.exec(comment)?.[1],
      ],
    );
    expect(options.length).toBeGreaterThan(10);
    expect(rowsOf('EngineOptions').map(([name, value]) => [name, value])).toEqual(options);
  });

  test('lists the collections that a module can declare', () => {
    const methods = Object.entries(Object.getOwnPropertyDescriptors(Module.prototype));
    const declaring = methods.filter(([, { value }]) =>
      /^\w+\(.*\{\s*return this\.runtime\.declare\(new /.test(String(value)),
    );
    expect(rowsOf('State').map(([name]) => name)).toEqual(declaring.map(([name]) => name));
  });

  test('lists every error code', () => {
    const codes = matches(sources, /CorrelatorError\(\s*'([A-Z_]+)'/g);
    expect(rowsOf('Errors').map(([code]) => code)).toEqual([...new Set(codes)].sort());
  });

  test('names every event of the engine', () => {
    const types = new Set(matches(sources, /'(engine\.[a-z-]+)'/g));
    expect(new Set(matches(readme, /`(engine\.[a-z-]+)`/g))).toEqual(types);
  });
});

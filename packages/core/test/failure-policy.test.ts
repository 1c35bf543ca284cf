import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ListenerFiguresEvent, ModuleFiguresEvent } from '../src/index.ts';
import { operationalSeverities } from '../src/reports/operational.ts';

const page = readFileSync(join(import.meta.dirname, '../../../apps/docs/failure-policy.md'), 'utf8');
const codes = readFileSync(join(import.meta.dirname, '../../../apps/docs/error-codes.md'), 'utf8');
const found = (text: string, pattern: RegExp) => new Set(Array.from(text.matchAll(pattern), ([, match]) => match));
const operational = new Set(Object.keys(operationalSeverities));

describe('the page about failures', () => {
  test('says in its tables when each operational event comes', () => {
    const tables = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .join('\n');
    expect(found(tables, /`(engine\.[a-z-]+)`/g)).toEqual(operational);
  });

  test('names no other event of the engine but the figures', () => {
    const figures = [ListenerFiguresEvent.type, ModuleFiguresEvent.type];
    expect(found(page, /`(engine\.[a-z]+-[a-z]+|engine\.(?:unparsed|dropped))`/g)).toEqual(
      new Set([...operational, ...figures]),
    );
  });

  test('says of each line about listeners which tests hold it, and names no test that is not there', () => {
    const files = globSync('../../*/test/*.test.ts', { cwd: import.meta.dirname });
    const tests = new Set(files.map((path) => basename(path, '.test.ts')));
    const section = page.slice(page.indexOf('| what it does'), page.indexOf('## Modules'));
    const [, , ...table] = section.split('\n').filter((line) => line.startsWith('|'));
    const rows = table.map((line) => line.split('|')[5]?.trim() ?? '');
    expect(rows.length).toBeGreaterThan(15);
    const named = rows.map((cell) => Array.from(cell.matchAll(/`([a-z-]+)`/g), ([, name = '']) => name));
    expect(named.filter((names) => names.length === 0 || !names.every((name) => tests.has(name)))).toEqual([]);
  });

  test('names error codes that there are', () => {
    const named = found(page, /`([A-Z]+_[A-Z_]+)`/g);
    expect(named.size).toBeGreaterThan(3);
    for (const code of named) expect(codes).toContain(`| \`${code}\``);
  });
});

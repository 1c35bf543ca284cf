import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messagePatterns, readMessage } from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

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
  test('lists the fields and kinds of readings', () => {
    const sample = readMessage(messagePatterns[0]?.sample ?? '');
    expect(new Set(rowsOf('Readings').map(([name]) => name))).toEqual(
      new Set(Object.keys(sample ?? {}).map((name) => `\`${name}\``)),
    );
    const kinds = new Set(messagePatterns.map(({ kind }) => `\`${kind}\``)).add('`failed_other_method`');
    expect(new Set(rowsOf('Kinds').map(([kind]) => kind))).toEqual(kinds);
  });
});

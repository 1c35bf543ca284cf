import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions } from '@correlator/core';
import { describe, expect, test } from 'vitest';
import { manifest, reportOptions } from '../src/index.ts';

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
  test('lists the options as the schema has them', () => {
    const settings: Readonly<Record<string, unknown>> = parseOptions(manifest.options, {}, '');
    const shown = (value: unknown) => `\`${typeof value === 'string' ? `'${value}'` : value}\``;
    expect(rowsOf('Options')).toEqual(
      Object.entries(reportOptions.shape).map(([name, { description }]) => [
        `\`${name}\``,
        shown(settings[name]),
        description,
      ]),
    );
  });

  test('lists the events of the manifest with their severities', () => {
    const listed = rowsOf('Events').map(([type, severity]) => `${type} ${severity}`);
    const severities: Readonly<Record<string, string>> = { 'report.record': 'notice' };
    expect(listed).toEqual(manifest.events?.map(({ type }) => `\`${type}\` ${severities[type] ?? 'info'}`));
  });
});

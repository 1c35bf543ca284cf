import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLineParser, failureExplanations, isParseFailure, lineFormats } from '../src/index.ts';
import { parsed, reference, source } from './parsed.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

/** The first cells of the rows of a section that begin with code. */
function firstCells(section: string): string[] {
  const text = readme.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...text.matchAll(/^\| (`[^|]*?)\s*\|/gm)].map(([, cell = '']) => cell);
}

/** The cells of the rows of a table under a heading of the third level, without the marks of code. */
function rowsOf(heading: string): [string, string, string, string][] {
  const text = readme.split(`\n### ${heading}\n`)[1]?.split(/\n##/)[0] ?? '';
  const rows = text.split('\n').filter((row) => row.startsWith('| '));
  return rows.slice(2).map((row) => {
    const [, what = '', line = '', first = '', second = ''] = row.split('|').map((cell) => codeOf(cell.trim()));
    return [what, line, first, second];
  });
}

function codeOf(cell: string): string {
  const [, code = cell] = /^(?:`|<code>)(.*?)(?:`|<\/code>)$/.exec(cell) ?? [];
  return code.replace('&#124;', '|');
}

const names = (section: string) => firstCells(section).map((cell) => cell.slice(1, -1));

describe('the README', () => {
  it('lists every format, reason and error code', () => {
    const formats = names('Formats').filter((name) => (lineFormats as readonly string[]).includes(name));
    expect(formats).toEqual(lineFormats.filter((format) => format !== 'auto'));
    expect(names('What is no record')).toEqual(Object.keys(failureExplanations));
    const sources = readdirSync(join(packageFolder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(packageFolder, 'src', name), 'utf8'));
    const codes = [...sources.join('\n').matchAll(/CorrelatorError\('([A-Z_]+)'/g)].map(([, code]) => code);
    expect(names('Errors')).toEqual([...new Set(codes), 'TIME_ZONE_UNKNOWN']);
  });

  it.each(rowsOf('Recognised without being told'))('shows what is recognised: %s', (_, line, host, program) => {
    const record = parsed(line);
    expect([record.host, record.program]).toEqual([host, program]);
    expect(record.message).toMatch(/text$|^words without a tag$/);
  });

  it.each(rowsOf('What must be stated'))('shows what must be stated: %s', (_, line, options, expected) => {
    const result = createLineParser({ reference, ...JSON.parse(options) }).parse(line, source, 0);
    expect(isParseFailure(result) ? result.reason : new Date(result.time).toISOString()).toBe(expected);
    const unstated = createLineParser({ reference }).parse(line, source, 0);
    expect(isParseFailure(unstated) ? unstated.reason : new Date(unstated.time).toISOString()).not.toBe(expected);
  });
});

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureExplanations, lineFormats } from '../src/index.ts';
import { parsed, partsOf } from './parsed.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

/** The first cells of the rows of a section that begin with code. */
function firstCells(section: string): string[] {
  const text = readme.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...text.matchAll(/^\| (`[^|]*?)\s*\|/gm)].map(([, cell = '']) => cell);
}
const names = (section: string) => firstCells(section).map((cell) => cell.slice(1, -1));

describe('the README', () => {
  it('shows an example that prints what it says', () => {
    const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', block('ts')];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(block('text'));
  });

  it('lists every format, reason and error code', () => {
    const formats = names('Formats').filter((name) => (lineFormats as readonly string[]).includes(name));
    expect(formats).toEqual(lineFormats.filter((format) => format !== 'auto'));
    expect(names('What is no record')).toEqual(Object.keys(failureExplanations));
    const sources = readdirSync(join(packageFolder, 'src')).map((name) =>
      readFileSync(join(packageFolder, 'src', name), 'utf8'),
    );
    const codes = [...sources.join('\n').matchAll(/CorrelatorError\('([A-Z_]+)'/g)].map(([, code]) => code);
    expect(names('Errors')).toEqual([...new Set(codes), 'TIME_ZONE_UNKNOWN']);
  });

  it('shows lines that are read as it says', () => {
    const lines = names('Formats').filter((name) => name.endsWith('text') || name.endsWith('tag'));
    expect(lines.map((line) => partsOf(line).slice(0, 3))).toEqual([
      ['', '%SYS-5-CONFIG_I', ''],
      ['', 'program', ''],
      ['', 'sshd', '42'],
      ['', 'sshd', ''],
      ['host', 'sshd', '42'],
      ['host', 'sshd', '42'],
      ['host', 'sshd', '42'],
      ['host', '', ''],
    ]);
    expect(lines.map((line) => parsed(line).severity)).toEqual([5, 5, undefined, undefined, 6, 6, 6, undefined]);
  });
});

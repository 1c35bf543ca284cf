import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as kit from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

describe('the README', () => {
  test('shows an example that prints what it says', () => {
    const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', block('ts')];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(block('text'));
  });

  test('lists all that the kit holds', () => {
    const listed = [...readme.matchAll(/^\| `(\w+)\(.*?\)` +\|/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(Object.keys(kit).toSorted());
  });
});

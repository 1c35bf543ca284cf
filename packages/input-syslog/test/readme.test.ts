import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

test('the README shows an example that prints what it says', () => {
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', block('ts')];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
  expect([stderr, stdout]).toEqual(['', block('text')]);
});

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from './support.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

test('the README shows an example that prints what it says', () => {
  const code = block('ts').replace("'doors.db'", JSON.stringify(join(folder(), 'doors.db')));
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', code];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
  expect([stderr, stdout]).toEqual(['', block('text')]);
});

test('the README lists every error code', () => {
  const sources = readdirSync(join(packageFolder, 'src')).map((name) =>
    readFileSync(join(packageFolder, 'src', name), 'utf8'),
  );
  const codes = sources.flatMap((text) => [...text.matchAll(/'(STORE_[A-Z_]+)'/g)].map(([, code = '']) => code));
  const section = readme.split('\n## Errors\n')[1] ?? '';
  const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, code = '']) => code);
  expect(listed).toEqual([...new Set(codes)].sort());
});

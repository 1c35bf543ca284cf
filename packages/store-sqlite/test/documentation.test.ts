import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

test('the README lists every error code', () => {
  const sources = readdirSync(join(packageFolder, 'src')).map((name) =>
    readFileSync(join(packageFolder, 'src', name), 'utf8'),
  );
  const codes = sources.flatMap((text) => [...text.matchAll(/'(STORE_[A-Z_]+)'/g)].map(([, code = '']) => code));
  const section = readme.split('\n## Errors\n')[1] ?? '';
  const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, code = '']) => code);
  expect(listed).toEqual([...new Set(codes)].sort());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as kit from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

describe('the README', () => {
  test('lists all that the kit holds', () => {
    const listed = [...readme.matchAll(/^\| `(\w+)\(.*?\)` +\|/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(Object.keys(kit).toSorted());
  });
});

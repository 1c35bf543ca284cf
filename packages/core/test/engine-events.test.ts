import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineEvents } from '../src/index.ts';

const folder = join(import.meta.dirname, '../src');

/** The types that are written as texts in the sources where events are made: not in the list of them. */
function typesInSources(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name !== 'operational.ts',
  );
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.flatMap((text) => Array.from(text.matchAll(/'(engine\.[a-z-]+)'/g), ([, type = '']) => type));
}

test('the events of the engine are those that it makes', () => {
  expect(engineEvents.map(({ type }) => type).sort()).toEqual([...new Set(typesInSources())].sort());
});

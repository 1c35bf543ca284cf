import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ListenerFiguresEvent, ModuleFiguresEvent, operationalSeverities } from '../src/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../../apps/docs/failure-policy.md'), 'utf8');
const codes = readFileSync(join(import.meta.dirname, '../../../apps/docs/error-codes.md'), 'utf8');
const found = (text: string, pattern: RegExp) => new Set(Array.from(text.matchAll(pattern), ([, match]) => match));
const operational = new Set(Object.keys(operationalSeverities));

describe('the page about failures', () => {
  test('says in its tables when each operational event comes', () => {
    const tables = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .join('\n');
    expect(found(tables, /`(engine\.[a-z-]+)`/g)).toEqual(operational);
  });

  test('names no other event of the engine but the figures', () => {
    const figures = [ListenerFiguresEvent.type, ModuleFiguresEvent.type];
    expect(found(page, /`(engine\.[a-z]+-[a-z]+|engine\.(?:unparsed|dropped))`/g)).toEqual(
      new Set([...operational, ...figures]),
    );
  });

  test('names error codes that there are', () => {
    const named = found(page, /`([A-Z]+_[A-Z_]+)`/g);
    expect(named.size).toBeGreaterThan(3);
    for (const code of named) expect(codes).toContain(`| \`${code}\``);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOptions } from '@correlator/core';
import { describe, expect, it } from 'vitest';
import { manifest } from '../src/index.ts';
import { sqlOptions } from '../src/options/options.ts';
import { postgresDialect } from '../src/postgres/postgres-dialect.ts';
import { sqliteDialect } from '../src/sqlite/sqlite-dialect.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

describe('the README', () => {
  it('shows options that are right', () => {
    const [, database = '', schema] = /database: "([^"]+)", schema: (\w+), tls: true/.exec(block('yaml')) ?? [];
    expect(sqlOptions.safeParse({ database, schema, tls: true }).success).toBe(true);
  });

  it('lists the type of each kind of field', () => {
    const rows = [...readme.matchAll(/^\| (`\w+`(?:, `\w+`)?) +\| `([A-Z]+)` +\| `([a-z ]+)` +\|/gm)];
    const listed = rows.flatMap(([, kinds = '', ...types]) =>
      Array.from(kinds.matchAll(/\w+/g), ([kind]) => [kind, ...types]),
    );
    const postgres = postgresDialect(undefined).types;
    const made = Object.entries(sqliteDialect.types).map(([kind, type]) => [kind, type, postgres[kind as 'text']]);
    expect(listed.sort()).toEqual(made.sort());
  });

  it('lists every option', () => {
    const listed = [...readme.matchAll(/^\| `([a-z]+)` +\| (?:`'.*?'`|none) +\|/gm)].map(([, name]) => name);
    expect(listed).toEqual(describeOptions(manifest.options)?.map(({ name }) => name));
  });
});

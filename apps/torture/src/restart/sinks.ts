import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What sinks hold: a digest of each file or table, and how many rows are in it. */
export type Content = ReadonlyMap<string, { readonly digest: string; readonly rows: number }>;

/** Tells contents from one another. */
export const digestOf = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');

/** The CSV files of a folder, byte by byte; what was set aside at a restart is none of them. */
export function csvContent(folder: string): Content {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  return new Map(
    names.map((name) => {
      const content = readFileSync(join(folder, name));
      return [name, { digest: digestOf(content), rows: content.toString('latin1').split('\n').length - 2 }];
    }),
  );
}

/** The tables of an SQLite file, each ordered by id. */
export function sqliteContent(path: string): Content {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const content = tables.map(({ name }) => {
    const rows = database.prepare(`SELECT * FROM "${name}" ORDER BY id`).all();
    return [`sqlite ${name}`, { digest: digestOf(JSON.stringify(rows)), rows: rows.length }] as const;
  });
  database.close();
  return new Map(content);
}

/** What is other in `found` than in `expected`, in words. */
export function differences(expected: Content, found: Content): string[] {
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names].sort().flatMap((name) => {
    const [wanted, is] = [expected.get(name), found.get(name)];
    if (wanted?.digest === is?.digest) return [];
    return [`${name}: ${is?.rows ?? 'no'} rows where ${wanted?.rows ?? 'none'} should be`];
  });
}

export const rowsOf = (content: Content): number => [...content.values()].reduce((sum, { rows }) => sum + rows, 0);

import type { Dialect } from '../sql/dialect.ts';
import { quoteName } from '../sql/names.ts';
import { type Column, storableText, type Table } from '../sql/table.ts';

const types: Dialect['types'] = {
  text: 'text',
  choice: 'text',
  // Not inet: it takes no zone (fe80::1%eth0), and writes addresses in its own way.
  address: 'text',
  assertedAddress: 'text',
  integer: 'bigint',
  port: 'integer',
  number: 'double precision',
  duration: 'double precision',
  boolean: 'boolean',
  time: 'timestamp with time zone',
};

/** Quotes text for a statement that takes no parameters, whatever standard_conforming_strings says. */
export function quoteText(text: string): string {
  const quoted = storableText(text).replaceAll("'", "''");
  return quoted.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}

function columnText({ name, kind, nullable }: Column): string {
  const constraint = name === 'id' ? ' PRIMARY KEY' : ' NOT NULL';
  return `${quoteName(name)} ${types[kind]}${nullable ? '' : constraint}`;
}

/** Returns how PostgreSQL writes tables, in `schema` or the first of the search path. */
export function postgresDialect(schema: string | undefined): Dialect {
  const qualified = ({ name }: Table) => `${schema === undefined ? '' : `${quoteName(schema)}.`}${quoteName(name)}`;
  const comment = (table: Table, { name, label, kind }: Column) =>
    `COMMENT ON COLUMN ${qualified(table)}.${quoteName(name)} IS ${quoteText(kind === 'duration' ? `${label} (ms)` : label)}`;
  return {
    types,
    qualified,
    create: (table) => [
      `CREATE TABLE ${qualified(table)} (${table.columns.map(columnText).join(', ')})`,
      `COMMENT ON TABLE ${qualified(table)} IS ${quoteText(`Audit events of type ${table.type}`)}`,
      ...table.columns.map((column) => comment(table, column)),
    ],
    add: (table, column) => [
      `ALTER TABLE ${qualified(table)} ADD COLUMN ${columnText(column)}`,
      comment(table, column),
    ],
    relax: (table, name) => [`ALTER TABLE ${qualified(table)} ALTER COLUMN ${quoteName(name)} DROP NOT NULL`],
  };
}

/** Returns an instant as PostgreSQL reads it: it has no year 0, and no signs. */
export function postgresTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  const year = new Date(ms).getUTCFullYear();
  if (year >= 1 && year <= 9999) return iso;
  const rest = iso.slice(iso.indexOf('-', 1));
  return year > 0 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`;
}

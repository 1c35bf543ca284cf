import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clash, TableRows } from '../sql/database.ts';
import { columnList, type Dialect } from '../sql/dialect.ts';
import { quoteName } from '../sql/names.ts';
import type { Cell, Column, Row, Table } from '../sql/table.ts';

const types: Dialect['types'] = {
  text: 'TEXT',
  choice: 'TEXT',
  address: 'TEXT',
  assertedAddress: 'TEXT',
  integer: 'INTEGER',
  port: 'INTEGER',
  number: 'REAL',
  duration: 'REAL',
  // SQLite takes any word for a type. These two tell people and programs what the numbers and texts in them are.
  boolean: 'BOOLEAN',
  time: 'DATETIME',
};

// SQLite cannot take a NOT NULL back, so there is none that a later version of an event class might regret.
const columnText = ({ name, kind }: Column): string =>
  `${quoteName(name)} ${types[kind]}${name === 'id' ? ' NOT NULL PRIMARY KEY' : ''}`;

/** How SQLite writes tables. */
export const sqliteDialect: Dialect = {
  types,
  qualified: ({ name }) => quoteName(name),
  create: ({ name, columns }) => [`CREATE TABLE ${quoteName(name)} (${columns.map(columnText).join(', ')})`],
  add: ({ name }, column) => [`ALTER TABLE ${quoteName(name)} ADD COLUMN ${columnText(column)}`],
  relax: () => [],
};

/** The prepared statements of a table. */
export interface TableStatements {
  readonly insert: StatementSync;
  /** Finds the columns of a row that have other content. */
  readonly compare: StatementSync;
}

/** Prepares the statements of a table. */
export function prepareStatements(connection: DatabaseSync, table: Table): TableStatements {
  const name = quoteName(table.name);
  const places = table.columns.map(() => '?').join(', ');
  const others = table.columns.slice(1).map((column) => quoteName(column.name));
  const differing = others.map((one) => `${one} IS NOT ? AS ${one}`).join(', ');
  return {
    insert: connection.prepare(
      `INSERT INTO ${name} (${columnList(table)}) VALUES (${places}) ON CONFLICT ("id") DO NOTHING`,
    ),
    compare: connection.prepare(`SELECT ${differing} FROM ${name} WHERE "id" = ?`),
  };
}

function bound(cell: Cell, kind: string | undefined): string | number | null {
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  return kind === 'time' && typeof cell === 'number' ? new Date(cell).toISOString() : cell;
}

/** Adds the rows whose ids are not there yet, and finds those that are there with other content. */
export function insertRows({ insert, compare }: TableStatements, { table, events, rows }: TableRows): readonly Clash[] {
  return events.flatMap((event, number) => {
    const values = (rows[number] as Row).map((cell, at) => bound(cell, table.columns[at]?.kind));
    if (insert.run(...values).changes !== 0) return [];
    const [id = null, ...others] = values;
    const compared = Object.entries(compare.get(...others, id) ?? {});
    const columns = compared.filter(([, differs]) => differs === 1).map(([name]) => name);
    return columns.length === 0 ? [] : [{ table, event, columns }];
  });
}

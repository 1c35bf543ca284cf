import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Cell } from '../sql/cell.ts';
import type { Clash, TableRows } from '../sql/database.ts';
import { columnList } from '../sql/dialect.ts';
import { quoteName } from '../sql/names.ts';
import type { Row, Table } from '../sql/table.ts';

/** The prepared statements of a table. */
export interface TableStatements {
  readonly insert: StatementSync;
  /** Which columns of a row have other content. */
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

import { columnList, type Dialect } from '../sql/dialect.ts';
import { quoteName } from '../sql/names.ts';
import type { Cell, Row, Table } from '../sql/table.ts';
import { postgresTime, quoteText } from './postgres-dialect.ts';

/** The statements of a table. All rows are one parameter: a list of objects in JSON, which has no limit of 65,535 values. */
export interface TableStatements {
  readonly insert: string;
  /** Finds the rows that stand in the table with other content, and the columns that differ. */
  readonly compare: string;
}

/** The key of a row's number in its list: no column has this name. */
const numberKey = '#';

function compareText(table: Table, name: string, source: string): string {
  const others = table.columns.slice(1).map((column) => ({ name: column.name, quoted: quoteName(column.name) }));
  const differing = others.map(
    (one) => `CASE WHEN t.${one.quoted} IS DISTINCT FROM v.${one.quoted} THEN ${quoteText(one.name)} END`,
  );
  const [there, given] = ['t', 'v'].map((of) => `(${others.map(({ quoted }) => `${of}.${quoted}`).join(', ')})`);
  return (
    `SELECT v."${numberKey}" AS number, array_remove(ARRAY[${differing.join(', ')}], NULL) AS columns ` +
    `FROM ${source} JOIN ${name} AS t ON t."id" = v."id" WHERE ${there} IS DISTINCT FROM ${given}`
  );
}

/** Writes the statements of a table. */
export function statementsOf(table: Table, dialect: Dialect): TableStatements {
  const name = dialect.qualified(table);
  const typed = table.columns.map((column) => `${quoteName(column.name)} ${dialect.types[column.kind]}`).join(', ');
  const source = `json_to_recordset($1::json) AS v ("${numberKey}" integer, ${typed})`;
  const columns = columnList(table);
  return {
    insert: `INSERT INTO ${name} (${columns}) SELECT ${columnList(table, 'v.')} FROM ${source} ON CONFLICT ("id") DO NOTHING`,
    compare: compareText(table, name, source),
  };
}

/**
 * Returns the rows of a batch as JSON, by id: two who write the same rows at once then wait for one another, and never both for
 * the other.
 */
export function rowsAsJson({ columns }: Table, rows: readonly Row[]): string {
  const objects = rows.map((row, number) => {
    const object: Record<string, Cell> = { [numberKey]: number };
    columns.forEach(({ name, kind }, at) => {
      const cell = row[at] ?? null;
      object[name] = kind === 'time' && typeof cell === 'number' ? postgresTime(cell) : cell;
    });
    return object;
  });
  return JSON.stringify(objects.sort((a, b) => inOrder(String(a.id), String(b.id))));
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

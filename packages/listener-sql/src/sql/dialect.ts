import type { FieldKind } from '@correlator/events';
import { quoteName } from './names.ts';
import { columnDiffers } from './sql-errors.ts';
import type { Column, Table } from './table.ts';

/** A column as a database has it. */
export interface FoundColumn {
  readonly name: string;
  readonly type: string;
  /** Whether rows that say nothing of it are refused. */
  readonly required: boolean;
}

/** The statements by which a database makes and changes tables. */
export interface Dialect {
  readonly types: Readonly<Record<FieldKind, string>>;
  /** Returns the name of a table as it stands in SQL. */
  qualified(table: Table): string;
  create(table: Table): readonly string[];
  add(table: Table, column: Column): readonly string[];
  /** Returns what makes a column take rows that say nothing of it; nothing if that cannot be. */
  relax(table: Table, column: string): readonly string[];
}

/** The kinds whose values a column of a kind takes besides its own. */
const wider: Readonly<Partial<Record<FieldKind, readonly FieldKind[]>>> = {
  integer: ['port'],
  number: ['integer', 'port', 'duration'],
};

function takes({ types }: Dialect, found: string, kind: FieldKind): boolean {
  if (found === types[kind]) return true;
  return Object.entries(wider).some(([wide, kinds]) => found === types[wide as FieldKind] && kinds.includes(kind));
}

function changesOfColumn(table: Table, column: Column, at: { dialect: Dialect; found: FoundColumn | undefined }) {
  const { dialect, found } = at;
  // A table without ids is somebody else's.
  if (found === undefined && column.name !== 'id') return dialect.add(table, { ...column, nullable: true });
  if (found !== undefined && takes(dialect, found.type, column.kind)) return [];
  const wanted = dialect.types[column.kind];
  throw columnDiffers({ table: table.name, column: column.name, found: found?.type, wanted });
}

/**
 * Returns the statements that make a table take rows as they are today: none if it does already. Nothing is ever taken away.
 * Throws `SQL_COLUMN_DIFFERS` if a column of another type is in the way.
 */
export function changesOf(table: Table, found: readonly FoundColumn[], dialect: Dialect): readonly string[] {
  if (found.length === 0) return dialect.create(table);
  const byName = new Map(found.map((column) => [column.name, column]));
  const always = new Set(table.columns.filter(({ nullable }) => !nullable).map(({ name }) => name));
  const tight = found.filter(({ name, required }) => required && !always.has(name));
  return [
    ...table.columns.flatMap((column) => changesOfColumn(table, column, { dialect, found: byName.get(column.name) })),
    ...tight.flatMap(({ name }) => dialect.relax(table, name)),
  ];
}

/** Returns the names of a table's columns as they stand in SQL, each behind `before`. */
export function columnList({ columns }: Table, before = ''): string {
  return columns.map(({ name }) => `${before}${quoteName(name)}`).join(', ');
}

import type { Dialect } from '../sql/dialect.ts';
import { quoteName } from '../sql/names.ts';
import type { Column } from '../sql/table.ts';

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

/** Tables as SQLite has them. */
export const sqliteDialect: Dialect = {
  types,
  qualified: ({ name }) => quoteName(name),
  create: ({ name, columns }) => [`CREATE TABLE ${quoteName(name)} (${columns.map(columnText).join(', ')})`],
  add: ({ name }, column) => [`ALTER TABLE ${quoteName(name)} ADD COLUMN ${columnText(column)}`],
  relax: () => [],
};

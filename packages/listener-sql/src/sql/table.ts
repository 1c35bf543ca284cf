/** What both databases have in common: event classes as tables, and how tables change. */
import { type Event, type FieldKind, type Fields, fieldProblems, reservedNames } from '@correlator/events';
import { columnName, tableName } from './names.ts';
import { eventInvalid } from './sql-errors.ts';

/** A column of the table of an event class. */
export interface Column {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly nullable: boolean;
}

/** An event class as a table. */
export interface Table {
  readonly name: string;
  readonly type: string;
  /** The columns that every table has, then one for each declared field. */
  readonly columns: readonly Column[];
}

/** The values of one event, in the order of the columns. */
export type Row = readonly Cell[];

/** An event with declared fields. */
export type AuditEventLike = Event & { readonly fields: Fields };

const column = (name: string, kind: FieldKind, label: string): Column => ({ name, kind, label, nullable: false });

/** The columns of every table. */
const common: readonly Column[] = [
  column('id', 'text', 'Identity of the event'),
  column('time', 'time', 'When it happened'),
  column('system', 'text', 'What dispatched it'),
  column('severity', 'text', 'Severity'),
];

/** Types and fields as event classes may declare them. What comes out of a store may be anything. */
const typeName = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;
const fieldName = /^[a-z][A-Za-z0-9]{0,62}$/;

function checkNames(type: string, fields: Fields): void {
  if (!typeName.test(type)) throw eventInvalid(type, 'its type is not of lower case words joined by . and -');
  for (const name of Object.keys(fields)) {
    const isReserved = (reservedNames as readonly string[]).includes(name);
    if (isReserved || !fieldName.test(name)) {
      throw eventInvalid(type, `${JSON.stringify(name.slice(0, 100))} is no name for a field`);
    }
  }
}

/** Returns the table of an event class. Throws `SQL_EVENT_INVALID` if no event class can be declared so. */
export function tableOf({ type, fields }: { type: string; fields: Fields }, prefix: string): Table {
  checkNames(type, fields);
  const declared = Object.entries(fields).map(([name, { kind, label, nullable }]) => ({
    name: columnName(name),
    kind,
    label,
    nullable,
  }));
  return { name: tableName(type, prefix), type, columns: [...common, ...declared] };
}

/** Returns the row of an event. Throws `SQL_EVENT_INVALID` if its data is not as its fields declare. */
export function rowOf({ id, type, time, system, severity, fields, data }: AuditEventLike): Row {
  if (!Number.isFinite(time)) throw eventInvalid(type, 'it has no time');
  const row: Cell[] = [id, time, system, severity].map(cellOf);
  for (const name in fields) {
    const [field, value] = [fields[name], data[name]];
    if (field?.check(value) !== true) throw eventInvalid(type, fieldProblems(fields, data).join('; '));
    row.push(cellOf(value));
  }
  if (Object.keys(data).length === row.length - common.length) return row;
  throw eventInvalid(type, fieldProblems(fields, data).join('; '));
}

/** A value as databases get it: instants are milliseconds since 1970 UTC. */
export type Cell = string | number | boolean | null;

/**
 * Returns text that every database takes. PostgreSQL refuses NUL, and no database can tell what half of a surrogate pair is:
 * each of them becomes U+FFFD, the sign for what could not be kept.
 */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole;
}

/** Returns a checked value of a field as databases get it. */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

import { createHash } from 'node:crypto';

/** The longest name: PostgreSQL cuts off what is longer, silently. */
const longest = 63;

/** The columns that PostgreSQL has in every table. */
const systemColumns = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** Quotes a name as an SQL identifier, whatever its letters. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('\0', '').replaceAll('"', '""')}"`;
}

/** Shortens a name that is too long. Three underscores in a row stand in no name that was not shortened. */
function shorten(name: string): string {
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${name.slice(0, longest - 3 - hash.length)}___${hash}`;
}

/** Returns a name that is different for different types, also for those that differ only in what joins their words. */
function plainName(type: string): string {
  const parts = type.split('.');
  const isUsual = parts.length === 2 && !parts[0]?.includes('-');
  if (isUsual) return type.replaceAll(/[.-]/g, '_');
  const spelled = type.replaceAll('.', '__').replaceAll('-', '_');
  return parts.length === 1 && type.includes('-') ? `__${spelled}` : spelled;
}

/** Returns the table of an event class: `sshd.session-ended` has `sshd_session_ended`. No two types have the same. */
export function tableName(type: string, prefix = ''): string {
  const name = `${prefix}${plainName(type)}`;
  // SQLite keeps such names for itself.
  return shorten(name.startsWith('sqlite_') ? `_${name}` : name);
}

/** Returns the column of a field: `userName` has `user_name`. No two fields have the same. */
export function columnName(field: string): string {
  const name = field.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return shorten(systemColumns.has(name) ? `${name}_` : name);
}

import type { FieldKind } from '@correlator/events';

/** A value as databases get it: instants are whole milliseconds since 1970 UTC. */
export type Cell = string | number | boolean | null;

/**
 * Text that every database takes. PostgreSQL refuses NUL, and no database can tell what half of a surrogate pair is: each of
 * them becomes U+FFFD, the sign for what could not be kept.
 */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole;
}

/** A checked value of a field. An instant is cut to the millisecond, as in JSON; -0 is 0, as in JSON. */
export function cellOf(kind: FieldKind, value: unknown): Cell {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return (kind === 'time' ? Math.trunc(value) : value) + 0;
  return typeof value === 'boolean' ? value : null;
}

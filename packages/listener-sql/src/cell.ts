/** A value as databases get it: instants are milliseconds since 1970 UTC. */
export type Cell = string | number | boolean | null;

/**
 * Text that every database takes. PostgreSQL refuses NUL, and no database can tell what half of a surrogate pair is: each of
 * them becomes U+FFFD, the sign for what could not be kept.
 */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole;
}

/** A checked value of a field. -0 is 0, as it is in JSON. */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return value + 0;
  return typeof value === 'boolean' ? value : null;
}

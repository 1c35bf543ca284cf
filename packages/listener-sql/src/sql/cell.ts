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

/** A checked value of a field. */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

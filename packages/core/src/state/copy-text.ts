/**
 * The same text in memory of its own. A part of 13 characters or more taken out of a record points into the block that
 * was read: kept in state, it would keep the whole block alive.
 */
export function copyText(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}

/** `copyText` for keys: what is no string passes as it is. */
export function copyKey<K>(key: K): K {
  return typeof key === 'string' ? (copyText(key) as K) : key;
}

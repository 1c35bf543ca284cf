/** Controls (C0, DEL, C1), line and paragraph separators, marks and overrides of writing direction, lone surrogates. */
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const everyUnsafe = new RegExp(unsafe.source, 'gu');

function visible(found: string): string {
  const code = found.charCodeAt(0);
  const hex = code.toString(16);
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/**
 * `text` on one line, with what moves cursors, or hides or reorders text, written out: `\x1b`. Log text comes from
 * attackers, and a terminal obeys what it is sent.
 */
export function escapeControl(text: string): string {
  return unsafe.test(text) ? text.replace(everyUnsafe, visible) : text;
}

/** JSON that means the same, with such characters as escapes. */
export function escapeJsonControl(json: string): string {
  if (!unsafe.test(json)) return json;
  return json.replace(everyUnsafe, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** DEL and C1, line and paragraph separators, marks and overrides of writing direction. */
const unsafeInJson = '\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';

/** Those, C0, and surrogates: cheap to look for, as almost no text has any. */
const suspicious = new RegExp(`[\\u0000-\\u001f${unsafeInJson}\\ud800-\\udfff]`);
/** Of surrogates only lone ones. */
const everyUnsafe = new RegExp(`[\\p{Cc}\\p{Cs}${unsafeInJson}]`, 'gu');
const suspiciousInJson = new RegExp(`[${unsafeInJson}]`);
const everyUnsafeInJson = new RegExp(`[${unsafeInJson}]`, 'g');

const hex = (found: string, digits: number): string => found.charCodeAt(0).toString(16).padStart(digits, '0');

/**
 * `text` on one line, with what moves cursors, or hides or reorders text, written out: `\x1b`. Log text comes from
 * attackers, and a terminal obeys what it is sent.
 */
export function escapeControl(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(everyUnsafe, (found) => (found <= '\xff' ? `\\x${hex(found, 2)}` : `\\u${hex(found, 4)}`));
}

/** What `JSON.stringify` wrote, with such characters as escapes; it has written those of C0 and lone surrogates itself. */
export function escapeJsonControl(json: string): string {
  if (!suspiciousInJson.test(json)) return json;
  return json.replace(everyUnsafeInJson, (found) => `\\u${hex(found, 4)}`);
}

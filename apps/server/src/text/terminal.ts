import { styleText } from 'node:util';

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

/** Writes text in a style, where the stream shows styles. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Styles for a stream: none where it is no terminal, or where `NO_COLOR` is set. */
export function createStyle(stream: NodeJS.WriteStream): Style {
  return (format, text) => styleText(format, text, { stream });
}

/** How wide text for people is, where it can be broken. */
const width = 110;

/** A space at which no line is broken. */
export const tie = '\u00a0';

/** Words joined by spaces, broken into lines that begin with `indent`; the first begins where it stands. */
export function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && indent + last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`).replaceAll(tie, ' ');
}

/** Rows of cells in columns, each row indented; what is behind the last column is broken where it is too long. */
export function columns(rows: readonly (readonly string[])[], indent: number): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) => `${rowText(row, widths, indent)}\n`).join('');
}

function rowText(row: readonly string[], widths: readonly number[], indent: number): string {
  let at = indent;
  let text = ' '.repeat(indent);
  row.forEach((cell, column) => {
    const last = column === row.length - 1;
    text += last ? wrapped(cell, at) : `${cell.padEnd(widths[column] ?? 0)}  `;
    at += (widths[column] ?? 0) + 2;
  });
  return text.trimEnd();
}

/** Room `text`: text for people and programs, safe for a terminal. It imports no other room. */

import { styleText } from 'node:util';

/** DEL and C1, line and paragraph separators, marks and overrides of the writing direction. */
const unsafeInJson = '\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';

/** The same with C0 and surrogates. This test is cheap, and almost no text needs more. */
const suspicious = new RegExp(`[\\u0000-\\u001f${unsafeInJson}\\ud800-\\udfff]`);
/** The same, but with lone surrogates only. */
const everyUnsafe = new RegExp(`[\\p{Cc}\\p{Cs}${unsafeInJson}]`, 'gu');
const suspiciousInJson = new RegExp(`[${unsafeInJson}]`);
const everyUnsafeInJson = new RegExp(`[${unsafeInJson}]`, 'g');

const hex = (found: string, digits: number): string => found.charCodeAt(0).toString(16).padStart(digits, '0');

/**
 * Returns `text` on one line, with characters that move the cursor, or hide or reorder text, written out: `\x1b`. Log
 * text comes from attackers, and a terminal obeys what it is sent.
 */
export function escapeControl(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(everyUnsafe, (found) => (found <= '\xff' ? `\\x${hex(found, 2)}` : `\\u${hex(found, 4)}`));
}

/** Escapes such characters in the output of `JSON.stringify`, which escapes C0 and lone surrogates itself. */
export function escapeJsonControl(json: string): string {
  if (!suspiciousInJson.test(json)) return json;
  return json.replace(everyUnsafeInJson, (found) => `\\u${hex(found, 4)}`);
}

/** Writes a value as indented JSON, safe for a terminal. */
export function jsonText(value: unknown): string {
  return `${escapeJsonControl(JSON.stringify(value, undefined, 2))}\n`;
}

/** A function that writes text in a style if its stream shows styles. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Creates the styles of a stream: none unless it is a terminal, or if `NO_COLOR` is set. */
export function createStyle(stream: NodeJS.WriteStream): Style {
  return (format, text) => styleText(format, text, { stream });
}

/** The width of text for people, in columns. */
const width = 110;

/** A space at which no line is broken. */
export const tie = '\u00a0';

/** Breaks text at its spaces into lines that begin with `indent` spaces; the first begins where it stands. */
export function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && indent + last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`).replaceAll(tie, ' ');
}

/** Lays out rows of cells in columns, each row indented; the last cell of a row is broken if it is too long. */
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

/** Escaping what moves cursors, hides or reorders text. */

/** Controls (C0, DEL, C1), line and paragraph separators, marks and overrides of writing direction, lone surrogates. */
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const jsonEscapeOrUnsafe = new RegExp(`\\\\(?:u([0-9a-f]{4})|(.))|${unsafe.source}`, 'giu');

function visible(code: number): string {
  const hex = code.toString(16);
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/** Returns `text` with unsafe characters written out, such as `\x1b`. Tabs and line ends stay: CSV quotes them. */
export function escapeCellControls(text: string): string {
  return text.replace(unsafe, (found) => (/[\t\n\r]/.test(found) ? found : visible(found.charCodeAt(0))));
}

/** Returns a line of JSON in which every unsafe character is an escape: it means the same, and a terminal shows it as it is. */
export function escapeJsonControls(json: string): string {
  return json.replace(unsafe, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns a line of JSON whose strings hold visible escapes (`\x1b`, `\n`) in place of unsafe characters, once parsed. */
export function makeControlsVisible(json: string): string {
  return json.replace(jsonEscapeOrUnsafe, (found: string, hex?: string, letter?: string) => {
    if (hex !== undefined) return `\\${visible(Number.parseInt(hex, 16))}`;
    if (letter === undefined) return `\\${visible(found.charCodeAt(0))}`;
    return '"\\/'.includes(letter) ? found : `\\${found}`;
  });
}

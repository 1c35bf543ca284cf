const slots = 64;

/**
 * Gives hosts and programs, which repeat from line to line, as the same string each time, in memory of its own: nothing
 * is allocated for a value seen lately, and none of them keeps the block of text alive that the line was cut from.
 * Holds a fixed number of values; a new one replaces the one in its slot.
 */
export class Interner {
  readonly table: string[] = new Array<string>(slots).fill('');

  /** `line.slice(start, end)`. */
  take(line: string, start: number, end: number): string {
    const length = end - start;
    const slot = (line.charCodeAt(start) * 7 + line.charCodeAt(end - 1) * 3 + length) % slots;
    const known = this.table[slot];
    if (known !== undefined && known.length === length && line.startsWith(known, start)) return known;
    const text = ownText(line.slice(start, end));
    if (length > 0) this.table[slot] = text;
    return text;
  }
}

/** A string that shares no memory with the one it was cut from. */
function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

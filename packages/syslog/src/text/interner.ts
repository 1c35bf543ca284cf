const slots = 64;
const candidateSlots = 256;

/** Returns a slot by the first character and those by which names most often differ: `web1` and `web2`, `node1` and `node2`. */
function candidateSlot(line: string, start: number): number {
  return slotOf(line.charCodeAt(start), line.charCodeAt(start + 3), line.charCodeAt(start + 4));
}

function slotOf(first: number, fourth: number, fifth: number): number {
  return (first * 31 + fourth * 7 + fifth) & (candidateSlots - 1);
}

/**
 * A table that gives hosts and programs, which repeat from line to line, as the same string each time, in memory of its own:
 * nothing is allocated for a value seen lately, and none of them keeps the block of text alive that the line was cut from. It
 * holds a fixed number of values; a new one replaces the one in its slot.
 */
export class Interner {
  /** By first character, last character and length. */
  readonly values: string[] = new Array<string>(slots).fill('');
  /** The value seen last, by some of its first characters and of what follows it. */
  readonly candidates: string[] = new Array<string>(candidateSlots).fill('');

  /** What the value at `start` most likely is, before its end is looked for; often `''`. The caller compares. */
  candidate(line: string, start: number): string {
    return this.candidates[candidateSlot(line, start)] ?? '';
  }

  /** Returns the same for the bytes of a text. */
  candidateOf(codes: Uint8Array, start: number): string {
    return this.candidates[slotOf(codes[start] ?? 0, codes[start + 3] ?? 0, codes[start + 4] ?? 0)] ?? '';
  }

  /** Returns `line.slice(start, end)`, at least one character, and remembers it as likely. */
  take(line: string, start: number, end: number): string {
    const value = this.find(line, start, end);
    this.candidates[candidateSlot(line, start)] = value;
    return value;
  }

  find(line: string, start: number, end: number): string {
    const length = end - start;
    const slot = (line.charCodeAt(start) * 7 + line.charCodeAt(end - 1) * 3 + length) % slots;
    const known = this.values[slot];
    if (known !== undefined && known.length === length && standsAt(line, start, known)) return known;
    const value = ownText(line.slice(start, end));
    this.values[slot] = value;
    return value;
  }
}

/** Returns whether `text` stands at `start`. Quicker than to compare with a part of the line: no string is made for it. */
export function standsAt(line: string, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (line.charCodeAt(start + i) !== text.charCodeAt(i)) return false;
  return true;
}

/** Returns the same for the bytes of a text. */
export function isAt(codes: Uint8Array, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (codes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Returns a string that shares no memory with the one it was cut from. */
export function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

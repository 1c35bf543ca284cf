import { type Interner, standsAt } from '../text/interner.ts';

/**
 * A reader of one field of RFC 5424's HEADER: printable ASCII up to a space. `read` returns its text, `''` for NIL, or
 * undefined if it is not one; `end` is where it ends.
 */
export class HeaderField {
  /** Its name in RFC 5424. */
  readonly name: string;
  readonly longest: number;
  /** The values seen lately; undefined for a field that seldom has the same text twice. */
  readonly values: Interner | undefined;
  end = 0;

  constructor(name: string, longest: number, values?: Interner) {
    this.name = name;
    this.longest = longest;
    this.values = values;
  }

  read(line: string, start: number): string | undefined {
    if (line.charCodeAt(start) === 0x2d && line.charCodeAt(start + 1) === 0x20) {
      this.end = start + 1;
      return '';
    }
    const likely = this.values === undefined ? '' : this.values.candidate(line, start);
    const end = start + likely.length;
    if (end === start || line.charCodeAt(end) !== 0x20 || !standsAt(line, start, likely)) {
      return this.readOther(line, start);
    }
    this.end = end;
    return likely;
  }

  /** Reads another text than was likely. */
  readOther(line: string, start: number): string | undefined {
    const limit = start + this.longest;
    let at = start;
    let code = line.charCodeAt(at);
    while (code > 0x20 && code < 0x7f && at < limit) code = line.charCodeAt(++at);
    this.end = at;
    if (at === start || code !== 0x20) return undefined;
    if (this.values === undefined) return line.slice(start, at);
    return this.values.take(line, start, at);
  }

  /** Returns what is wrong if `read` returned undefined. */
  problem(line: string, start: number): string {
    const { name, longest, end } = this;
    if (end - start >= longest) return `${name} is longer than ${longest} characters; have the sender shorten it`;
    if (end >= line.length) return `the message ends within its header, at ${name}; mend the sender`;
    if (end === start && line.charCodeAt(end) === 0x20) return `${name} is empty; have the sender write - for none`;
    return `${name} has a character that is not printable ASCII; mend the sender`;
  }
}

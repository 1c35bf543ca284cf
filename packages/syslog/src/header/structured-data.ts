import type { StructuredData } from '@correlator/events';

const longestName = 32;

/** VMware writes the values of its own element without quotes, against the grammar, and always has. */
const unquoted = 'Originator@6876';

/**
 * A reader of STRUCTURED-DATA of RFC 5424 section 6.3. `read` returns where it ends, or -1 with `failedAt`; `data` is then the
 * elements, undefined if there are none. A parameter that an element has several times keeps its first value.
 */
export class StructuredDataReader {
  data: StructuredData | undefined = undefined;
  failedAt = 0;
  /** The value that `readValue` read last. */
  value = '';
  /** The elements read last and their text: many senders write the same ones each time. */
  lastData: StructuredData | undefined = undefined;
  lastText = '';

  read(line: string, start: number): number {
    this.data = undefined;
    if (line.charCodeAt(start) === 0x2d) return start + 1;
    const end = start + this.lastText.length;
    if (end > start && line.charCodeAt(end) !== 0x5b && line.slice(start, end) === this.lastText) {
      this.data = this.lastData;
      return end;
    }
    return this.readElements(line, start);
  }

  readElements(line: string, start: number): number {
    const elements = new Map<string, ReadonlyMap<string, string>>();
    let at = start;
    while (line.charCodeAt(at) === 0x5b) {
      at = this.readElement(line, at, elements);
      if (at < 0) return -1;
    }
    if (at === start) return this.fail(at);
    this.data = this.lastData = elements;
    this.lastText = line.slice(start, at);
    return at;
  }

  readElement(line: string, start: number, elements: Map<string, ReadonlyMap<string, string>>): number {
    let at = this.endOfName(line, start + 1);
    if (at < 0) return -1;
    const id = line.slice(start + 1, at);
    if (elements.has(id)) return this.fail(start + 1);
    const parameters = new Map<string, string>();
    elements.set(id, parameters);
    while (line.charCodeAt(at) === 0x20) {
      at = this.readParameter(line, at + 1, parameters, id === unquoted);
      if (at < 0) return -1;
    }
    return line.charCodeAt(at) === 0x5d ? at + 1 : this.fail(at);
  }

  readParameter(line: string, start: number, parameters: Map<string, string>, bare: boolean): number {
    const nameEnd = this.endOfName(line, start);
    if (nameEnd < 0) return -1;
    const quoted = line.charCodeAt(nameEnd + 1) === 0x22;
    if (line.charCodeAt(nameEnd) !== 0x3d || !(quoted || bare)) return this.fail(nameEnd);
    const end = quoted ? this.readValue(line, nameEnd + 2) : this.readBareValue(line, nameEnd + 1);
    if (end < 0) return -1;
    const name = line.slice(start, nameEnd);
    if (!parameters.has(name)) parameters.set(name, this.value);
    return end;
  }

  /** Sets `value` and returns where the text after its closing `"` begins. */
  readValue(line: string, start: number): number {
    let text = '';
    let copied = start;
    for (let at = start; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === 0x22) {
        this.value = text + line.slice(copied, at);
        return at + 1;
      }
      if (code === 0x5d) return this.fail(at);
      if (code === 0x5c && isEscapable(line.charCodeAt(at + 1))) {
        text += line.slice(copied, at);
        copied = ++at;
      }
    }
    return this.fail(line.length);
  }

  /** Reads a value up to a space or the end of the element. */
  readBareValue(line: string, start: number): number {
    let at = start;
    while (isNameCharacter(line.charCodeAt(at)) || line.charCodeAt(at) === 0x3d) at++;
    this.value = line.slice(start, at);
    return at;
  }

  /** Returns where an SD-NAME ends, or -1: 1 to 32 printable ASCII characters other than `=`, `]` and `"`. */
  endOfName(line: string, start: number): number {
    let at = start;
    while (isNameCharacter(line.charCodeAt(at))) at++;
    return at === start || at - start > longestName ? this.fail(Math.min(at, start + longestName)) : at;
  }

  fail(at: number): number {
    this.failedAt = at;
    return -1;
  }
}

/** Returns whether a backslash escapes a character; before any other, it stands for itself: RFC 5424 section 6.3.3. */
function isEscapable(code: number): boolean {
  return code === 0x22 || code === 0x5c || code === 0x5d;
}

function isNameCharacter(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== 0x3d && code !== 0x5d && code !== 0x22;
}

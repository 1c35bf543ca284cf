/** C as text: where calls stand in it, with their arguments, their function and the conditions they are compiled under. */

/** A source of C. All its texts have the same length, so that a place in one is that place in another. */
export interface CText {
  /** Without comments. */
  readonly text: string;
  /** The same without what is quoted, so that brackets and commas are those of the language. */
  readonly bare: string;
  readonly functions: readonly CFunction[];
  /** For each line, what it is compiled under: `USE_PAM`, `!USE_PAM`, `0`. */
  readonly conditions: readonly (readonly string[])[];
}

export interface CFunction {
  readonly name: string;
  /** The places of the first and the last bracket of its body. */
  readonly start: number;
  readonly end: number;
}

/** A call of a function. */
export interface CCall {
  readonly name: string;
  readonly args: readonly string[];
  /** The function that it stands in; undefined outside of all. */
  readonly within: CFunction | undefined;
  readonly line: number;
  readonly conditions: readonly string[];
}

const commentOrQuote = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/g;

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Reads a source of C. What it does not understand, it leaves out. */
export function readC(source: string): CText {
  const text = source.replaceAll(commentOrQuote, (part) => (part.startsWith('/') ? blank(part) : part));
  const bare = text.replaceAll(commentOrQuote, (part) => `${part[0]}${blank(part.slice(2))}${part[0]}`);
  return { text, bare, functions: functionsIn(bare), conditions: conditionsOf(bare) };
}

const opening = '([{';
const closing = ')]}';

/** Returns the place of the bracket that closes the one at `start`; -1 if none does. */
export function endOf(bare: string, start: number): number {
  let depth = 0;
  for (let at = start; at < bare.length; at++) {
    const character = bare[at] as string;
    if (opening.includes(character)) depth++;
    else if (closing.includes(character) && --depth === 0) return at;
  }
  return -1;
}

/** Returns the functions that are defined in a text: their names stand in a line that begins at its margin. */
function functionsIn(bare: string): CFunction[] {
  const found: CFunction[] = [];
  for (const match of bare.matchAll(/^(?:[a-z_][\w *]*[ *])?(\w+)\(/gim)) {
    const close = endOf(bare, match.index + match[0].length - 1);
    const start =
      close + 1 + (/^\s*(?:__attribute__\(\([^;{]*\)\)\s*)?\{/.exec(bare.slice(close + 1))?.[0].length ?? 0) - 1;
    if (close >= 0 && start > close) found.push({ name: match[1] as string, start, end: bodyEnd(bare, start) });
  }
  return found;
}

/** Returns the end of a function's body, which stands at the margin: conditions may leave brackets without a partner. */
function bodyEnd(bare: string, start: number): number {
  const end = bare.indexOf('\n}', start);
  return end < 0 ? bare.length : end + 1;
}

const directive = /^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b\s*(.*)$/;

function conditionsOf(bare: string): (readonly string[])[] {
  let stack: readonly string[] = [];
  return bare.split('\n').map((line) => {
    const [, word = '', rest = ''] = directive.exec(line) ?? [];
    if (word.startsWith('if')) stack = [...stack, `${word === 'ifndef' ? '!' : ''}${rest.trim()}`];
    else if (word === 'endif') stack = stack.slice(0, -1);
    else if (word !== '') stack = [...stack.slice(0, -1), word === 'elif' ? rest.trim() : `!${stack.at(-1) ?? ''}`];
    return stack;
  });
}

/** Returns the calls of functions of these names, in the order in which they stand. */
export function callsIn(c: CText, names: ReadonlySet<string>): CCall[] {
  const calls: CCall[] = [];
  for (const match of c.bare.matchAll(/\b([a-z]\w*)\s*\(/g)) {
    const name = match[1] as string;
    const open = match.index + match[0].length - 1;
    const close = names.has(name) ? endOf(c.bare, open) : -1;
    if (close < 0) continue;
    const line = c.bare.slice(0, match.index).split('\n').length;
    const within = c.functions.find(({ start, end }) => start < open && open < end);
    const args = splitAt(c.text.slice(open + 1, close), ',');
    calls.push({ name, args, within, line, conditions: c.conditions[line - 1] ?? [] });
  }
  return calls;
}

/** Splits an expression at a character that stands neither in brackets nor in quotes. */
export function splitAt(text: string, separator: string): string[] {
  const bare = text.replaceAll(commentOrQuote, blank);
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at < bare.length; at++) {
    const character = bare[at] as string;
    if (opening.includes(character)) depth++;
    else if (closing.includes(character)) depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** What a pattern is made of at its top level: one piece follows the other. */
export interface PatternPiece {
  /** As the pattern has it, with its quantifier. */
  readonly source: string;
  /** Its characters, where it stands for exactly these. */
  readonly literal: string | undefined;
  /** The same for people: `<address>`, `[ port <port>]`. */
  readonly form: string;
  /** It may be left out. */
  readonly optional: boolean;
}

/** A pattern taken apart. */
export interface PatternPieces {
  /**
   * Undefined where it is not one piece after the other: it has alternatives, is not anchored at its beginning, or has
   * the flag `v`, whose sets may hold others.
   */
  readonly pieces: readonly PatternPiece[] | undefined;
  /** The whole of it for people. */
  readonly form: string;
}

/** Takes an anchored pattern apart; `names` has the names of its groups by number. */
export function piecesOf(pattern: RegExp, names: ReadonlyMap<number, string>): PatternPieces {
  if (pattern.unicodeSets) return { pieces: undefined, form: pattern.source };
  const alternatives = new PatternReader(pattern.source, names).alternatives();
  const [pieces = []] = alternatives;
  const form = formOf(alternatives);
  if (alternatives.length > 1 || pieces[0]?.source !== '^') return { pieces: undefined, form };
  const end = pieces.at(-1)?.source === '$' ? pieces.length - 1 : pieces.length;
  return { pieces: pieces.slice(1, end), form };
}

function formOf(alternatives: readonly (readonly PatternPiece[])[]): string {
  return alternatives.map((pieces) => pieces.map(({ form }) => form).join('')).join('|');
}

/** A piece without its quantifier. */
interface Atom {
  readonly form: string;
  readonly literal?: string;
  /** For groups: how many alternatives. */
  readonly alternatives?: number;
}

const quantifier = /[*+?]\??|\{\d{1,9}(?:,\d{0,9})?\}\??/y;
const names = { d: '<number>', s: ' ', S: '<word>', w: '<word>', D: '<text>', W: '<text>', b: '', B: '' } as const;
const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', 0: '\0' };

/** Reads the source of a pattern that the engine has compiled, so that it is well-formed. */
class PatternReader {
  readonly source: string;
  readonly names: ReadonlyMap<number, string>;
  at = 0;
  groups = 0;

  constructor(source: string, names: ReadonlyMap<number, string>) {
    this.source = source;
    this.names = names;
  }

  /** Up to a closing parenthesis, or the end. */
  alternatives(): PatternPiece[][] {
    let pieces: PatternPiece[] = [];
    const all = [pieces];
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.source[this.at] === '|') {
        this.at++;
        pieces = [];
        all.push(pieces);
      } else append(pieces, this.piece());
    }
    return all;
  }

  piece(): PatternPiece {
    const start = this.at;
    const atom = this.atom();
    quantifier.lastIndex = this.at;
    const [repeat = ''] = quantifier.exec(this.source) ?? [];
    this.at += repeat.length;
    const source = this.source.slice(start, this.at);
    if (repeat === '') return { source, literal: atom.literal, form: atom.form, optional: false };
    const optional = repeat.startsWith('?');
    return { source, literal: undefined, form: optional ? `[${bare(atom)}]` : repeated(atom), optional };
  }

  atom(): Atom {
    const char = this.source[this.at++] ?? '';
    if (char === '(') return this.group();
    if (char === '[') return { form: this.set() };
    if (char === '\\') return this.escape();
    if (char === '.') return { form: '<text>' };
    return char === '^' || char === '$' ? { form: '' } : { form: char, literal: char };
  }

  group(): Atom {
    const [opening = ''] = /^\?(?:<?[=!]|<\w{1,64}>|[a-z-]{0,9}:)/.exec(this.source.slice(this.at, this.at + 70)) ?? [];
    this.at += opening.length;
    const written = opening.startsWith('?<') && opening.endsWith('>') ? opening.slice(2, -1) : undefined;
    const number = opening === '' || written !== undefined ? ++this.groups : 0;
    const alternatives = this.alternatives();
    this.at++;
    const name = this.names.get(number) ?? written;
    if (name !== undefined) return { form: `<${name}>` };
    if (/[=!]$/.test(opening)) return { form: '' };
    const form = formOf(alternatives);
    return { form: alternatives.length > 1 ? `(${form})` : form, alternatives: alternatives.length };
  }

  set(): string {
    const start = this.at;
    while (this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    const content = this.source.slice(start, this.at++);
    if (/^[^\\^-]{1,3}$/.test(content)) return `(${[...content].join('|')})`;
    if (content.startsWith('^') || content.includes(' ') || content.includes('\\s')) return '<text>';
    return /^(?:\\d|\d-\d)$/.test(content) ? '<number>' : '<word>';
  }

  escape(): Atom {
    const char = this.source[this.at++] ?? '';
    if (char in names) return { form: names[char as keyof typeof names] };
    if (char in controls) return { form: controls[char] ?? '', literal: controls[char] ?? '' };
    if (!/[\w]/.test(char)) return { form: char, literal: char };
    const rest = /^(?:\{[^}]{0,64}\}|<\w{1,64}>|[0-9A-Fa-f]{2,4}|\d{0,2})/.exec(
      this.source.slice(this.at, this.at + 70),
    );
    this.at += rest?.[0].length ?? 0;
    return { form: '<character>' };
  }
}

/** Characters in a row are one piece. */
function append(pieces: PatternPiece[], piece: PatternPiece): void {
  const last = pieces.at(-1);
  if (last?.literal === undefined || piece.literal === undefined) {
    pieces.push(piece);
    return;
  }
  const literal = last.literal + piece.literal;
  pieces[pieces.length - 1] = { source: last.source + piece.source, literal, form: literal, optional: false };
}

/** What may be left out is shown in brackets, up to this length; of more only how it begins. */
const longestInBrackets = 60;

/** Brackets around what may be left out need no parentheses within. */
function bare({ form, alternatives = 1 }: Atom): string {
  const text = alternatives > 1 ? form.slice(1, -1) : form;
  return text.length > longestInBrackets ? `${/^[^(<[]*/.exec(text)?.[0] ?? ''}…` : text;
}

/** Of a character or a set the form says as much as people need; a group is repeated. */
function repeated({ form, alternatives }: Atom): string {
  return alternatives === undefined ? form : `${form}…`;
}

import { escapeControl } from '../text/terminal.ts';

/** A text in one style. */
export interface Span {
  readonly text: string;
  /** The parameters of SGR, such as `1;32`. */
  readonly style?: string | undefined;
  /** Whether a line must not be broken in it or right behind it. */
  readonly whole?: boolean | undefined;
}

/** Options of a layout of spans. */
export interface LayoutOptions {
  readonly colour: boolean;
  /** The columns of the terminal; `Infinity` if lines must not be broken. */
  readonly width: number;
  /** The text at the beginning of the first line. */
  readonly first: string;
  /** The number of spaces before every other line. */
  readonly indent: number;
  /** Whether lines are broken anywhere, so that the text keeps all its spaces. */
  readonly exact?: boolean;
}

/** Lays out spans as lines for a terminal, with control characters written out. */
export function layOut(spans: readonly Span[], options: LayoutOptions): string {
  const layout = new Layout(options);
  const escaped = spans.map(({ text, style, whole }) => ({ text: escapeControl(text), style, whole }));
  if (options.exact) layout.add({ spaces: 0, pieces: escaped });
  else for (const word of wordsOf(escaped)) layout.add(word);
  return layout.end();
}

/** Pieces that stay on one line if it is long enough, and the spaces before them. */
interface Word {
  readonly spaces: number;
  readonly pieces: Span[];
}

function wordsOf(spans: readonly Span[]): Word[] {
  const words: Word[] = [];
  let open = false;
  let spaces = 0;
  for (const span of spans) {
    for (const text of span.whole ? [span.text] : (span.text.match(/ +|[^ ]+/g) ?? [])) {
      if (!span.whole && text.startsWith(' ')) {
        spaces += text.length;
        open = false;
        continue;
      }
      if (!open) words.push({ spaces, pieces: [] });
      words.at(-1)?.pieces.push({ text, style: span.style });
      [open, spaces] = [true, 0];
    }
  }
  return words;
}

class Layout {
  readonly options: LayoutOptions;
  /** The columns for text on the current line. */
  room: number;
  text = '';
  line: string;
  used = 0;

  constructor(options: LayoutOptions) {
    this.options = options;
    this.room = Math.max(8, options.width - options.first.length);
    this.line = options.first;
  }

  add({ spaces, pieces }: Word): void {
    const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
    if (this.used > 0 && this.used + spaces + length > this.room && !this.options.exact) this.endLine();
    if (this.used > 0) this.put(' '.repeat(spaces), undefined);
    for (const { text, style } of pieces) this.addPiece(text, style);
  }

  addPiece(text: string, style: string | undefined): void {
    let rest = text;
    while (this.used + rest.length > this.room) {
      const cut = cutBefore(rest, this.room - this.used);
      this.put(rest.slice(0, cut), style);
      rest = rest.slice(cut);
      this.endLine();
    }
    this.put(rest, style);
  }

  put(text: string, style: string | undefined): void {
    this.line += this.options.colour && style !== undefined && text !== '' ? `\x1b[${style}m${text}\x1b[0m` : text;
    this.used += text.length;
  }

  endLine(): void {
    this.text += `${this.used > 0 ? this.line : this.line.trimEnd()}\n`;
    this.line = ' '.repeat(this.options.indent);
    this.room = Math.max(8, this.options.width - this.options.indent);
    this.used = 0;
  }

  end(): string {
    if (this.used > 0 || this.text === '') this.endLine();
    return this.text;
  }
}

/** Returns `most`, or one less if that would cut a character in two halves. */
function cutBefore(text: string, most: number): number {
  const code = text.charCodeAt(most - 1);
  return code >= 0xd800 && code <= 0xdbff ? most - 1 : most;
}

/** Returns `text`, or its beginning with an ellipsis: at most `most` characters. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, cutBefore(text, most - 1))}…`;
}

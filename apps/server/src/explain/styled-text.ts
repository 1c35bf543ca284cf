import { escapeControl } from '../escape-control.ts';

/** Text in one style. */
export interface Span {
  readonly text: string;
  /** Parameters of SGR, such as `1;32`. */
  readonly style?: string | undefined;
}

/** How spans are laid out. */
export interface LayoutOptions {
  readonly colour: boolean;
  /** Columns of the terminal; `Infinity` where lines are not to be broken. */
  readonly width: number;
  /** Spaces before every line but the first, and what the first one begins with. */
  readonly indent: number;
  readonly first: string;
  /** Breaks lines anywhere: the text is shown as it is, with all its spaces. */
  readonly exact?: boolean;
}

/** Spans as lines for a terminal, with control characters written out. */
export function layOut(spans: readonly Span[], { colour, width, indent, first, exact = false }: LayoutOptions): string {
  const room = Math.max(8, width - indent);
  const lines: string[] = [];
  let line = first;
  let used = 0;
  const endLine = () => {
    lines.push(exact ? line : withoutSpacesBehind(line));
    line = ' '.repeat(indent);
    used = 0;
  };
  for (const { text, style } of spans) {
    const paint = (part: string) => (colour && style !== undefined ? `\x1b[${style}m${part}\x1b[0m` : part);
    for (const word of exact ? [escapeControl(text)] : wordsOf(escapeControl(text))) {
      if (!exact && used > 0 && used + word.trimEnd().length > room) endLine();
      let rest = word;
      while (used + rest.trimEnd().length > room) {
        const cut = cutBefore(rest, room - used);
        line += paint(rest.slice(0, cut));
        rest = rest.slice(cut);
        endLine();
      }
      line += paint(rest);
      used += rest.length;
    }
  }
  endLine();
  return `${lines.join('\n')}\n`;
}

function withoutSpacesBehind(line: string): string {
  return line.trimEnd();
}

/** Words with the spaces behind them. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[^ ]+ *| +/g) ?? [];
}

/** At most `most`, and not between the two halves of a character. */
function cutBefore(text: string, most: number): number {
  const code = text.charCodeAt(most - 1);
  return code >= 0xd800 && code <= 0xdbff && most > 1 ? most - 1 : most;
}

/** `text`, or as much of it as `most` characters with an ellipsis are. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, cutBefore(text, most - 1))}…`;
}

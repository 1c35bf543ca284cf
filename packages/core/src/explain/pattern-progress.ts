import { type PatternPiece, piecesOf } from './pattern-pieces.ts';

/** A message pattern, as `createPatternTracer` takes it. */
export interface TracedPattern {
  /** Unique among the patterns. */
  readonly id: string;
  /** Anchored at both ends, and linear: parts of it are tried on every message that begins like it. */
  readonly pattern: RegExp;
  /** What its groups mean: numbers by name. Groups that have a name in the pattern need none here. */
  readonly groups?: Readonly<Record<string, number | undefined>>;
}

/** How far a pattern got in a text. */
export interface PatternProgress {
  /** What it matched goes up to here, whole words only. */
  readonly reached: number;
  /** The same to the character, to tell which of several came nearest. */
  readonly nearness: number;
  readonly expected: readonly string[];
  /** What took the rest of the text, where nothing is left. */
  readonly rest?: { readonly form: string; readonly start: number } | undefined;
}

/** A pattern that can say how far it got. What that takes is made when it is first asked for. */
export class ProgressivePattern {
  readonly id: string;
  readonly pattern: RegExp;
  readonly form: string;
  /** Names of groups by number. */
  readonly names: ReadonlyMap<number, string>;
  readonly pieces: readonly PatternPiece[] | undefined;
  /** The first so many pieces, by their number. */
  readonly beginnings: (RegExp | undefined)[] = [];
  /** The pattern, to be asked where its groups are. */
  readonly indexed: RegExp;

  constructor({ id, pattern, groups = {} }: TracedPattern) {
    this.id = id;
    this.pattern = pattern;
    const named = Object.entries(groups).flatMap(([name, number = 0]) => (number > 0 ? [[number, name] as const] : []));
    this.names = new Map(named);
    const { pieces, form } = piecesOf(pattern, this.names);
    this.pieces = pieces;
    this.form = form;
    this.indexed = new RegExp(pattern.source, `${flagsOf(pattern)}d`);
  }

  /** How far it gets in a text that it does not match. Every beginning of a linear pattern is linear. */
  progress(text: string): PatternProgress {
    const { pieces } = this;
    if (pieces === undefined) return { reached: 0, nearness: 0, expected: [this.form] };
    const ends = this.endsIn(text, pieces);
    const count = ends.length - 1;
    const end = ends[count] ?? 0;
    const { literal } = pieces[count] ?? {};
    const common = literal === undefined ? 0 : commonLength(literal, text, end);
    // Half a word is no progress to tell of: 'Connection clo' of 'Connection cloned'.
    const words = literal === undefined || common === 0 ? 0 : literal.lastIndexOf(' ', common - 1) + 1;
    return {
      reached: end + words,
      nearness: end + common,
      expected: [...skippedBefore(pieces, ends), wanted(pieces, count, words)],
      rest: end === text.length ? restOf(pieces, ends) : undefined,
    };
  }

  /** Where the first 0, 1, 2 … pieces end, for as many as match. */
  endsIn(text: string, pieces: readonly PatternPiece[]): number[] {
    const ends = [0];
    for (let count = 1; count <= pieces.length; count++) {
      const end = this.endOf(count, text, pieces);
      if (end < 0) break;
      ends.push(end);
    }
    return ends;
  }

  endOf(count: number, text: string, pieces: readonly PatternPiece[]): number {
    const literal = count === 1 ? pieces[0]?.literal : undefined;
    if (literal !== undefined && !this.pattern.ignoreCase) return text.startsWith(literal) ? literal.length : -1;
    this.beginnings[count] ??= beginningOf(this.pattern, pieces.slice(0, count));
    return this.beginnings[count].exec(text)?.[0].length ?? -1;
  }
}

function beginningOf(pattern: RegExp, pieces: readonly PatternPiece[]): RegExp {
  return new RegExp(`^${pieces.map(({ source }) => source).join('')}`, flagsOf(pattern));
}

/** `g` and `y` would make it remember, `d` is added where it is wanted. */
function flagsOf({ flags }: RegExp): string {
  return flags.replaceAll(/[gyd]/g, '');
}

function commonLength(literal: string, text: string, start: number): number {
  let length = 0;
  while (length < literal.length && literal[length] === text[start + length]) length++;
  return length;
}

/** Forms of the pieces that were left out right before the one that was missed. */
function skippedBefore(pieces: readonly PatternPiece[], ends: readonly number[]): string[] {
  const skipped: string[] = [];
  for (let at = ends.length - 2; at >= 0 && pieces[at]?.optional && ends[at] === ends[at + 1]; at--) {
    skipped.unshift(pieces[at]?.form.slice(1, -1) ?? '');
  }
  return skipped;
}

/** The last piece that matched anything, where it is not just words. */
function restOf(pieces: readonly PatternPiece[], ends: readonly number[]): PatternProgress['rest'] {
  const end = ends.at(-1) ?? 0;
  const last = ends.indexOf(end) - 1;
  const { literal, form = '' } = pieces[last] ?? {};
  return last < 0 || literal !== undefined ? undefined : { form, start: ends[last] ?? 0 };
}

/** The form of the piece that was missed, and after words that of what must follow; `''` for the end. */
function wanted(pieces: readonly PatternPiece[], at: number, from: number): string {
  const piece = pieces[at];
  if (piece?.literal === undefined) return piece?.form ?? '';
  const next = pieces.slice(at + 1).find(({ optional }) => !optional);
  return piece.literal.slice(from) + (next?.form ?? '');
}

/** Messages as a path leaves them that cuts and trims, and names that are aimed at a cut. */

import fc from 'fast-check';
import type { Template } from './hostile-messages.ts';

/** The address that a client would have blamed. */
export const victim = '203.0.113.9';

/** What a name may end with where a message is to end. */
export const baits = [
  ` from ${victim} port 22 ssh2`,
  ` from ${victim} port 22`,
  ` from ${victim}`,
  ` ${victim} port 22 [preauth]`,
  ` ${victim} port 22`,
  ` ${victim}`,
  ` ${victim} port 22: Too many authentication failures [preauth]`,
  ` ${victim} port 22: Broken pipe`,
  ` ${victim} port 22 timed out`,
  `' from ${victim} port 22`,
  ` [${victim}] failed.`,
  ` (${victim})`,
  ` rhost=${victim}`,
];

/** A path on which messages are cut. */
export interface Path {
  readonly cut: number;
  /** Blanks at the end of what is left are trimmed. */
  readonly trims: boolean;
}

export function through({ cut, trims }: Path, message: string): string {
  const left = message.slice(0, cut);
  return trims ? left.trimEnd() : left;
}

/** A text of `length` characters of as few bytes as possible: sshd writes an odd byte as four characters. */
function filler(length: number): { readonly text: string; readonly bytes: number } {
  const odd = Math.floor(length / 4);
  return { text: '\\001'.repeat(odd) + 'x'.repeat(length % 4), bytes: odd + (length % 4) };
}

/** How a client aims: at which message, with which bait, and how many blanks behind it. */
export interface Aim {
  readonly template: Template;
  readonly bait: string;
  readonly blanks: number;
  /** The most bytes of the text. */
  readonly budget: number;
  /** Nothing in front of the bait, and as many blanks behind it as may be. */
  readonly short?: boolean;
}

/** Returns a client's text by which `template`, cut on `path`, ends in the bait, if it can be so long; otherwise the bait alone. */
export function aimed({ cut, trims }: Path, { template, bait, blanks, budget, short = false }: Aim): string {
  const mark = '\u0001';
  const start = template({ name: mark, words: mark, peer: '192.0.2.7' }).indexOf(mark);
  const behind = trims ? blanks : 0;
  const { text, bytes } = filler(Math.max(1, cut - start - bait.length - behind));
  const room = budget - bait.length - behind;
  return bytes <= room && !short
    ? `${text}${bait}${' '.repeat(behind)}`
    : `x${bait}${' '.repeat(Math.max(0, budget - bait.length - 1))}`;
}

/** Paths: any that cuts from 60 bytes on, or from 160 on where it trims too. */
export const path: fc.Arbitrary<Path> = fc.oneof(
  fc.record({ cut: fc.integer({ min: 60, max: 1_100 }), trims: fc.constant(false) }),
  fc.record({ cut: fc.integer({ min: 160, max: 1_100 }), trims: fc.constant(true) }),
);

/** Returns as much of a text as a client may send as its name: a hundred bytes, of which odd ones are written as four characters. */
export function asName(text: string): string {
  const bytes = text.match(/\\\d{3}|[^:]/g) ?? [];
  return bytes.slice(0, 100).join('');
}

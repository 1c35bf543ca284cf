/** Claims: what a line says of its peer that a client may have arranged, and what two such lines prove together. */

import { copyText } from '@correlator/events';
import { parseAddress, parseDigits } from './address.ts';
import { ownTail } from './candidates.ts';
import type { SshMessage } from './message.ts';

/** A peer as a line names it behind a name that its client chose. */
export interface Claim {
  /** The name, as the line has it. */
  readonly user: string;
  readonly address: string;
  /** The number in the port's place; -1 if the line has none. */
  readonly port: number;
  /** What stands between name and address. */
  readonly separator: ' from ' | ' ';
  /** What stands behind the address. */
  readonly tail: string;
  /** The length of the whole message. */
  readonly length: number;
}

/** The longest name that is kept: a hundred bytes, each written as four characters. */
const longestKept = 400;

/** The most by which what syslog puts in front of two messages of one process differs: the digits of a priority. */
const slack = 8;

/** An address at the end of a line, of which a cut may have taken a part. No client text stands in front of it. */
export interface Ending {
  readonly address: string;
  /** The length of the whole message. */
  readonly length: number;
}

/** Returns the address at which a message ends that holds no client text in front of it; undefined for all others. */
export function endingOf(message: SshMessage): Ending | undefined {
  const { pattern, text, written } = message;
  if (pattern.side !== 'left' || written === null) return undefined;
  const address = parseAddress(written);
  return address === null ? undefined : { address, length: text.length };
}

/** Returns whether a line ended by itself: one of the same process was longer, and so nothing cuts at its length. */
export function isEnded({ length }: Ending, longest: number): boolean {
  return longest > length + slack;
}

/** Returns what a message claims; undefined if it does not end in words of sshd's own, or claims nothing. */
export function claimOf(message: SshMessage): Claim | undefined {
  const { pattern, text, written } = message;
  const user = message.group(pattern.user);
  if (written === null || user === null || user.length > longestKept || !message.isArranged()) return undefined;
  const address = parseAddress(written);
  const tail = ownTail(text, written);
  if (address === null || tail === undefined) return undefined;
  const separator = text.endsWith(` from ${written}${tail}`) ? ' from ' : ' ';
  const digits = message.group(pattern.port);
  const port = digits === null ? -1 : parseDigits(digits);
  return { user: plainName(user), address, port, separator, tail: copyText(tail), length: text.length };
}

/**
 * Returns a name as it stands in every message: before 10.3, what the process before the login said was encoded a second
 * time, backslashes and all (log.c).
 */
function plainName(user: string): string {
  return copyText(user.indexOf('\\') < 0 ? user : user.replaceAll(/\\+/g, '\\'));
}

/**
 * Returns whether two names may be one, of which a line had a part, or more than it: a connection has one user. Where one is
 * the beginning of the other, a client's text was cut, or holds what looks like the end of its name.
 */
export function mayBeSameName(a: string, b: string): boolean {
  const [one, other] = [plainName(a), plainName(b)];
  return one.startsWith(other) || other.startsWith(one);
}

/**
 * Returns whether two lines of one connection cannot both have been arranged. Behind the same name, a client would have
 * to put two texts into one: one for each separator, or one for each tail. And where one tail goes on from the other, the
 * longer message would have been cut as the shorter one was.
 */
export function isProof(a: Claim, b: Claim): boolean {
  if (a.user !== b.user || a.address !== b.address || (a.port !== b.port && a.port >= 0 && b.port >= 0)) return false;
  if (a.separator !== b.separator) return true;
  const [short, long] = a.tail.length <= b.tail.length ? [a, b] : [b, a];
  return !long.tail.startsWith(short.tail) || (long.tail !== short.tail && long.length > short.length + slack);
}

/** Candidates: the places of a message that could be the peer's address. */

import { isIP } from 'node:net';

const digit0 = 48;
const digit9 = 57;

/** The longest address, with a zone: RFC 4007, 11.2; names of interfaces have up to 15 characters. */
const longestAddress = 64;

/** Returns whether the word that ends in front of `end` is an address, as far as sshd writes one there. */
function isAddressBefore(text: string, end: number): boolean {
  let start = end;
  while (start > 0 && end - start < longestAddress && isOfAddress(text.charCodeAt(start - 1))) start--;
  return start < end && isIP(text.slice(start, end)) !== 0;
}

/** Returns whether a character may stand in an address or in its zone. */
function isOfAddress(code: number): boolean {
  return code > 32 && code !== 91 && code !== 93 && code !== 40 && code !== 41;
}

function isDigit(code: number): boolean {
  return code >= digit0 && code <= digit9;
}

/** Returns the number of places of the form `<address> port <number>`, up to two. */
function countWithPort(text: string): number {
  let count = 0;
  for (let at = text.indexOf(' port '); at >= 0 && count < 2; at = text.indexOf(' port ', at + 6)) {
    if (isDigit(text.charCodeAt(at + 6)) && isAddressBefore(text, at)) count++;
  }
  return count;
}

/** Returns the number of places of the form `from <address>`, up to two. */
function countFrom(text: string): number {
  let count = 0;
  for (let at = text.indexOf(' from '); at >= 0 && count < 2; at = text.indexOf(' from ', at + 6)) {
    const space = text.indexOf(' ', at + 6);
    if (isAddressBefore(text, space < 0 ? text.length : space)) count++;
  }
  return count;
}

/**
 * Returns whether only one place of a message could be the peer's address. Where two could, either may be a client's text:
 * a name with a colon, the name of a method, a reason.
 */
export function hasOneCandidate(text: string): boolean {
  const first = text.indexOf(' port ');
  // Most have one, and none could be another.
  if (first >= 0 && text.indexOf(' port ', first + 6) < 0) return true;
  return first >= 0 ? countWithPort(text) < 2 : countFrom(text) < 2;
}

/** What may stand behind an address, of sshd's own words alone: port, protocol, key, reason, process. */
const ownWords =
  /^(?: port \d{1,5})?(?: ssh[12])?\.?(?:: Too many authentication failures|: [\w-]{1,40} [\w:+/=]{1,100})?(?: timed out)?(?: \[preauth\])?$/;

/**
 * Returns what stands behind the last place in a message where an address is written so, if that is sshd's own words alone;
 * otherwise undefined. In front of that place, a client's text may stand, and behind it none.
 */
export function ownTail(text: string, written: string): string | undefined {
  const at = text.lastIndexOf(` ${written}`) + 1;
  const tail = text.slice(at + written.length);
  return at > 0 && ownWords.test(tail) ? tail : undefined;
}

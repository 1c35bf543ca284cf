import { isDigit } from '../text/digits.ts';

/** Longer words before a colon are not taken for the name of a program. */
const longestTag = 128;

/** The TAG and CONTENT of RFC 3164: `program[pid]: message`. */
export interface Tag {
  /** Where the name ends, or where it would begin if there is no tag. */
  nameEnd: number;
  /** Where the process id begins and ends; the same if there is none. */
  pidStart: number;
  pidEnd: number;
  /** Where the message begins. */
  messageStart: number;
}

/** Punctuation of texts, not of names: a word that contains it is the message's. */
const notInNames = `"'\`<>{}=,;|\\`;

/** By character code: 1 within a name, 2 for what ends one, 0 for all else. Beyond ASCII, all is taken for names. */
const nameCharacters = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === ':' || character === '[') return 2;
  return code <= 0x20 || code === 0x7f || notInNames.includes(character) ? 0 : 1;
});

/**
 * Returns where the name that begins at `start` ends: before the first `:` or `[`. It is `start` if the first word has
 * neither, or is too long or too odd for a name. Later words are never looked at: they may be a client's.
 */
export function endOfName(line: string, start: number): number {
  const limit = Math.min(line.length, start + longestTag + 1);
  for (let at = start; at < limit; at++) {
    const code = line.charCodeAt(at);
    const kind = nameCharacters[code] ?? 1;
    if (kind !== 1) return kind === 2 ? at : start;
  }
  return start;
}

/**
 * Completes `tag` from what follows its name: `:`, or `[pid]` with a colon after it, or `[digits]` and a space.
 * False if the name is not a tag after all.
 */
export function readAfterName(tag: Tag, line: string): boolean {
  tag.pidStart = tag.pidEnd = tag.nameEnd;
  let at = tag.nameEnd;
  if (line.charCodeAt(at) === 0x5b) {
    tag.pidStart = at + 1;
    tag.pidEnd = endOfPid(line, at + 1);
    if (tag.pidEnd < 0) return false;
    at = tag.pidEnd + 1;
  }
  if (line.charCodeAt(at) === 0x3a) at++;
  tag.messageStart = line.charCodeAt(at) === 0x20 ? at + 1 : at;
  return true;
}

/** Returns where the `]` of a process id stands, or -1. Without a colon after it, it must be digits alone. */
function endOfPid(line: string, start: number): number {
  const limit = Math.min(line.length, start + longestTag + 1);
  let digits = true;
  for (let at = start; at < limit; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x5d) return isEndOfPid(line.charCodeAt(at + 1), digits && at > start) ? at : -1;
    if (code <= 0x20) return -1;
    digits &&= isDigit(code);
  }
  return -1;
}

function isEndOfPid(next: number, digits: boolean): boolean {
  return next === 0x3a || (digits && (next === 0x20 || Number.isNaN(next)));
}

/** Returns whether a word is a name in brackets: `[sshd]` and `[sshd]:`, but not `[13709]` or an address, which is a host. */
export function isBracketed(line: string, start: number, end: number): boolean {
  const close = line.charCodeAt(end - 1) === 0x3a ? end - 2 : end - 1;
  if (line.charCodeAt(close) !== 0x5d || close <= start + 1 || isDigit(line.charCodeAt(start + 1))) return false;
  const colon = line.indexOf(':', start);
  return colon < 0 || colon > close;
}

/** Returns whether a tag with a process id begins at `start`. */
export function hasProcess(line: string, start: number): boolean {
  const tag: Tag = { nameEnd: endOfName(line, start), pidStart: 0, pidEnd: 0, messageStart: 0 };
  return tag.nameEnd > start && readAfterName(tag, line) && tag.pidEnd > tag.pidStart;
}

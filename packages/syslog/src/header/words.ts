import { isDigit } from '../text/digits.ts';
import { isZoneName } from './cisco.ts';
import { endOfName, readAfterName, type Tag } from './tag.ts';

/** True for `[sshd]` and `[sshd]:`; false for `[13709]` and for an address, which is a host. */
export function isBracketed(line: string, start: number, end: number): boolean {
  const close = line.charCodeAt(end - 1) === 0x3a ? end - 2 : end - 1;
  if (line.charCodeAt(close) !== 0x5d || close <= start + 1 || isDigit(line.charCodeAt(start + 1))) return false;
  const colon = line.indexOf(':', start);
  return colon < 0 || colon > close;
}

/** True where a tag with a process id begins at `start`. */
export function hasProcess(line: string, start: number): boolean {
  const tag: Tag = { nameEnd: endOfName(line, start), pidStart: 0, pidEnd: 0, messageStart: 0 };
  return tag.nameEnd > start && readAfterName(tag, line) && tag.pidEnd > tag.pidStart;
}

/** `CET: %LINK-3-UPDOWN: text`: the zone of Cisco's clock, which is no tag. */
export function skipZoneName(line: string, start: number): number {
  const end = endOfName(line, start);
  return line.startsWith(': %', end) && isZoneName(line, start, end) ? end + 2 : start;
}

/** Behind the spaces at `start`. */
export function skipSpaces(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 0x20) at++;
  return at;
}

/** True where `last message repeated 3 times` may stand in place of a host, with dashes around it or without. */
export function mayTellRepeat(line: string, at: number): boolean {
  return line.startsWith('last ', at) || line.startsWith('--- ', at);
}

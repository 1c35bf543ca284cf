import { isDigit } from '../text/digits.ts';
import { beginsWithDate, beginsWithYearAndDate } from '../time/bsd-time.ts';
import { isZoneName } from '../time/unusual-time.ts';
import { endOfName } from './tag.ts';

/** No header before a mnemonic is longer. */
const longestHeader = 160;

/** By character code: 1 for what sequence numbers, origins, times, zones and processes are written with. */
const headerCharacters = Uint8Array.from({ length: 0x80 }, (_, code) =>
  /[\w .:*+/[\]-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** The header that Cisco's systems write before `%FACILITY-SEVERITY-MNEMONIC: text`, if it does not begin with a time. */
export interface CiscoHeader {
  /** The name that `logging origin-id` or `logging hostnameprefix` puts there, or `''`. */
  readonly host: string;
  /** Where the time begins, or -1: the device writes none, or for how long it has been up. */
  readonly time: number;
  /** Where the mnemonic begins, or the process before it (IOS XR). */
  readonly end: number;
}

/**
 * Returns the header of `2078: Router1: *Nov  3 07:04:05.123 CET: %LINK-3-UPDOWN: text` (IOS), `: 2026 Nov  3 07:04:05: %…`
 * (NX-OS), `RP/0/RP0/CPU0:Nov  3 07:04:05.123 : ifmgr[190]: %…` (IOS XR); undefined if no mnemonic ends it.
 */
export function parseCiscoHeader(line: string, start: number): CiscoHeader | undefined {
  const mnemonic = startOfMnemonic(line, start);
  if (mnemonic < 0) return undefined;
  let host = '';
  for (let at = start; at < mnemonic; ) {
    const part = startOfPart(line, at);
    if (part >= mnemonic) break;
    if (beginsWithDate(line, part) || beginsWithYearAndDate(line, part)) {
      return { host, time: part, end: startOfProcess(line, mnemonic) };
    }
    const end = line.indexOf(':', part);
    host = line.slice(part, end).split(' ').find(isOrigin) ?? host;
    at = end + 1;
  }
  return { host, time: -1, end: startOfProcess(line, mnemonic) };
}

/** Returns where `%FACILITY-SEVERITY-MNEMONIC:` begins, if nothing but such a header lies between `start` and it; or -1. */
export function startOfMnemonic(line: string, start: number): number {
  const limit = Math.min(line.length, start + longestHeader);
  for (let at = start; at < limit; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x25) return isMnemonic(line, at) && endsHeader(line, start, at) ? at : -1;
    if (headerCharacters[code] !== 1) return -1;
  }
  return -1;
}

/** Returns whether the name at `at` has a severity in it: `%ASA-6-302013:`. */
function isMnemonic(line: string, at: number): boolean {
  const end = endOfName(line, at + 1);
  if (end > at + 1) return line.charCodeAt(end) === 0x3a && hasSeverity(line.slice(at + 1, end));
  const space = line.indexOf(' : ', at);
  return space > at && space - at < 64 && hasSeverity(line.slice(at + 1, space));
}

function hasSeverity(name: string): boolean {
  return name.split('-').some((part, index, parts) => index > 0 && index < parts.length - 1 && /^[0-7]$/.test(part));
}

/** Returns whether a header may end at `end`: in a colon, or because there is none at all. */
function endsHeader(line: string, start: number, end: number): boolean {
  if (end === start) return true;
  return line.charCodeAt(end - 1) === 0x3a || (line.charCodeAt(end - 1) === 0x20 && line.charCodeAt(end - 2) === 0x3a);
}

/** Returns where a part begins behind spaces, and the `*` or `.` of a clock that is not set. */
function startOfPart(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 0x20) at++;
  const code = line.charCodeAt(at);
  return code === 0x2a || code === 0x2e ? at + 1 : at;
}

/** Returns whether a word is a name; a sequence number, a place in a chassis, or `1w2d` is not. */
function isOrigin(word: string): boolean {
  return /[A-Za-z]/.test(word) && !word.includes('/') && !/^(?:\d{1,6}[ywdhms])+$/.test(word);
}

/** Returns where the message begins: `ifmgr[190]: ` of IOS XR belongs to it, as its tag. */
function startOfProcess(line: string, mnemonic: number): number {
  if (!line.startsWith(']: ', mnemonic - 3)) return mnemonic;
  const start = line.lastIndexOf(' ', mnemonic - 3) + 1;
  return isDigit(line.charCodeAt(start)) ? mnemonic : start;
}

/** Returns where the text begins behind the zone of Cisco's clock, which is not a tag: `CET: %LINK-3-UPDOWN: text`. */
export function skipZoneName(line: string, start: number): number {
  const end = endOfName(line, start);
  return line.startsWith(': %', end) && isZoneName(line, start, end) ? end + 2 : start;
}

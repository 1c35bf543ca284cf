import { isIP, isIPv4 } from 'node:net';
import { copyText } from '@correlator/core';

const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/**
 * IPv4 addresses read lately, by some of their characters: the same ones come again and again, and need not be checked
 * and copied each time.
 */
const slots = 1 << 16;
const addresses: string[] = new Array<string>(slots).fill('');

/** Most addresses differ in their last characters and in those around the middle. */
function slotOf(text: string): number {
  const at = text.length - 1;
  const end = text.charCodeAt(at) ^ (text.charCodeAt(at - 1) << 4) ^ (text.charCodeAt(at - 2) << 8);
  const middle = text.charCodeAt(at - 4) ^ (text.charCodeAt(at - 6) << 4) ^ (text.charCodeAt(1) << 8);
  return (Math.imul(end, 0x9e3779b1) ^ Math.imul(middle + at, 0x85ebca6b)) >>> 16;
}

/**
 * The IPv4 or IPv6 address that `text` is, IPv4-mapped IPv6 as IPv4 and without a zone; null where it is none
 * (a name, `UNKNOWN`).
 */
export function parseAddress(text: string): string | null {
  const slot = slotOf(text);
  const known = addresses[slot];
  if (known === text && text !== '') return known;
  const own = copyText(text);
  const address = readAddress(own);
  if (address === own) addresses[slot] = own;
  return address;
}

function readAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  const plain = mapped.exec(bare)?.[1] ?? bare;
  return isIP(plain) === 0 ? null : copyText(plain);
}

/** The port that `digits` name; null where there is none, or no port is so great. */
export function parsePort(digits: string | null): number | null {
  const port = digits === null ? Number.NaN : Number(digits);
  return port <= 65_535 ? port : null;
}

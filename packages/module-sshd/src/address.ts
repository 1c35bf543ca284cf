import { isIP } from 'node:net';
import { copyText } from '@correlator/core';

const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const [zero, dot] = [0x30, 0x2e];

/** The address that `readIPv4` read, as a signed number of 32 bits. */
let ipv4 = 0;

/** Reads an IPv4 address as it is written, in four decimal numbers without leading zeros. */
function readIPv4(text: string): boolean {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - zero;
    if (digit >= 0 && digit <= 9 && (digits === 0 || part > 0)) {
      part = part * 10 + digit;
      if (part > 255) return false;
      digits++;
    } else {
      if (digit !== dot - zero || digits === 0) return false;
      address = (address << 8) | part;
      part = 0;
      digits = 0;
      dots++;
    }
  }
  ipv4 = (address << 8) | part;
  return dots === 3 && digits > 0;
}

/** Addresses read lately: the same ones come again and again, and need not be checked and copied each time. */
const slotBits = 16;
const numbers = new Int32Array(1 << slotBits);
const ipv4Addresses: string[] = new Array<string>(1 << slotBits).fill('');

/** The address of the number that was read, in memory of its own: the same string for as long as it is remembered. */
function ipv4Address(text: string): string {
  const slot = Math.imul(ipv4, 0x9e3779b1) >>> (32 - slotBits);
  const known = ipv4Addresses[slot];
  if (numbers[slot] === ipv4 && known !== undefined && known !== '') return known;
  // As one piece: what copyText gives may be part of a piece still, and is slower as a key.
  const own = Buffer.from(text, 'latin1').toString('latin1');
  numbers[slot] = ipv4;
  ipv4Addresses[slot] = own;
  return own;
}

const otherSlots = 1 << 12;
const otherAddresses: string[] = new Array<string>(otherSlots).fill('');

/** IPv6, or none at all. */
function otherAddress(text: string): string | null {
  const at = text.length - 1;
  const end = text.charCodeAt(at) ^ (text.charCodeAt(at - 1) << 4) ^ (text.charCodeAt(at - 2) << 8);
  const slot = Math.imul(end + at, 0x9e3779b1) >>> 20;
  const known = otherAddresses[slot];
  if (known === text && text !== '') return known;
  const own = copyText(text);
  const address = checkedAddress(own);
  if (address === own) otherAddresses[slot] = own;
  return address;
}

function checkedAddress(text: string): string | null {
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  const plain = mapped.exec(bare)?.[1] ?? bare;
  return isIP(plain) === 0 ? null : copyText(plain);
}

/**
 * The IPv4 or IPv6 address that `text` is, IPv4-mapped IPv6 as IPv4 and without a zone; null where it is none
 * (a name, `UNKNOWN`).
 */
export function parseAddress(text: string): string | null {
  return readIPv4(text) ? ipv4Address(text) : otherAddress(text);
}

/** The number that `digits` are. */
export function parseDigits(digits: string): number {
  let number = 0;
  for (let i = 0; i < digits.length; i++) number = number * 10 + digits.charCodeAt(i) - zero;
  return number;
}

/** The port of a number; null where there is none (below 0), or no port is so great. */
export function portOf(number: number): number | null {
  return number >= 0 && number <= 65_535 ? number : null;
}

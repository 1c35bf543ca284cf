import { isIP } from 'node:net';
import { copyText, parseIPv4 } from '@correlator/events';

const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** The addresses read lately. The same ones come again and again, and need not be checked and copied each time. */
const slotBits = 16;
const numbers = new Int32Array(1 << slotBits);
const ipv4Addresses: string[] = new Array<string>(1 << slotBits).fill('');

/** Returns the address of a number in memory of its own: the same string for as long as it is remembered. */
function ipv4Address(number: number, text: string): string {
  const slot = Math.imul(number, 0x9e3779b1) >>> (32 - slotBits);
  const known = ipv4Addresses[slot];
  if (numbers[slot] === number && known !== undefined && known !== '') return known;
  // It is made of one piece: what copyText returns may still be a part of one, which is slower as a key.
  const own = Buffer.from(text, 'latin1').toString('latin1');
  numbers[slot] = number;
  ipv4Addresses[slot] = own;
  return own;
}

const otherSlots = 1 << 12;
const otherAddresses: string[] = new Array<string>(otherSlots).fill('');

/** Returns an address of IPv6, or null if the text is not an address. */
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
 * Returns the IPv4 or IPv6 address that `text` is, without a zone, and IPv4-mapped IPv6 as IPv4; null if it is not an
 * address (a name, `UNKNOWN`).
 */
export function parseAddress(text: string): string | null {
  const number = parseIPv4(text);
  return number === undefined ? otherAddress(text) : ipv4Address(number, text);
}

/** Returns the number that `digits` are. */
export function parseDigits(digits: string): number {
  let number = 0;
  for (let i = 0; i < digits.length; i++) number = number * 10 + digits.charCodeAt(i) - 0x30;
  return number;
}

/** Returns the port of a number; null if it is below 0 or greater than any port. */
export function portOf(number: number): number | null {
  return number >= 0 && number <= 65_535 ? number : null;
}

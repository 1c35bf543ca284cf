import { isIP } from 'node:net';
import { copyText } from '@correlator/core';

const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** Addresses seen lately, by the text that they stood in: checked once, kept in memory of their own. */
const known = new Map<string, string | null>();
const knownAtMost = 65_536;

/**
 * The IPv4 or IPv6 address that `text` is, IPv4-mapped IPv6 as IPv4 and without a zone; null where it is none
 * (a name, `UNKNOWN`).
 */
export function parseAddress(text: string): string | null {
  if (text === lastText) return lastAddress;
  const seen = known.get(text);
  if (seen !== undefined) return remember(text, seen);
  if (known.size >= knownAtMost) known.clear();
  const key = copyText(text);
  const address = readAddress(key);
  known.set(key, address);
  return remember(key, address);
}

/** The lines of a connection come together: its address is often the one that was read last. */
let lastText = '';
let lastAddress: string | null = null;

function remember(text: string, address: string | null): string | null {
  lastText = text;
  lastAddress = address;
  return address;
}

function readAddress(text: string): string | null {
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  const plain = mapped.exec(bare)?.[1] ?? bare;
  return isIP(plain) === 0 ? null : copyText(plain);
}

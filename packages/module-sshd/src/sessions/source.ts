/** The lengths of the networks that count as one source. */
export interface SourcePrefixes {
  readonly prefixV4: number;
  readonly prefixV6: number;
}

function groupsOfV4(address: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

/** Returns the groups of 16 bits in a part of an IPv6 address without `::`. */
function groupsOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => (group.includes('.') ? groupsOfV4(group) : [Number.parseInt(group, 16)]));
}

function groupsOfV6(address: string): number[] {
  const [before = '', after] = address.split('::');
  const head = groupsOf(before);
  if (after === undefined) return head;
  const tail = groupsOf(after);
  return [...head, ...new Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
}

function masked(groups: readonly number[], prefix: number): number[] {
  return groups.map((group, i) => {
    const bits = Math.min(16, Math.max(0, prefix - i * 16));
    return group & (0xffff << (16 - bits)) & 0xffff;
  });
}

/** Returns the longest run of zeros, which is shortened to `::` (RFC 5952, 4.2). */
function longestZeros(groups: readonly number[]): { at: number; length: number } {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  return best;
}

function writeV6(groups: readonly number[]): string {
  const { at, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (at < 0) return hex.join(':');
  return `${hex.slice(0, at).join(':')}::${hex.slice(at + length).join(':')}`;
}

function writeV4([high = 0, low = 0]: readonly number[]): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Returns true for NAT64 (RFC 6052, 8215) and Teredo (RFC 4380), whose addresses stand for one of IPv4 each. */
function embedsV4([first, second]: readonly number[]): boolean {
  return (first === 0x64 && second === 0xff9b) || (first === 0x2001 && second === 0);
}

/** Returns a network of IPv4 whose prefix is of whole bytes: what stands in front of a dot, and zeros. */
function networkOfBytes(address: string, prefix: number): string {
  const bytes = prefix / 8;
  let end = -1;
  for (let i = 0; i < bytes; i++) end = address.indexOf('.', end + 1);
  return `${address.slice(0, end)}${'.0'.repeat(4 - bytes)}/${prefix}`;
}

/** Returns the network of an address as CIDR, or the address itself if the prefix is as long. */
function networkOf(address: string, { prefixV4, prefixV6 }: SourcePrefixes): string {
  const v4 = !address.includes(':');
  if (v4 && prefixV4 < 32 && prefixV4 % 8 === 0) return networkOfBytes(address, prefixV4);
  const whole = v4 ? groupsOfV4(address) : groupsOfV6(address);
  const all = v4 ? 32 : 128;
  const prefix = v4 ? prefixV4 : embedsV4(whole) ? all : prefixV6;
  const groups = masked(whole, prefix);
  const network = v4 ? writeV4(groups) : writeV6(groups);
  return prefix === all ? network : `${network}/${prefix}`;
}

/** Returns whether an address is of IPv4: only those have a dot behind their first one to three digits. */
function isIPv4(address: string): boolean {
  for (let i = 0; i < 4; i++) {
    const code = address.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return code === 0x2e && i > 0;
  }
  return false;
}

/** The number of sources that are remembered. */
const mostRemembered = 10_000;

/** Makes a function that names the source that an address counts for. What it is given must be an address. */
export function createSourceOf(prefixes: SourcePrefixes): (address: string) => string {
  const known = new Map<string, string>();
  return (address) => {
    if (prefixes.prefixV4 === 32 && isIPv4(address)) return address;
    let source = known.get(address);
    if (source === undefined) {
      if (known.size >= mostRemembered) known.clear();
      source = networkOf(address, prefixes);
      known.set(address, source);
    }
    return source;
  };
}

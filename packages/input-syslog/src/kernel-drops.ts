import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';

/**
 * Counts what the kernel dropped of a UDP socket as nobody read it in time: the last column of `/proc/net/udp` and `udp6`
 * (proc(5)). Where there is no such file (other systems than Linux) nothing is counted.
 */
export class KernelDrops {
  readonly path: string;
  /** How the file writes the address and port. */
  readonly local: string;
  before = 0;

  constructor({ address, port }: { readonly address: string; readonly port: number }) {
    this.path = isIPv6(address) ? '/proc/net/udp6' : '/proc/net/udp';
    this.local = `${kernelAddress(address)}:${hex(port, 4)}`;
  }

  /** How many more there are than when it was asked last. */
  async since(): Promise<number> {
    const drops = dropsOf(await readFile(this.path, 'latin1').catch(() => ''), this.local);
    const more = Math.max(0, drops - this.before);
    this.before = drops;
    return more;
  }
}

function dropsOf(table: string, local: string): number {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.reduce((sum, row) => (row[1] === local ? sum + (Number(row.at(-1)) || 0) : sum), 0);
}

const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');

/** The kernel writes addresses as numbers of its machine: groups of four bytes, on most machines the last one first. */
function kernelAddress(address: string): string {
  const bytes = isIPv6(address) ? bytesOfIPv6(address) : address.split('.').map(Number);
  const groups = Array.from({ length: bytes.length / 4 }, (_, group) => bytes.slice(group * 4, group * 4 + 4));
  return groups
    .flatMap((group) => (littleEndian ? group.reverse() : group))
    .map((byte) => hex(byte, 2))
    .join('');
}

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function bytesOfIPv6(address: string): number[] {
  const [front = '', back] = address.split('%', 1)[0]?.split('::') ?? [];
  const words = (part: string) => (part === '' ? [] : part.split(':').flatMap(wordsOf));
  const [first, last] = [words(front), words(back ?? '')];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0);
  return [...first, ...zeros, ...last].flatMap((word) => [word >> 8, word & 255]);
}

/** One group, or an IPv4 address at the end. */
function wordsOf(group: string): number[] {
  if (!group.includes('.')) return [Number.parseInt(group, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

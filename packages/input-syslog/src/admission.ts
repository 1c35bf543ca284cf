import { BlockList, isIP, isIPv6 } from 'node:net';

/** What the admission of connections needs. */
export interface AdmissionParts {
  readonly settings: {
    /** Addresses and networks; none: all. */
    readonly allow: readonly string[];
    readonly maxConnections: number;
    readonly maxConnectionsPerSender: number;
  };
  readonly notices: { count(kind: string, say: () => string, data: Readonly<Record<string, unknown>>): void };
}

/** The admission of senders: who may send, and how many connections there may be. */
export class Admission {
  readonly parts: AdmissionParts;
  readonly allows: (address: string) => boolean;
  readonly perSender = new Map<string, number>();
  connections = 0;

  constructor(parts: AdmissionParts) {
    this.parts = parts;
    this.allows = createAllowList(parts.settings.allow);
  }

  /** Returns whether one more connection is taken. If so, `left` says when it has ended. Unix sockets do not have an address. */
  admits(address: string | undefined): boolean {
    const { maxConnections, maxConnectionsPerSender } = this.parts.settings;
    const ofSender = this.perSender.get(address ?? '') ?? 0;
    if (address !== undefined && !this.allows(address))
      return this.refuse('not-allowed', address, 'is not among `allow`');
    if (this.connections >= maxConnections)
      return this.refuse('connections', address, `came while there were maxConnections (${maxConnections})`);
    if (address !== undefined && ofSender >= maxConnectionsPerSender)
      return this.refuse('sender-connections', address, `has maxConnectionsPerSender (${maxConnectionsPerSender})`);
    this.perSender.set(address ?? '', ofSender + 1);
    this.connections++;
    return true;
  }

  left(address: string | undefined): void {
    const left = (this.perSender.get(address ?? '') ?? 1) - 1;
    if (left > 0) this.perSender.set(address ?? '', left);
    else this.perSender.delete(address ?? '');
    this.connections--;
  }

  refuse(kind: string, address: string | undefined, words: string): false {
    const peer = address ?? 'a local program';
    this.parts.notices.count(kind, () => `${peer} ${words}: its connection was refused`, { peer });
    return false;
  }
}

/** Returns an address without a zone, and an IPv4 address as such if it is mapped into IPv6 (RFC 4291, 2.5.5.2). */
export function plainAddress(address: string): string {
  // Most of the time it is the IPv4 address of a datagram.
  if (!address.includes(':')) return address;
  const bare = address.split('%', 1)[0] ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare);
  return mapped?.[1] ?? bare;
}

/** Returns the address and the length of a network; undefined if the text is none. */
export function networkOf(written: string): { readonly address: string; readonly bits: number } | undefined {
  const [address = '', bits, ...more] = written.split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  return version !== 0 && more.length === 0 && prefix <= most ? { address, bits: prefix } : undefined;
}

/** Returns whether a text is an address, or a network such as `192.0.2.0/24`. */
export function isNetwork(written: string): boolean {
  return networkOf(written) !== undefined;
}

/** Creates a function that returns whether an address may send. If no network is given, all may. */
export function createAllowList(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) return () => true;
  const list = new BlockList();
  for (const written of networks) {
    const { address, bits } = networkOf(written) ?? { address: '', bits: 0 };
    list.addSubnet(address, bits, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

import { BlockList, isIP, isIPv6 } from 'node:net';

/** An address without a zone; IPv4 as IPv4 where it is mapped into IPv6 (RFC 4291, 2.5.5.2). */
export function plainAddress(address: string): string {
  // An IPv4 address of a datagram, most of the time.
  if (!address.includes(':')) return address;
  const bare = address.split('%', 1)[0] ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare);
  return mapped?.[1] ?? bare;
}

function networkOf(written: string): { readonly address: string; readonly bits: number } | undefined {
  const [address = '', bits, ...more] = written.split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  return version !== 0 && more.length === 0 && prefix <= most ? { address, bits: prefix } : undefined;
}

/** Whether a text is an address, or a network such as `192.0.2.0/24`. */
export function isNetwork(written: string): boolean {
  return networkOf(written) !== undefined;
}

/** Tells whether an address may send. Everybody may where no network is given. */
export function createAllowList(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) return () => true;
  const list = new BlockList();
  for (const written of networks) {
    const { address, bits } = networkOf(written) ?? { address: '', bits: 0 };
    list.addSubnet(address, bits, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A target: what is to be blocked. */
export interface Target {
  /** The address, in its shortest form. */
  readonly address: string;
  /** The address, or the network that is blocked with it: `2001:db8:1:2::/64`. */
  readonly network: string;
}

/** The reason why an address is not blocked. */
export type Refusal = 'no address' | 'special address' | 'allowed';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [address: Address, prefix: number];

/** Addresses that stand for one of IPv4 (NAT64, Teredo): their neighbours are others altogether. */
const embedding = new Set(['rfc6052', 'rfc6145', 'teredo']);

/** Addresses from which nobody attacks; to block them would hit the machine itself, or everybody. */
const special = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal', 'loopback']);

/**
 * Returns whether `written` is an address or a network in CIDR. The library alone takes 203.0.113 and 0xcb.1.2.3 for one too.
 */
export function isNetwork(written: string): boolean {
  const [address = ''] = written.split('/');
  return isIP(address) !== 0 && !address.includes('%') && (address === written || ipaddr.isValidCIDR(written));
}

/** Returns the address that `text` is without its zone, IPv4-mapped IPv6 as IPv4. */
function parseAddress(text: string): Address | undefined {
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare);
}

function parseNetwork(written: string): Network {
  if (!written.includes('/')) {
    const address = ipaddr.process(written);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  }
  const [address, prefix] = ipaddr.parseCIDR(written);
  const mapped = address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress() && prefix >= 96;
  return mapped ? [(address as ipaddr.IPv6).toIPv4Address(), prefix - 96] : [address, prefix];
}

function overlap([a, bits]: Network, [b, others]: Network): boolean {
  if (a.kind() !== b.kind()) return false;
  const common = Math.min(bits, others);
  return a.kind() === 'ipv4'
    ? (a as ipaddr.IPv4).match(b as ipaddr.IPv4, common)
    : (a as ipaddr.IPv6).match(b as ipaddr.IPv6, common);
}

function write([address, prefix]: Network): string {
  const v4 = address.kind() === 'ipv4';
  const cidr = `${address.toString()}/${prefix}`;
  if (prefix === (v4 ? 32 : 128)) return address.toString();
  return `${(v4 ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(cidr).toString()}/${prefix}`;
}

/** The rules by which addresses become targets. */
export interface TargetRules {
  readonly allow: readonly string[];
  readonly prefixV4: number;
  readonly prefixV6: number;
}

/** Makes a function that says what is to be blocked for an address, or why nothing is. The allow list always wins. */
export function createTargeting({ allow, prefixV4, prefixV6 }: TargetRules): (address: string) => Target | Refusal {
  const allowed = allow.map(parseNetwork);
  const isAllowed = (network: Network) => allowed.some((one) => overlap(one, network));
  return (text) => {
    const address = parseAddress(text);
    if (address === undefined) return 'no address';
    if (special.has(address.range())) return 'special address';
    const all = address.kind() === 'ipv4' ? 32 : 128;
    const alone: Network = [address, all];
    if (isAllowed(alone)) return 'allowed';
    const network: Network = [address, all === 32 ? prefixV4 : prefixV6];
    // If somebody in the network is allowed, or is of another place, only the address itself is blocked.
    const onlyItself = isAllowed(network) || embedding.has(address.range());
    return { address: address.toString(), network: write(onlyItself ? alone : network) };
  };
}

/** Returns whether `network` (as `Target.network` is written) is or holds the address or network `written`. Never throws. */
export function holds(network: string, written: string): boolean {
  if (!isNetwork(written)) return false;
  const [outer, inner] = [parseNetwork(network), parseNetwork(written)];
  return outer[1] <= inner[1] && overlap(outer, inner);
}

import { BlockList, isIP, isIPv6 } from 'node:net';
import { isNetwork, networkOf } from './admission.ts';

/** The hosts that one sender may speak for. */
export interface SpokenHosts {
  /** The sender's key in `hosts`; undefined if none names it. */
  readonly key: string | undefined;
  includes(host: string): boolean;
}

/** What a sender is known by: its address, and the names in its certificate. */
export interface Identified {
  readonly address: string;
  /** Whether it showed a certificate for `name`. */
  isNamed(name: string): boolean;
}

/** The option `hosts`: host names by address, network or name of a certificate. */
export type HostsBySender = Readonly<Record<string, readonly string[]>>;

interface Network {
  readonly key: string;
  readonly bits: number;
  readonly has: (address: string) => boolean;
}

/** So many addresses of senders are remembered. */
const mostRemembered = 10_000;

/**
 * The rules of which hosts a sender may speak for. The most particular one that names a sender holds: that of its certificate's
 * name, else of its address, else of the smallest network.
 */
export class HostRules {
  readonly hosts: HostsBySender;
  readonly names: readonly string[];
  readonly networks: readonly Network[];
  readonly byAddress = new Map<string, SpokenHosts>();

  constructor(hosts: HostsBySender) {
    const keys = Object.keys(hosts);
    this.hosts = hosts;
    this.names = keys.filter((key) => !isNetwork(key));
    this.networks = keys.flatMap(networkFor).sort((a, b) => b.bits - a.bits);
  }

  /** Returns the hosts that a sender may speak for. */
  of({ address, isNamed }: Identified): SpokenHosts {
    const name = this.names.find(isNamed);
    return name === undefined ? this.ofAddress(address) : spokenHosts(name, this.hosts[name], address);
  }

  ofAddress(address: string): SpokenHosts {
    const known = this.byAddress.get(address);
    if (known !== undefined) return known;
    const key = this.networks.find(({ has }) => has(address))?.key;
    const spoken = spokenHosts(key, key === undefined ? [] : this.hosts[key], address);
    if (this.byAddress.size >= mostRemembered) this.byAddress.clear();
    this.byAddress.set(address, spoken);
    return spoken;
  }
}

/** An address is a network of one; all bits of both families are one length, so that an address comes before any network. */
function networkFor(key: string): Network[] {
  const network = networkOf(key);
  if (network === undefined) return [];
  const { address, bits } = network;
  const list = new BlockList();
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  list.addSubnet(address, bits, family);
  const has = (sender: string) => isIP(sender) === (family === 'ipv6' ? 6 : 4) && list.check(sender, family);
  return [{ key, bits, has }];
}

/** An entry that names no host, or the address it came from, names no other. */
function spokenHosts(key: string | undefined, patterns: readonly string[] = [], address: string): SpokenHosts {
  const written = patterns.map((pattern) => pattern.toLowerCase());
  const exact = new Set(['', address, ...written]);
  const any = exact.has('*');
  const suffixes = written.filter((pattern) => pattern.startsWith('*.')).map((pattern) => pattern.slice(1));
  return {
    key,
    includes(host) {
      if (any || exact.has(host)) return true;
      const name = host.toLowerCase();
      return exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
    },
  };
}

/** Says that a sender named a host that it may not speak for, and the fix. */
export function foreignHostText(peer: string, host: string, key: string | undefined): string {
  const name = JSON.stringify(host.slice(0, 255));
  const fix =
    key === undefined
      ? `no entry of \`hosts\` names this sender; if it may, add one with ${name}`
      : `if it may, add ${name} to \`hosts\` under ${JSON.stringify(key)}`;
  return `${peer} sent an entry of host ${name}, which it may not speak for: such entries are dropped; ${fix}`;
}

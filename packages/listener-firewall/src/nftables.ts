import type { Backend, Entry } from './backend.ts';
import type { FirewallSettings } from './options.ts';
import { runCommand } from './run-command.ts';

const isV4 = (network: string) => !network.includes(':');

/** Returns the set of a network or an address: only sets of networks are searched by interval. */
function setOf(network: string): string {
  return `${network.includes('/') ? 'networks' : 'addresses'}${isV4(network) ? '4' : '6'}`;
}

interface SetJson {
  readonly name: string;
  readonly elem?: readonly unknown[];
}

/** Returns the network of an element as `nft -j` writes it: bare or with its timeout, an address or a prefix. */
function networkOf(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  const { elem, prefix } = element as { elem?: { val: unknown }; prefix?: { addr: string; len: number } };
  if (prefix !== undefined) return `${prefix.addr}/${prefix.len}`;
  return elem === undefined ? undefined : networkOf(elem.val);
}

/** A backend that blocks by a table of its own. It touches nothing outside of that. */
export class NftablesBackend implements Backend {
  readonly endsBlocks = true;
  readonly nft: readonly string[];
  readonly table: string;
  readonly ports: readonly number[];

  constructor({ nft, table, ports }: FirewallSettings) {
    this.nft = nft;
    this.table = `inet ${table}`;
    this.ports = ports;
  }

  /** Replaces the table as a whole, with what it is to hold: at no instant is it without. */
  async start(entries: readonly Entry[]): Promise<void> {
    const fresh = [`add table ${this.table}`, `delete table ${this.table}`, this.tableText()];
    await this.run([...fresh, ...entries.map((entry) => this.add(entry))]);
  }

  /** Blocks. The timeout of an element changes only if it is added anew; what is not there cannot be deleted. */
  async block(entries: readonly Entry[]): Promise<void> {
    await this.run(entries.flatMap((entry) => [this.add(entry), this.delete(entry), this.add(entry)]));
  }

  async unblock(entries: readonly Entry[]): Promise<void> {
    await this.run(entries.flatMap((entry) => [this.add(entry), this.delete(entry)]));
  }

  async list(): Promise<readonly string[]> {
    const said = await runCommand([...this.nft, '-j', 'list', 'table', ...this.table.split(' ')]);
    const { nftables } = JSON.parse(said) as { nftables: readonly { set?: SetJson }[] };
    return nftables.flatMap(({ set }) => (set?.elem ?? []).flatMap((element) => networkOf(element) ?? []));
  }

  async remove(): Promise<void> {
    await this.run([`add table ${this.table}`, `delete table ${this.table}`]);
  }

  async check(): Promise<void> {
    await runCommand([...this.nft, 'list', 'tables']);
  }

  add({ network, remainingMs }: Entry): string {
    const timeout = `${Math.max(1, Math.ceil(remainingMs))}ms`;
    return `add element ${this.table} ${setOf(network)} { ${network} timeout ${timeout} }`;
  }

  delete({ network }: Entry): string {
    return `delete element ${this.table} ${setOf(network)} { ${network} }`;
  }

  tableText(): string {
    const port = this.ports.length === 0 ? '' : `tcp dport { ${this.ports.join(', ')} } `;
    return `table ${this.table} {
  set addresses4 { type ipv4_addr; flags timeout; }
  set addresses6 { type ipv6_addr; flags timeout; }
  set networks4 { type ipv4_addr; flags interval, timeout; }
  set networks6 { type ipv6_addr; flags interval, timeout; }
  chain input {
    type filter hook input priority -10; policy accept;
    ${port}ip saddr @addresses4 drop
    ${port}ip saddr @networks4 drop
    ${port}ip6 saddr @addresses6 drop
    ${port}ip6 saddr @networks6 drop
  }
}`;
  }

  /** Runs statements in one transaction: all or nothing. */
  async run(statements: readonly string[]): Promise<void> {
    if (statements.length > 0) await runCommand([...this.nft, '-f', '-'], `${statements.join('\n')}\n`);
  }
}

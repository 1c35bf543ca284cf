import type { Backend, Entry } from './backend.ts';
import type { FirewallSettings } from './options.ts';
import { runCommand } from './run-command.ts';

/** The longest timeout that the kernel takes (ip_set.h), in seconds. */
const longest = 2_147_483;

const families = [
  { suffix: '4', family: 'inet', v4: true, command: 'iptables' },
  { suffix: '6', family: 'inet6', v4: false, command: 'ip6tables' },
] as const;

/** A backend that blocks by two sets and one rule for each, in the chain INPUT. */
export class IpsetBackend implements Backend {
  readonly endsBlocks = true;
  readonly settings: FirewallSettings;

  constructor(settings: FirewallSettings) {
    this.settings = settings;
  }

  /** Fills new sets, then swaps them with those in use: at no instant is nothing blocked. */
  async start(entries: readonly Entry[]): Promise<void> {
    const lines = families.flatMap(({ suffix, family, v4 }) => {
      const [set, fresh] = [this.set(suffix), `${this.set(suffix)}_new`];
      const create = (name: string) =>
        `create ${name} hash:net family ${family} timeout 0 maxelem ${this.settings.maxBlocks} -exist`;
      const own = entries.filter(({ network }) => isV4(network) === v4).map((entry) => this.add(entry, fresh));
      return [create(set), create(fresh), `flush ${fresh}`, ...own, `swap ${fresh} ${set}`, `destroy ${fresh}`];
    });
    await this.restore(lines);
    for (const { command, suffix } of families) await this.addRule(command, suffix);
  }

  async block(entries: readonly Entry[]): Promise<void> {
    await this.restore(entries.map((entry) => this.add(entry, this.setFor(entry))));
  }

  async unblock(entries: readonly Entry[]): Promise<void> {
    await this.restore(entries.map((entry) => `del ${this.setFor(entry)} ${entry.network} -exist`));
  }

  async list(): Promise<readonly string[]> {
    const said: string[] = [];
    for (const { suffix } of families) said.push(await runCommand([...this.settings.ipset, 'save', this.set(suffix)]));
    return said
      .join('\n')
      .split('\n')
      .flatMap((line) => /^add \S+ (\S+)/.exec(line)?.[1] ?? []);
  }

  async remove(): Promise<void> {
    for (const { command, suffix } of families) {
      await runCommand([...this.settings[command], '-D', ...this.rule(suffix)]);
      await runCommand([...this.settings.ipset, 'destroy', this.set(suffix)]);
    }
  }

  async check(): Promise<void> {
    await runCommand([...this.settings.ipset, 'list', '-n']);
    for (const { command } of families) await runCommand([...this.settings[command], '-S', 'INPUT']);
  }

  /** Adds the rule for a set, and removes those of an earlier run for other ports. */
  async addRule(command: 'iptables' | 'ip6tables', suffix: string): Promise<void> {
    const wanted = ['-A', ...this.rule(suffix)].join(' ');
    const there = (await runCommand([...this.settings[command], '-S', 'INPUT'])).split('\n');
    const own = there.filter((rule) => rule.includes(` ${this.set(suffix)} src `));
    const others = own.filter((rule, i) => rule !== wanted || own.indexOf(rule) !== i);
    for (const rule of others) await runCommand([...this.settings[command], '-D', ...rule.split(' ').slice(1)]);
    if (!own.includes(wanted)) await runCommand([...this.settings[command], '-I', ...this.rule(suffix)]);
  }

  rule(suffix: string): string[] {
    const { ports } = this.settings;
    const closed = ports.length === 0 ? [] : ['-p', 'tcp', '-m', 'multiport', '--dports', ports.join(',')];
    return ['INPUT', ...closed, '-m', 'set', '--match-set', this.set(suffix), 'src', '-j', 'DROP'];
  }

  add({ network, remainingMs }: Entry, set: string): string {
    const seconds = Math.min(longest, Math.max(1, Math.ceil(remainingMs / 1_000)));
    return `add ${set} ${network} timeout ${seconds} -exist`;
  }

  set(suffix: string): string {
    return `${this.settings.table}${suffix}`;
  }

  setFor({ network }: Entry): string {
    return this.set(isV4(network) ? '4' : '6');
  }

  async restore(lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await runCommand([...this.settings.ipset, 'restore'], `${lines.join('\n')}\n`);
  }
}

function isV4(network: string): boolean {
  return !network.includes(':');
}

import { execFileSync, spawnSync } from 'node:child_process';

/** Which of these tools are missing, or `root`. */
export function missing(tools: readonly string[]): string[] {
  const absent = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
  return process.getuid?.() === 0 ? absent : ['root', ...absent];
}

/** One host of a network that a test made. */
export class Host {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** The command line that runs `command` on this host. */
  on(...command: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', this.name, ...command];
  }

  /** Runs `command` on this host to its end, which has to be a good one; returns what it printed. */
  run(...command: readonly string[]): string {
    const [file = '', ...args] = this.on(...command);
    return execFileSync(file, args, { encoding: 'utf8', timeout: 20_000 });
  }

  /** Runs `command` on this host for at most `seconds`; returns how it ended and what it complained of. */
  try(seconds: number, ...command: readonly string[]): { code: number | null; complaint: string } {
    const [file = '', ...args] = this.on(...command);
    const { status, stderr } = spawnSync(file, args, { timeout: seconds * 1_000, encoding: 'utf8' });
    return { code: status, complaint: stderr.trim() };
  }
}

const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: 'pipe' });

/** Two hosts with a cable between them, and nothing else: to be removed with `remove`. */
export function createNetwork(addresses: { readonly server: string; readonly client: readonly string[] }) {
  const id = `${process.pid}`;
  const [server, client] = [new Host(`corr-s-${id}`), new Host(`corr-c-${id}`)];
  const remove = () => {
    for (const { name } of [server, client]) spawnSync('ip', ['netns', 'del', name]);
  };
  try {
    ip('netns', 'add', server.name);
    ip('netns', 'add', client.name);
    ip('link', 'add', 'eth0', 'netns', server.name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', client.name);
    ip('-n', server.name, 'addr', 'add', `${addresses.server}/24`, 'dev', 'eth0');
    for (const address of addresses.client) ip('-n', client.name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    for (const { name } of [server, client])
      for (const link of ['lo', 'eth0']) ip('-n', name, 'link', 'set', link, 'up');
  } catch (error) {
    remove();
    throw error;
  }
  return { server, client, remove };
}

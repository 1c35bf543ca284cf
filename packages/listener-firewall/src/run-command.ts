import { spawn } from 'node:child_process';
import { CorrelatorError } from '@correlator/events';
import type { Target } from './target.ts';

/** After how many milliseconds a command that hangs is ended. */
const timeoutMs = 30_000;

/** How much is kept of what a command prints, in characters: the list of a set may be long. */
const mostOutput = 256 * 1024 * 1024;

const packages: Readonly<Record<string, string>> = {
  nft: 'nftables',
  ipset: 'ipset',
  iptables: 'iptables',
  ip6tables: 'iptables',
  ss: 'iproute2',
};

function missing(file: string): CorrelatorError {
  const known = packages[file];
  const fix =
    known === undefined ? 'give its path' : `install the package ${known}, or give its path in option '${file}'`;
  return new CorrelatorError('FIREWALL_COMMAND_MISSING', `the command ${file} was not found: ${fix}`);
}

function failed(words: readonly string[], said: string): CorrelatorError {
  const command = words.slice(0, 6).join(' ');
  if (/not permitted|must be root|permission denied/i.test(said)) {
    const fix = 'run as root, with the capability CAP_NET_ADMIN, or by sudo (such as nft: [sudo, -n, nft])';
    return new CorrelatorError('FIREWALL_NOT_PERMITTED', `${command} is not permitted: ${fix}`);
  }
  return new CorrelatorError('FIREWALL_FAILED', `${command} failed: ${said.trim().slice(0, 500) || 'it said nothing'}`);
}

/**
 * Runs a command without a shell, `input` on its standard input; returns what it printed. Throws a `CorrelatorError`
 * that names the fix if it is missing, not permitted or fails.
 */
export function runCommand(words: readonly string[], input = ''): Promise<string> {
  const [file = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
    const [said, complaint] = [collect(child.stdout), collect(child.stderr)];
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? missing(file) : failed(words, error.message));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(said.join(''));
      else reject(failed(words, complaint.join('') || `it ended with ${code ?? signal}`));
    });
    // A command that ends before it has read all says why on its standard error.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

function collect(stream: NodeJS.ReadableStream): string[] {
  const parts: string[] = [];
  let length = 0;
  stream.setEncoding('utf8').on('data', (part: string) => {
    length += part.length;
    if (length <= mostOutput) parts.push(part);
  });
  return parts;
}

/** Closes the open connections of these sources: a block alone leaves them to time out. */
export async function killConnections(ss: readonly string[], targets: readonly Target[]): Promise<void> {
  for (const { network } of targets) await runCommand([...ss, '--kill', '--no-header', 'dst', network]);
}

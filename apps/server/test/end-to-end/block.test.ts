import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Running } from '../command.ts';
import { createNetwork, missing } from './network.ts';
import { SshClient, startSshDaemon } from './ssh-daemon.ts';

const lacking = missing(['ip', 'nft', 'sshpass', 'ssh', 'sshd', 'rsyslogd']);
const [daemon, attacker, admin] = ['192.0.2.1', '192.0.2.66', '192.0.2.10'];
const patience = { timeout: 30_000, interval: 100 };

const configuration = (folder: string) => `
inputs: { auth: { use: file, paths: [auth.log], follow: true } }
modules: { sshd: { limit: 3 } }
listeners:
  log: {}
  csv: { directory: ${folder}/audit }
  firewall: { duration: 12s, state: ${folder}/blocks.jsonl }
`;

/** The rows of an audit file, by the names of its columns. */
function rows(folder: string, type: string): Record<string, string>[] {
  const file = readdirSync(join(folder, 'audit')).find((name) => name.startsWith(type));
  if (file === undefined) return [];
  const [header = '', ...lines] = readFileSync(join(folder, 'audit', file), 'utf8')
    .trim()
    .split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

test.skipIf(lacking.length > 0)(
  `whoever guesses passwords is blocked for a while, and nobody else${lacking.length > 0 ? ` (it wants ${lacking.join(', ')})` : ''}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'correlator-e2e-'));
    const network = createNetwork({ server: daemon, client: [attacker, admin] });
    onTestFinished(() => {
      network.remove();
      rmSync(folder, { recursive: true });
    });
    const sshd = startSshDaemon(network.server, { folder, address: daemon });
    onTestFinished(sshd.stop);
    const ssh = new SshClient(network.client, daemon);
    await vi.waitFor(() => expect(sshd.read()).toContain('Server listening'), patience);
    writeFileSync(join(folder, 'a.yaml'), configuration(folder));
    const server = new Running(['run', '--config', 'a.yaml'], folder, network.server.on());

    expect(ssh.login(admin, sshd.key)).toBe(true);
    for (const user of ['root', 'oracle']) expect(ssh.guess(attacker, user)).toContain('Permission denied');
    // The block may come before the answer.
    ssh.guess(attacker, 'admin', 2);
    await server.prints('stdout', /192\.0\.2\.66 failed 3 logins within 5m/);
    await server.prints('stdout', /address\.blocked/);

    expect(ssh.guess(attacker, 'root')).toContain('timed out');
    expect(ssh.login(admin, sshd.key)).toBe(true);

    await server.prints('stdout', /address\.unblocked/);
    expect(ssh.login(attacker, sshd.key)).toBe(true);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(rows(folder, 'address.blocked')).toMatchObject([
      {
        address: attacker,
        network: attacker,
        offence: '1',
        causeType: 'sshd.login-tries-exceeded',
        causeSystem: 'sshd',
      },
    ]);
    expect(rows(folder, 'address.unblocked')).toMatchObject([{ network: attacker, reason: 'ended' }]);
    expect(rows(folder, 'sshd.block-statistics')).toMatchObject([
      { sourcesBlocked: '1', blocks: '1', blockedNow: '0' },
    ]);
    expect(rows(folder, 'sshd.login-succeeded').map(({ address }) => address)).toEqual([admin, admin, attacker]);
  },
  120_000,
);

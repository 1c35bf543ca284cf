import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { correlator, Running } from '../command.ts';
import { createNetwork, missing } from './network.ts';
import { SshClient, startSshDaemon } from './ssh-daemon.ts';

const lacking = missing(['ip', 'sshpass', 'ssh', 'sshd', 'rsyslogd', 'openssl']);
const gnutls = spawnSync('find', ['/usr/lib', '-name', 'lmnsd_gtls.so'], { encoding: 'utf8' }).stdout !== '';
if (!gnutls) lacking.push('rsyslog-gnutls');
const [daemon, attacker, admin] = ['192.0.2.1', '192.0.2.66', '192.0.2.10'];
const patience = { timeout: 30_000, interval: 100 };

/** How rsyslogd sends to each server. */
const transports = {
  tcp: { listen: 'tcp://127.0.0.1:5514', how: 'port="5514" protocol="tcp" tcp_framing="octet-counted"' },
  udp: { listen: 'udp://127.0.0.1:5515', how: 'port="5515" protocol="udp" template="RSYSLOG_SyslogProtocol23Format"' },
  tls: {
    listen: 'tls://127.0.0.1:6514',
    how: 'port="6514" protocol="tcp" streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="anon"',
  },
};
type Transport = keyof typeof transports;
const all = Object.keys(transports) as Transport[];

const forward = (folder: string) => `
global(defaultNetstreamDriverCAFile="${folder}/server.pem")
${Object.values(transports)
  .map(({ how }) => `*.* action(type="omfwd" target="127.0.0.1" action.resumeInterval="1" ${how})`)
  .join('\n')}
`;

const configuration = (folder: string, transport: Transport) => `
inputs:
  net:
    use: syslog
    listen: ${transports[transport].listen}
    tls: { cert: ${folder}/server.pem, key: ${folder}/server.key }
modules: { sshd: { limit: 3 }, capture: { path: ${transport}.capture } }
listeners:
  log: { destination: ${transport}.jsonl, format: json }
  csv: { directory: ${folder}/${transport} }
`;

function makeCertificate(folder: string): void {
  const [key, cert] = [join(folder, 'server.key'), join(folder, 'server.pem')];
  const how = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...how, '-keyout', key, '-out', cert, '-subj', '/CN=logs.example'], {
    stdio: 'pipe',
  });
}

/** The rows of an audit file without what depends on the way: ids, and milliseconds, which not every format has. */
function rows(folder: string, transport: Transport, type: string): string[] {
  const file = readdirSync(join(folder, transport)).find((name) => name.startsWith(type));
  if (file === undefined) return [];
  const [header = '', ...lines] = readFileSync(join(folder, transport, file), 'utf8')
    .trim()
    .split('\n');
  const keep = header.split(',').flatMap((name, i) => (['id', 'time', 'at', 'firstTime'].includes(name) ? [] : [i]));
  return lines.map((line) => keep.map((i) => line.split(',')[i]?.replace(/\.\d{3}Z/, 'Z')).join());
}

const derived = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { id: string; type: string; data: unknown })
    .filter(({ id }) => !id.startsWith('engine-'))
    .map(({ id, type, data }) => JSON.stringify([id, type, data]));

test.skipIf(lacking.length > 0)(
  `an attack on a real sshd arrives from a real rsyslogd by TCP, UDP and TLS, and is captured and replayed${lacking.length > 0 ? ` (it wants ${lacking.join(', ')})` : ''}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'correlator-live-'));
    const network = createNetwork({ server: daemon, client: [attacker, admin] });
    onTestFinished(() => {
      network.remove();
      rmSync(folder, { recursive: true });
    });
    makeCertificate(folder);
    const servers = all.map((transport) => {
      writeFileSync(join(folder, `${transport}.yaml`), configuration(folder, transport));
      return new Running(['run', '--config', `${transport}.yaml`], folder, network.server.on());
    });
    // Who listens is there before anything is sent: what is sent by UDP to nobody is lost.
    await vi.waitFor(() => {
      const listening = network.server.run('ss', '-lntu');
      for (const port of [5514, 5515, 6514]) expect(listening).toContain(`:${port} `);
    }, patience);
    const sshd = startSshDaemon(network.server, { folder, address: daemon, forward: forward(folder) });
    onTestFinished(sshd.stop);
    const ssh = new SshClient(network.client, daemon);
    await vi.waitFor(() => expect(sshd.read()).toContain('Server listening'), patience);

    expect(ssh.login(admin, sshd.key)).toBe(true);
    for (const user of ['root', 'oracle', 'admin', 'root'])
      expect(ssh.guess(attacker, user)).toContain('Permission denied');
    for (const transport of all) {
      const logged = () => readFileSync(join(folder, `${transport}.jsonl`), 'utf8');
      await vi.waitFor(() => expect(logged()).toMatch(/sshd\.login-tries-exceeded/), patience);
      await vi.waitFor(() => expect(logged().match(/sshd\.login-failed/g)?.length).toBe(4), patience);
    }
    for (const { child } of servers) child.kill('SIGTERM');
    expect(await Promise.all(servers.map(({ ended }) => ended))).toEqual([0, 0, 0]);

    expect(rows(folder, 'tcp', 'sshd.login-tries-exceeded')).toHaveLength(1);
    for (const type of ['sshd.login-tries-exceeded', 'sshd.login-failed', 'sshd.login-succeeded', 'sshd.statistics']) {
      expect(rows(folder, 'udp', type)).toEqual(rows(folder, 'tcp', type));
      expect(rows(folder, 'tls', type)).toEqual(rows(folder, 'tcp', type));
    }
    for (const transport of all) {
      const args = ['replay', '--json', '--config', `${transport}.yaml`, `${transport}.capture`];
      const { code, stdout } = await correlator(args, { directory: folder });
      const live = derived(readFileSync(join(folder, `${transport}.jsonl`), 'utf8'));
      expect(code).toBe(0);
      expect(live.length).toBeGreaterThan(10);
      expect(derived(stdout)).toEqual(live);
    }
  },
  120_000,
);

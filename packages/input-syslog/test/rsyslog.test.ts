import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeCertificates } from './certificates.ts';
import { folder, installed, type Server, start } from './support.ts';

const rsyslogd = installed('rsyslogd', ['-v']);
const gnutls =
  rsyslogd && spawnSync('find', ['/usr/lib', '-name', 'lmnsd_gtls.so'], { encoding: 'utf8' }).stdout !== '';
const logger = installed('logger');

/** A private rsyslogd that forwards what comes to its socket; the path of that. */
async function relay(actions: string, globals = ''): Promise<string> {
  const path = folder();
  const socket = join(path, 'log');
  writeFileSync(
    join(path, 'rsyslog.conf'),
    `global(workDirectory="${path}" ${globals})
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${socket}" RateLimit.Interval="0")
*.* ${actions}
`,
  );
  const daemon = spawn('rsyslogd', ['-n', '-f', join(path, 'rsyslog.conf'), '-i', join(path, 'pid')], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => void daemon.once('close', resolve));
  onTestFinished(async () => {
    daemon.kill('SIGTERM');
    await ended;
  });
  await vi.waitFor(() => expect(existsSync(socket)).toBe(true), { timeout: 10_000 });
  return socket;
}

const count = 1_000;
const bodies = Array.from({ length: count }, (_, i) => `message ${i} – žluťoučký ${'x'.repeat(i % 700)}`);

/** Has logger write the messages to the relay, and expects all of them, in order. */
async function expectAll(server: Server, socket: string, log: readonly string[] = []): Promise<void> {
  const { stderr, status } = spawnSync('logger', ['--socket', socket, '-p', 'auth.info', '-t', 'app', ...log], {
    input: `${bodies.join('\n')}\n`,
    encoding: 'utf8',
  });
  expect([stderr, status]).toEqual(['', 0]);
  const { records, unparsed } = await server.until((read) => read.records.length + read.unparsed.length >= count);
  expect(unparsed).toEqual([]);
  expect(records.map(({ message }) => message)).toEqual(bodies);
  expect(records[0]).toMatchObject({ program: 'app', facility: 4, severity: 6 });
}

describe.skipIf(!(rsyslogd && logger))('a real rsyslogd (needs rsyslogd and logger)', () => {
  test.each([
    ['TCP, with line ends', 'tcp', 'protocol="tcp"'],
    ['TCP, with octet counting', 'tcp', 'protocol="tcp" tcp_framing="octet-counted"'],
    ['TCP, in RFC 5424', 'tcp', 'protocol="tcp" template="RSYSLOG_SyslogProtocol23Format"'],
    ['UDP', 'udp', 'protocol="udp"'],
  ])('forwards by %s', async (_, transport, how) => {
    const server = await start({ listen: `${transport}://127.0.0.1:0` });
    const { port } = server.at(transport);
    const socket = await relay(`action(type="omfwd" target="127.0.0.1" port="${port}" ${how})`);
    await expectAll(server, socket);
  });

  test.skipIf(!gnutls || !installed('openssl', ['version']))(
    'forwards by TLS with a certificate (needs rsyslog-gnutls and openssl)',
    async () => {
      const { path } = makeCertificates();
      const tls = { cert: path('server.pem'), key: path('server.key'), ca: path('ca.pem') };
      const server = await start({
        listen: 'tls://127.0.0.1:0',
        tls: { ...tls, clientCertificate: 'required', clientNames: ['web01.example'] },
      });
      const files = `defaultNetstreamDriverCAFile="${path('ca.pem')}" defaultNetstreamDriverCertFile="${path('web01.pem')}" defaultNetstreamDriverKeyFile="${path('web01.key')}"`;
      const driver =
        'streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name" streamDriverPermittedPeers="logs.example"';
      const { port } = server.at('tls');
      const action = `action(type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" tcp_framing="octet-counted" ${driver})`;
      await expectAll(server, await relay(action, files));
      expect(server.warnings).toEqual([]);
    },
  );
});

describe.skipIf(!logger)('logger itself (needs logger)', () => {
  test.each([
    ['TCP', 'tcp', ['--tcp']],
    ['TCP, counting octets', 'tcp', ['--tcp', '--octet-count']],
    ['TCP, in the old form', 'tcp', ['--tcp', '--rfc3164']],
    ['UDP', 'udp', ['--udp']],
  ])('sends by %s', async (_, transport, how) => {
    const server = await start({ listen: `${transport}://127.0.0.1:0` });
    const { port } = server.at(transport);
    const child = spawn(
      'logger',
      ['-n', '127.0.0.1', '-P', port, ...how, '-t', 'app', '-p', 'auth.notice', 'by the book'],
      {
        stdio: 'ignore',
      },
    );
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records[0]).toMatchObject({ program: 'app', message: 'by the book', facility: 4, severity: 5 });
    child.kill();
  });
});

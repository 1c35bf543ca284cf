import { useModule } from '@correlator/core';
import type { Event } from '@correlator/events';
import { restartAnywhere } from '@correlator/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { attackLog, recordsOf, replay } from './support.ts';

/** Records drawn out, so that sessions, windows and days end on the way. */
const drawnOut = (factor: number) => {
  const records = recordsOf(attackLog('auth.log')).slice(0, 600);
  const first = records[0]?.time ?? 0;
  return records.map((record) => ({ ...record, time: first + (record.time - first) * factor }));
};

test.each([[1], [60], [2_000]])(
  'a restart after any record of a real attack, drawn out %i times, changes no event',
  async (factor) => {
    const options = { limit: 3, prefixV6: 128 };
    const events = await restartAnywhere(useModule(manifest, options), drawnOut(factor), { zone: 'Europe/Prague' });
    expect(events.some(({ type }) => type === 'sshd.login-tries-exceeded')).toBe(true);
  },
  60_000,
);

test('a restart between what PAM and sshd say of two attempts of a process changes no event', async () => {
  const pam = (second: number) =>
    `Nov 23 07:00:0${second} web sshd[42]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=alice`;
  const lines = [
    pam(1),
    pam(1),
    'Nov 23 07:00:03 web sshd[42]: Failed password for alice from 192.0.2.7 port 40022 ssh2',
    'Nov 23 07:00:05 web sshd[42]: Connection closed by authenticating user alice 192.0.2.7 port 40022 [preauth]',
    'Nov 23 07:10:00 web sshd[43]: Server listening on 0.0.0.0 port 22.',
  ];
  const events = await restartAnywhere(useModule(manifest, {}), recordsOf(lines));
  const failed = events.find(({ type }) => type === 'sshd.statistics');
  expect(failed?.data).toMatchObject({ attempts: 2 });
});

test('a restart between what PAM and sshd say of a connection that is known changes no event', async () => {
  const at = (second: number, message: string) => `Nov 23 07:00:0${second} web sshd[42]: ${message}`;
  const pam =
    'pam_sss(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7 user=alice';
  const failed = 'Failed password for alice from 192.0.2.7 port 40022 ssh2';
  const lines = [
    ...[1, 3, 5].flatMap((second) => [at(second, pam), at(second + 1, failed)]),
    at(8, 'Connection closed by authenticating user alice 192.0.2.7 port 40022 [preauth]'),
    'Nov 23 07:10:00 web sshd[43]: Server listening on 0.0.0.0 port 22.',
  ];
  const events = await restartAnywhere(useModule(manifest, {}), recordsOf(lines));
  expect(events.find(({ type }) => type === 'sshd.statistics')?.data).toMatchObject({ attempts: 3, exceeded: 0 });
});

const pam = (module: string, address: string) =>
  `pam_${module}(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address}  user=root`;

const longName = 'somebody-whose-name-makes-each-message-a-long-one';
const lastRepeated = 'last message repeated 2 times';

/** What sshd, PAM and syslogd say, of a peer. */
const sayings: readonly ((address: string, port: number) => string)[] = [
  (address, port) => `Failed password for root from ${address} port ${port} ssh2`,
  (address, port) => `Failed keyboard-interactive/pam for root from ${address} port ${port} ssh2`,
  (address, port) => `Invalid user x from ${address} port ${port}`,
  (address, port) => `Failed password for invalid user x from ${address} port ${port} ssh2`,
  (address) => pam('unix', address),
  (address) => pam('sss', address),
  (address) => `error: PAM: Authentication failure for root from ${address}`,
  (address) => `PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address}  user=root`,
  (address, port) => `Accepted password for root from ${address} port ${port} ssh2`,
  (address, port) => `Disconnected from user root ${address} port ${port}`,
  (address, port) => `Connection closed by authenticating user root ${address} port ${port} [preauth]`,
  () => 'pam_unix(sshd:session): session closed for user root',
  (address, port) => `Invalid user ${longName} from ${address} port ${port}`,
  (address, port) => `Failed password for invalid user ${longName} from ${address} port ${port} ssh2`,
  (address, port) => `Connection closed by invalid user ${longName} ${address} port ${port} [preauth]`,
  (address, port) => `Connection closed by ${address} port ${port} [preauth]`,
  (address, port) =>
    `Unable to negotiate with ${address} port ${port}: no matching cipher found. Their offer: x [preauth]`,
  () => 'fatal: Access denied for user root by PAM account configuration [preauth]',
  () => lastRepeated,
];

const step = fc.record({
  say: fc.constantFrom(...sayings),
  host: fc.constantFrom('a', 'b'),
  pid: fc.constantFrom('', '[7]', '[8]'),
  address: fc.constantFrom('192.0.2.7', '198.51.100.9'),
  port: fc.constantFrom(40_001, 40_002),
  after: fc.constantFrom(0, 1, 2, 40, 400),
});

test('a restart after any record of any mixture changes no event, nor do four partitions', async () => {
  const mixture = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    let time = Date.UTC(2026, 10, 23, 7);
    const lines = steps.map(({ say, host, pid, address, port, after }) => {
      time += after * 1_000;
      const said = say(address, port);
      return `${new Date(time).toISOString()} ${host} ${said === lastRepeated ? '' : `sshd${pid}: `}${said}`;
    });
    const options = { limit: 3, maxConnections: 100 };
    const events = await restartAnywhere(useModule(manifest, options), recordsOf(lines));
    const { events: divided } = await replay(recordsOf(lines), { options, partitions: 4 });
    const told = (all: readonly Event[]) => all.map(({ type, data }) => JSON.stringify([type, data])).sort();
    expect(told(divided)).toEqual(told(events));
  });
  await fc.assert(mixture, { numRuns: 60 });
}, 60_000);

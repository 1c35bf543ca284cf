import { useModule } from '@correlator/core';
import { restartAnywhere } from '@correlator/testing';
import { expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { attackLog, recordsOf } from './support.ts';

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

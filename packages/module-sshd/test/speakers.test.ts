import { createRecord, type RecordDraft } from '@correlator/core/testing';
import type { LogRecord, Vouched } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { SshdSessions, sshdOptions } from '../src/index.ts';
import { replay } from './support.ts';

const root: Vouched = { uid: 0, pid: 900, command: 'sshd', executable: '/usr/sbin/sshd', unit: 'ssh.service' };
const logger: Vouched = {
  uid: 1001,
  pid: 7,
  command: 'logger',
  executable: '/usr/bin/logger',
  unit: 'session-3.scope',
};
const child: Vouched = { uid: 1000, pid: 950, command: 'sshd', executable: '/usr/sbin/sshd', unit: 'session-4.scope' };

const start = Date.UTC(2026, 10, 24, 10);

/** Records of sshd, a second apart. */
function records(...drafts: readonly (RecordDraft & { readonly message: string })[]): LogRecord[] {
  return drafts.map((draft, i) =>
    createRecord({ program: 'sshd', pid: '900', time: start + i * 1_000, offset: i, ...draft }),
  );
}

const failure = (port: number) => `Failed password for root from 198.51.100.23 port ${port} ssh2`;
const failures = (vouched: Vouched | undefined) =>
  records(
    ...[1, 2, 3, 4, 5, 6].map((n) => ({
      pid: `${n}`,
      message: failure(40_000 + n),
      ...(vouched && { vouched: { ...vouched, pid: n } }),
    })),
  );

const typesOf = async (given: readonly LogRecord[], options = {}) =>
  (await replay(given, { options })).events.map(({ type }) => type).filter((type) => !type.endsWith('statistics'));

const exceeded = 'sshd.login-tries-exceeded';
const claimed = 'sshd.claimed-message';
const login = { message: 'Accepted publickey for alice from 192.0.2.10 port 50001 ssh2', vouched: root };
const disconnected = 'Disconnected from user alice 192.0.2.10 port 50001';

describe('an entry under the name of sshd', () => {
  test.each([
    ['of root', root],
    ['of root, of which the journal knows no more', { uid: 0 }],
    ['of nobody known, as in a file', undefined],
    ['from a sender of which only the address is known', { peer: '192.0.2.1' }],
  ])('%s is sshd’s', async (_, vouched) => {
    expect(await typesOf(failures(vouched))).toContain(exceeded);
    expect(await typesOf(failures(vouched))).not.toContain(claimed);
  });

  test.each([
    ['with another program', logger],
    ['with a program of the same name', { ...logger, command: 'sshd' }],
    ['with sshd’s own program, which anybody may run', { ...child, unit: 'session-9.scope' }],
    ['of which the journal knows no more', { uid: 1001 }],
  ])('of a user, %s, blames nobody, and is reported', async (_, vouched) => {
    const { events } = await replay(failures(vouched));
    expect(events.filter(({ data }) => JSON.stringify(data).includes('198.51.100.23'))).toEqual([]);
    const told = events.filter(({ type }) => type === claimed);
    expect(told).toMatchObject([{ data: { host: 'web01', uid: vouched.uid, count: 1 }, severity: 'warning' }]);
    const figures = events.find(({ type }) => type === 'sshd.statistics');
    expect(figures?.data).toMatchObject({ attempts: 0, failed: 0 });
  });

  test('of a user is reported with what it came from', async () => {
    const [event] = (await replay(records({ message: failure(1), vouched: logger }))).events;
    expect(event?.data).toEqual({
      host: 'web01',
      uid: 1001,
      program: '/usr/bin/logger',
      unit: 'session-3.scope',
      count: 1,
    });
  });

  test('of a user is reported at the first, tenth, hundredth time on a host, and again after a quiet day', async () => {
    const many = Array.from({ length: 100 }, () => ({ message: 'x', vouched: logger }));
    const later = { message: 'x', vouched: logger, time: start + 2 * 86_400_000 };
    const after = { message: 'Server listening on 0.0.0.0 port 22.', vouched: root, time: start + 3 * 86_400_000 };
    const { events } = await replay(records(...many, { message: 'x', vouched: logger, host: 'web02' }, later, after));
    const told = events.filter(({ type }) => type === claimed).map(({ data }) => [data.host, data.count]);
    expect(told).toEqual([
      ['web01', 1],
      ['web01', 10],
      ['web01', 100],
      ['web02', 1],
      ['web01', 1],
    ]);
    expect(events.filter(({ type }) => type === 'sshd.unknown-message')).toEqual([]);
  });

  test('is sshd’s where its user is trusted', async () => {
    const container = { ...child, uid: 100_000 };
    expect(await typesOf(failures(container), { trustedUids: [0, 100_000] })).toContain(exceeded);
  });
});

describe('the process of a user who is logged in', () => {
  test.each([
    ['by address and port', { message: disconnected, pid: '950', vouched: child }],
    ['by its process id', { message: 'Timeout, client not responding.', pid: '950', vouched: child }],
    ['as sshd-session', { message: disconnected, vouched: { uid: 1000, executable: '/usr/lib/openssh/sshd-session' } }],
    ['of which only the name is known', { message: disconnected, vouched: { uid: 1000, command: 'sshd' } }],
    [
      'though the program was replaced meanwhile',
      { message: disconnected, vouched: { ...child, executable: '/usr/sbin/sshd (deleted)' } },
    ],
  ])('ends its session %s', async (_, end) => {
    const linked = { message: 'User child is on pid 950', vouched: root };
    expect(await typesOf(records(login, linked, end))).toEqual(['sshd.login-succeeded', 'sshd.session-ended']);
  });

  test('says more of its session, which is not reported', async () => {
    const messages = [
      'Starting session: shell on pts/0 for alice from 192.0.2.10 port 50001 id 0',
      'Received disconnect from 192.0.2.10 port 50001:11: disconnected by user',
      disconnected,
    ];
    const said = messages.map((message) => ({ message, pid: '950', vouched: child }));
    const closed = { message: 'pam_unix(sshd:session): session closed for user alice', vouched: root };
    const types = await typesOf(records(login, ...said, closed));
    expect(types).toEqual(['sshd.login-succeeded', 'sshd.session-ended']);
  });

  test.each([
    ['another program', { message: disconnected, vouched: logger }],
    ['a login', { message: 'Accepted password for root from 198.51.100.23 port 1 ssh2', pid: '950', vouched: child }],
    [
      'the end of a session by PAM',
      { message: 'pam_unix(sshd:session): session closed for user alice', vouched: child },
    ],
    ['what is said before a login', { message: `${disconnected} [preauth]`, pid: '950', vouched: child }],
  ])('ends and begins nothing with %s', async (_, said) => {
    expect(await typesOf(records(login, said))).toEqual(['sshd.login-succeeded', claimed]);
  });

  test('ends no session by a process id that it only claims', async () => {
    const forged = { message: 'Disconnected from user bob UNKNOWN port 65535', pid: '900' };
    expect(await typesOf(records(login, { ...forged, vouched: child }))).toEqual(['sshd.login-succeeded']);
  });
});

describe('a reading', () => {
  test('has an address that sshd cannot have written under claimed', () => {
    const module = new SshdSessions(sshdOptions.parse({}));
    const [own, users] = records({ message: failure(1), vouched: root }, { message: failure(1), vouched: logger });
    expect(module.explain(own as LogRecord)).toMatchObject({ address: '198.51.100.23', claimed: null });
    expect(module.explain(users as LogRecord)).toMatchObject({ address: null, claimed: '198.51.100.23' });
    expect(module.trace(users as LogRecord).parts.map(({ name }) => name)).toContain('claimed');
  });
});

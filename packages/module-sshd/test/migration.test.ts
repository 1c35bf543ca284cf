import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, createEngine, createMemoryStore, type Store, useModule } from '@correlator/core';
import { createCollectingListener, createMemoryInput } from '@correlator/core/testing';
import type { Event, LogRecord } from '@correlator/events';
import { expect, test } from 'vitest';
import { unpackSource } from '../src/detection/source-state.ts';
import { manifest, SshdDetection, SshdSessions, sshdOptions } from '../src/index.ts';
import { recordsOf } from './support.ts';

const options = sshdOptions.parse({});

test('connections, ends and sessions of version 1 have what version 2 needs', () => {
  const connection = {
    host: 'web01',
    address: '203.0.113.8',
    port: 40_008,
    verified: false,
    user: 'root',
    invalidUser: false,
  };
  const open = { ...connection, attempts: 1, failedAt: 5, pending: 'none', pamFailed: true, started: 5 };
  const session = { user: 'alice', host: 'web01', address: '192.0.2.7', port: 40_007, method: 'password' };
  const running = { ...session, started: 1, failures: 0, child: null };
  const migrated = new SshdSessions(options).migrate({
    connections: [['8 web01', open, 5]],
    ended: [['9 web01', 1, 6]],
    sessions: [['7 web01', running, 1]],
    figures: [],
  });
  expect(migrated).toEqual({
    connections: [['8 web01', { ...open, account: null, claims: [], ending: null, longest: 0, unattributed: [] }, 5]],
    ended: [['9 web01', { attempts: 1, port: -1 }, 6]],
    sessions: [['7 web01', { ...running, key: null, certificate: null, serial: null }, 1]],
    figures: [],
  });
});

test('the guard of version 1 goes on, without knowing whom it spared for', () => {
  const presence = { open: 1, lastSeen: 7, suspects: [] };
  const migrated = new SshdDetection(options).migrate({ presences: [['192.0.2.7', presence, 7]], days: [] });
  expect(migrated).toEqual({ presences: [['192.0.2.7', { ...presence, host: '', user: '' }, 7]], days: [] });
});

test('a source of version 1 keeps its failures, and has no day before, no network and nobody spared', () => {
  const state = unpackSource([[5, 2, 2], ['root'], [9], 9, null, null, '2026-11-23', 2, 0, 1]);
  expect(state).toEqual({
    failures: [5, 7, 9],
    users: { values: ['root'], times: [9] },
    exceededAt: 9,
    slowAt: null,
    usersAt: null,
    today: { day: '2026-11-23', failed: 2, succeeded: false, exceeded: true },
    before: null,
    networkAt: null,
    sparedAt: null,
    spared: 0,
  });
});

const pam = 'authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.77  user=root';

/** What version 1 had read when it stopped: its state then, as it saved it, is in the file beside. */
const before = [
  'Nov 23 22:00:00 web01 sshd[7]: Accepted publickey for alice from 192.0.2.7 port 40007 ssh2: ED25519 SHA256:2b3kT0fWq9ZcVx1LmN4pR5sA6dE7gH8jK9uY0iO1vBw',
  'Nov 23 22:00:01 web01 sshd[7]: pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0)',
  'Nov 23 22:56:00 web01 sshd[21]: Failed password for alice from 192.0.2.7 port 40021 ssh2',
  'Nov 23 22:56:04 web01 sshd[21]: Failed password for alice from 192.0.2.7 port 40021 ssh2',
  'Nov 23 22:56:08 web01 sshd[21]: Failed password for alice from 192.0.2.7 port 40021 ssh2',
  'Nov 23 22:56:12 web01 sshd[21]: Failed password for alice from 192.0.2.7 port 40021 ssh2',
  'Nov 23 22:56:13 web01 sshd[21]: Connection closed by authenticating user alice 192.0.2.7 port 40021 [preauth]',
  'Nov 23 22:57:00 web01 sshd[22]: Failed password for root from 203.0.113.8 port 40022 ssh2',
  'Nov 23 22:57:04 web01 sshd[22]: Failed password for root from 203.0.113.8 port 40022 ssh2',
  'Nov 23 22:57:08 web01 sshd[22]: Failed password for root from 203.0.113.8 port 40022 ssh2',
  'Nov 23 22:57:09 web01 sshd[22]: Connection closed by authenticating user root 203.0.113.8 port 40022 [preauth]',
  `Nov 23 22:57:50 web01 sshd[24]: pam_unix(sshd:auth): ${pam}`,
  'Nov 23 22:57:52 web01 sshd[23]: Failed password for root from 198.51.100.23 port 40023 ssh2',
  'Nov 23 22:57:54 web01 sshd[23]: Connection reset by authenticating user root 198.51.100.23 port 40023 [preauth]',
  'Nov 23 22:57:55 web01 sshd[8]: Failed password for root from 203.0.113.8 port 40008 ssh2',
];

const after = [
  'Nov 23 22:57:59 web01 sshd[8]: Failed password for root from 203.0.113.8 port 40008 ssh2',
  'Nov 23 22:58:00 web01 sshd[8]: Connection closed by authenticating user root 203.0.113.8 port 40008 [preauth]',
  'Nov 23 22:58:02 web01 sshd[22]: PAM 4 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.8  user=root',
  'Nov 23 22:58:10 web01 sshd[25]: Failed password for alice from 192.0.2.7 port 40025 ssh2',
  'Nov 23 22:58:11 web01 sshd[25]: Connection closed by authenticating user alice 192.0.2.7 port 40025 [preauth]',
  'Nov 23 23:10:00 web01 sshd[7]: pam_unix(sshd:session): session closed for user alice',
  'Nov 23 23:58:00 web01 sshd[26]: Failed password for root from 198.51.100.23 port 40026 ssh2',
  'Nov 24 00:01:00 web01 sshd[26]: Accepted password for root from 198.51.100.23 port 40026 ssh2',
  'Nov 24 12:00:00 web01 sshd[1]: Server listening on 0.0.0.0 port 22.',
];

interface Saved {
  readonly checkpoint: Checkpoint;
  readonly state: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A store that holds what version 1 saved. */
async function storeOfVersion1(): Promise<Store> {
  const saved = readFileSync(join(import.meta.dirname, 'state-of-version-1.json'), 'utf8');
  const { checkpoint, state } = JSON.parse(saved) as Saved;
  const store = createMemoryStore();
  const transaction = store.begin();
  for (const [collection, values] of Object.entries(state)) {
    const changes = Object.entries(values).map(([key, value]) => ({ key, value: JSON.stringify(value) }));
    transaction.put(collection, changes);
  }
  await transaction.commit(checkpoint);
  return store;
}

/** What the module dispatches, from where `store` has it go on. */
async function run(records: readonly LogRecord[], store: Store): Promise<readonly Event[]> {
  const collector = createCollectingListener('collector');
  const inputs = [createMemoryInput('memory', records)];
  const listeners = [{ ...collector, durable: false }];
  await createEngine({ zone: 'UTC', inputs, modules: [useModule(manifest, {})], listeners, store }).run();
  return collector.events.filter(({ system }) => system !== 'engine');
}

/** What version 1 did not know: who logged in by which key, and whom the guard spares a source for. */
const unknown: Readonly<Record<string, object>> = {
  'sshd.session-ended': { key: null },
  'sshd.guard-held': { host: '', user: '' },
};

const told = ({ type, time, data }: Event) => ({ type, time, data });

test('an upgrade in the middle of a log changes no event, but for what version 1 did not know', async () => {
  const records = recordsOf([...before, ...after]);
  const whole = (await run(records, createMemoryStore())).map(told);
  const upgraded = (await run(records, await storeOfVersion1())).map(told);
  const since = records[before.length]?.time ?? 0;
  const wanted = whole.filter(({ time }) => time >= since);
  expect(upgraded).toEqual(wanted.map((event) => ({ ...event, data: { ...event.data, ...unknown[event.type] } })));
  const types = ['sshd.login-tries-exceeded', 'sshd.guard-held', 'sshd.session-ended', 'sshd.login-failed'];
  expect(upgraded.map(({ type }) => type)).toEqual(expect.arrayContaining(types));
});

test('what version 1 had counted and held open goes on', async () => {
  const upgraded = await run(recordsOf([...before, ...after]), await storeOfVersion1());
  const dataOf = (wanted: string) => upgraded.filter(({ type }) => type === wanted).map(({ data }) => data);
  expect(dataOf('sshd.login-tries-exceeded')).toMatchObject([{ address: '203.0.113.8', failures: 5 }]);
  expect(dataOf('sshd.guard-held')).toMatchObject([{ source: '192.0.2.7', count: 5, open: 1, user: '' }]);
  expect(dataOf('sshd.login-failed')[0]).toMatchObject({ address: '203.0.113.8', port: 40_008, attempts: 2 });
  expect(dataOf('sshd.session-ended')).toMatchObject([{ user: 'alice', duration: 4_200_000, key: null }]);
  expect(dataOf('sshd.daily-statistics')).toMatchObject([
    { day: '2026-11-23', succeeded: 1, failed: 7, attempts: 15, sourcesExceeded: 2 },
    { day: '2026-11-24', succeeded: 1, failed: 0, failedWithoutSuccess: 0, attempts: 0, sourcesExceeded: 0 },
  ]);
});

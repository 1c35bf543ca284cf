import { expect, test } from 'vitest';
import { SshdDetection, SshdSessions, sshdOptions } from '../src/index.ts';

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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOf, recordsOf, replay } from './support.ts';

const input = (name: string) => readFileSync(join(import.meta.dirname, 'replays', name, 'input.log'), 'utf8');

async function typesOf(name: string, options: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { events } = await replay(recordsOf(linesOf(input(name))), { options });
  return events.map(({ type }) => type);
}

describe('each detection can be turned off', () => {
  test.each([
    ['an-attack-that-stays-below-the-limit-all-day-is-slow', 'sshd.slow-attack', 'slow', { limit: 6 }],
    ['a-source-that-tries-many-names-is-noticed-below-the-limit', 'sshd.many-users-tried', 'users', { limit: 4 }],
    [
      'a-user-whom-many-sources-try-is-noticed-and-one-that-does-not-exist-is-not',
      'sshd.distributed-attack',
      'distributed',
      { limit: 4 },
    ],
    [
      'a-login-from-where-many-failed-may-be-a-breach-and-is-not-spared',
      'sshd.breach-suspected',
      'breach',
      { failures: 6, window: '2h' },
    ],
    [
      'a-user-who-comes-from-elsewhere-is-noticed-and-not-the-first-time',
      'sshd.login-from-new-source',
      'newSource',
      {},
    ],
    ['a-source-with-an-open-session-is-not-to-be-blocked', 'sshd.guard-held', 'guard', {}],
  ])('%s', async (name, type, option, settings) => {
    expect(await typesOf(name, { [option]: settings })).toContain(type);
    expect(await typesOf(name, { [option]: { ...settings, enabled: false } })).not.toContain(type);
  });

  test('and logins of root', async () => {
    expect(await typesOf('root-logs-in', {})).toContain('sshd.root-login');
    expect(await typesOf('root-logs-in', { rootUsers: [] })).not.toContain('sshd.root-login');
  });
});

describe('a window', () => {
  const failure = (second: number) => {
    const at = new Date(Date.UTC(2026, 10, 24, 10, 0, second)).toISOString();
    return `${at} web01 sshd[${second}]: Failed password for root from 203.0.113.9 port 50000 ssh2`;
  };

  test.each([
    ['1h', 3_600, 1],
    ['1h', 3_601, 0],
  ])('of slow attacks of %s holds what is %i s apart: %i', async (window, apart, alarms) => {
    const records = recordsOf([failure(0), failure(apart)]);
    const { events } = await replay(records, { options: { slow: { limit: 2, window } } });
    expect(events.filter(({ type }) => type === 'sshd.slow-attack')).toHaveLength(alarms);
  });
});

test('a source that is remembered no more is new again, and counts no more', async () => {
  const login = (day: number, address: string) =>
    `2026-11-${String(day).padStart(2, '0')}T07:00:00Z web01 sshd[${day}]: Accepted password for alice from ${address} port 40000 ssh2`;
  const days = Array.from({ length: 8 }, (_, i) => login(i + 2, '192.0.2.7'));
  const records = recordsOf([login(1, '198.51.100.9'), ...days, login(10, '198.51.100.9')]);
  const { events } = await replay(records, { options: { newSource: { remember: '2d' } } });
  const told = events.filter(({ type }) => type === 'sshd.login-from-new-source');
  expect(told.map(({ data }) => [data.source, data.known])).toEqual([
    ['192.0.2.7', 1],
    ['198.51.100.9', 1],
  ]);
});

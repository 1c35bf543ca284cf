import type { Event } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { attackLog, attemptsOf, recordsOf, replay } from './support.ts';

const lines = attackLog('auth.log');
const records = recordsOf(lines);
/** In that log, the attacker and those who may log in are neighbours in one IPv6 network. */
const options = { prefixV6: 128 };
const { events, others } = await replay(records, { options });

const ofType = (type: string) => events.filter((event) => event.type === type);
const data = (type: string) => ofType(type).map((event) => event.data as Record<string, unknown>);
const said = (list: readonly Event[]) => list.map((event) => JSON.stringify(event));

/** What sshd itself said: its tag stands where no client can write. */
const messages = lines.flatMap((line) => /^\w{3} [ \d]{2} [\d:]{8} bastion sshd\[\d+\]: (.*)$/.exec(line)?.[1] ?? []);
const saying = (start: RegExp) => messages.filter((message) => start.test(message));

/** The source of a message that ends as sshd ends it. */
const sourceOf = (message: string) => / from (\S+)(?: port \d+)?(?: ssh2)?(?: \[preauth\])?$/.exec(message)?.[1] ?? '';

const refused = saying(/^Failed (?:password|none|keyboard-interactive\/pam) for /);

const ofSshd = records.filter(({ program }) => program === 'sshd');

/** Those who named a user, and left before sshd had refused anything. */
const gaveUp = ofSshd.filter(
  ({ pid, message }) =>
    /^Connection (?:closed|reset) by authenticating user /.test(message) &&
    !ofSshd.some((other) => other.pid === pid && /^(?:Failed|error: (?:PAM:|maximum)) /.test(other.message)),
);

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

describe('the log of a real attack', () => {
  test('is read whole', () => {
    expect(records.length).toBe(lines.length);
    expect(others.map(({ type }) => type)).toEqual(['engine.ledger']);
  });

  test('every login is reported with its user, source and method', () => {
    const accepted = saying(/^Accepted \S+ for /).map((message) => {
      const [, method, user, address, port] =
        /^Accepted (\S+) for (\S+) from (\S+) port (\d+) ssh2/.exec(message) ?? [];
      return { method, user, address, port: Number(port) };
    });
    expect(accepted.length).toBeGreaterThan(0);
    const reported = data('sshd.login-succeeded').map(({ method, user, address, port }) => ({
      method,
      user,
      address,
      port,
    }));
    expect(reported).toEqual(accepted);
  });

  test('every session that is closed ends once', () => {
    const closed = saying(/^pam_unix\(sshd:session\): session closed for user /).map((message) =>
      message.split(' ').at(-1),
    );
    expect(data('sshd.session-ended').map(({ user }) => user)).toEqual(closed);
  });

  /**
   * Beyond what sshd refused in so many words (`Failed password`, `none`, `keyboard-interactive`), these were attempts:
   * - two users that do not exist were named, and the client left (a key offered, a probe without a password);
   * - two sources had six keys refused for a user who exists, of which only `maximum attempts` tells: one each;
   * - three wrong answers to keyboard-interactive of a user who exists, of which only `error: PAM:` tells;
   * - five named a user who exists and left without a word of sshd's about it: a key offered, or nothing at all.
   */
  test('attempts are what sshd refused, and the twelve that it reports in other words', async () => {
    const counted = new Map<string, number>();
    for (const { address, count } of await attemptsOf(records)) {
      counted.set(address ?? '', (counted.get(address ?? '') ?? 0) + count);
    }
    const expected = countBy([
      ...refused.map(sourceOf),
      ...saying(/^error: maximum authentication attempts/)
        .map(sourceOf)
        .filter((source) => /^198\.51\.100\.3[12]$/.test(source)),
      ...saying(/^Invalid user (?:nagios|support) from /).map(sourceOf),
      ...saying(/^error: PAM: Authentication failure for root from /).map(sourceOf),
      ...gaveUp.map(({ message }) => / authenticating user \S+ (\S+) port \d+ \[preauth\]$/.exec(message)?.[1] ?? ''),
    ]);
    expect(counted).toEqual(expected);
    const sum = [...expected.values()].reduce((a, b) => a + b, 0);
    expect(sum).toBe(refused.length + 12);
    expect(data('sshd.statistics')[0]).toMatchObject({ attempts: sum, attemptsUnattributed: 0 });
  });

  test('a failed login is a connection with attempts on which nobody got in', () => {
    const failed = data('sshd.login-failed');
    const { succeeded, failed: counted } = data('sshd.statistics')[0] ?? {};
    expect(succeeded).toBe(data('sshd.login-succeeded').length);
    expect(counted).toBe(failed.length);
    const connections = failed.map(({ address, port }) => `${address} ${port}`);
    expect(new Set(connections).size).toBe(connections.length);
    const gotIn = data('sshd.login-succeeded').map(({ address, port }) => `${address} ${port}`);
    expect(connections.filter((connection) => gotIn.includes(connection))).toEqual([]);
  });

  test('the figures of the day leave out failures of sources that got in', () => {
    const gotIn = new Set(data('sshd.login-succeeded').map(({ address }) => address));
    const failed = data('sshd.login-failed');
    expect(data('sshd.daily-statistics')).toMatchObject([
      {
        day: '2026-11-23',
        failed: failed.length,
        failedWithoutSuccess: failed.filter(({ address }) => !gotIn.has(address)).length,
      },
    ]);
  });

  test('sources with five attempts within five minutes exceed the limit, those and no others', () => {
    const times = new Map<string, number[]>();
    for (const { message, program, time } of records) {
      if (program !== 'sshd' || !refused.includes(message)) continue;
      const source = sourceOf(message);
      times.set(source, [...(times.get(source) ?? []), time]);
    }
    const five = (at: readonly number[]) =>
      at.some((time, i) => time - (at[i - 4] ?? Number.NEGATIVE_INFINITY) <= 300_000);
    const expected = [...times].filter(([, at]) => five(at)).map(([source]) => source);
    expect(expected.length).toBe(6);
    const exceeded = data('sshd.login-tries-exceeded').map(({ address }) => String(address));
    expect(new Set(exceeded)).toEqual(new Set(expected));
  });

  test('a neighbour of one who got in is not to be blocked, where neighbours are one source', async () => {
    const held = (await replay(records)).events.filter(({ type }) => type === 'sshd.guard-held');
    expect(held.map(({ data }) => data)).toMatchObject([
      { withheld: 'sshd.login-tries-exceeded', source: '2001:db8::/64' },
    ]);
    expect(ofType('sshd.guard-held')).toEqual([]);
  });

  test('the brute force that comes back after the window exceeds it a second time, and only that one', () => {
    const exceeded = countBy(data('sshd.login-tries-exceeded').map(({ address }) => String(address)));
    expect([...exceeded].filter(([, times]) => times !== 1)).toEqual([['203.0.113.9', 2]]);
    expect(data('sshd.statistics')[0]).toMatchObject({ exceeded: exceeded.size + 1 });
    expect(data('sshd.daily-statistics')[0]).toMatchObject({ sourcesExceeded: exceeded.size });
  });

  test('nobody is blamed for what only stands in the text of attackers', () => {
    for (const innocent of ['198.51.100.77', '192.0.2.200', '192.0.2.201']) {
      expect(lines.some((line) => line.includes(innocent))).toBe(true);
      expect(events.filter((event) => (event.data as Record<string, unknown>).address === innocent)).toEqual([]);
    }
  });

  test('a second replay gives the same, byte for byte', async () => {
    expect(said((await replay(records, { options })).events)).toEqual(said(events));
  });

  test('four partitions give the same events', async () => {
    const divided = await replay(records, { options, partitions: 4 });
    const plain = (list: readonly Event[]) =>
      list.map((event) => JSON.stringify([event.type, event.time, event.data])).sort();
    expect(plain(divided.events)).toEqual(plain(events));
  });

  test('the same log with ISO times gives the same data', async () => {
    const iso = await replay(recordsOf(attackLog('auth-iso.log')), { options });
    const names = (list: readonly Event[]) =>
      list.map(({ type, data: { started, duration, ...rest } }: Event<{ started?: unknown; duration?: unknown }>) => [
        type,
        rest,
      ]);
    expect(names(iso.events as never)).toEqual(names(events as never));
  });
});

describe('other logs of real attacks', () => {
  test('with LogLevel VERBOSE every event is about an address that connected', async () => {
    const verbose = recordsOf(attackLog('auth-verbose.log'));
    const connected = new Set(
      verbose.flatMap(({ message }) => /^Connection from (\S+) port \d+ on /.exec(message)?.[1] ?? []),
    );
    const blamed = (await replay(verbose)).events.flatMap(
      ({ data: { address } }: Event<{ address?: unknown }>) => address ?? [],
    );
    expect(blamed.length).toBeGreaterThan(0);
    expect(blamed.filter((address) => !connected.has(String(address)))).toEqual([]);
  });

  test('repeated messages count as often as they were repeated', async () => {
    const repeats = recordsOf(attackLog('auth-repeats.log'));
    const expected = repeats.reduce(
      (sum, { message, repeat }) => sum + (/^Failed password for /.test(message) ? repeat : 0),
      0,
    );
    expect(expected).toBeGreaterThan(repeats.filter(({ message }) => /^Failed password for /.test(message)).length);
    const counted = (await attemptsOf(repeats)).reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(expected);
  });
});

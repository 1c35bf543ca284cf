import { describe, expect, test } from 'vitest';
import { recordsOf, replay } from './support.ts';

const peer = '203.0.113.9';

/** One connection of each kind that comes to nothing, as sshd reports it. */
const said = {
  named: `Connection closed by authenticating user root ${peer} port 41001 [preauth]`,
  closed: `Connection closed by ${peer} port 41001 [preauth]`,
  negotiation: `banner exchange: Connection from ${peer} port 41001: invalid format`,
  refused: `drop connection #10 from [${peer}]:41001 on [192.0.2.1]:22 past MaxStartups`,
} as const;

type Kind = keyof typeof said;

const at = (time: string, pid: number, message: string) => `Nov 24 ${time} web01 sshd[${pid}]: ${message}`;

/** What the module dispatches for lines under options, by type. */
async function dataOf(lines: readonly string[], options: Readonly<Record<string, unknown>>) {
  const { events } = await replay(recordsOf(lines), { options });
  return (type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
}

const none = { closed: 0, negotiationsFailed: 0, refused: 0 };

describe('a connection that comes to nothing', () => {
  test.each<[Kind, object, object]>([
    ['named', { closed: 1 }, { closed: 1 }],
    ['closed', { closed: 1 }, { closed: 1 }],
    ['negotiation', { negotiationsFailed: 1 }, { negotiationsFailed: 1 }],
    ['refused', { refused: 1 }, { dropped: 1 }],
  ])('%s, counts as told to', async (kind, row, server) => {
    for (const as of ['attempt', 'figure', 'ignore'] as const) {
      const told = await dataOf([at('10:00:00', 7, said[kind])], { preauth: { [kind]: as, report: 1 } });
      const attempts = as === 'attempt' ? 1 : 0;
      expect(told('sshd.statistics'), as).toMatchObject([{ attempts, failed: attempts, attemptsUnattributed: 0 }]);
      const rows = as === 'figure' ? [{ day: '2026-11-24', source: peer, connections: 1, ...none, ...row }] : [];
      expect(told('sshd.source-statistics'), as).toEqual(rows);
      // What sshd refused is among the server's figures as an attempt too.
      const isFigure = as === 'figure' || (as === 'attempt' && kind === 'refused');
      const zeros = { dropped: 0, closed: 0, negotiationsFailed: 0 };
      expect(told('sshd.server-statistics'), as).toMatchObject([{ ...zeros, ...(isFigure ? server : {}) }]);
    }
  });

  test.each<[Kind, string]>([
    ['named', 'attempt'],
    ['closed', 'figure'],
    ['negotiation', 'figure'],
    ['refused', 'figure'],
  ])('%s, counts as %s where nothing is said', async (kind, as) => {
    const lines = [at('10:00:00', 7, said[kind])];
    const [standard, chosen] = await Promise.all([
      dataOf(lines, { preauth: { report: 1 } }),
      dataOf(lines, { preauth: { [kind]: as, report: 1 } }),
    ]);
    for (const type of ['sshd.statistics', 'sshd.source-statistics', 'sshd.server-statistics'])
      expect(standard(type), type).toEqual(chosen(type));
  });

  test('has a row of its own from preauth.report on', async () => {
    const lines = [1, 2, 3].map((n) => at(`10:00:0${n}`, n, said.closed));
    const rows = async (report: number) => (await dataOf(lines, { preauth: { report } }))('sshd.source-statistics');
    expect(await rows(3)).toMatchObject([{ connections: 3, closed: 3 }]);
    expect(await rows(4)).toEqual([]);
  });
});

const failed = (time: string, pid: number, address: string) =>
  at(time, pid, `Failed password for root from ${address} port 41001 ssh2`);

describe('the guard', () => {
  const lines = [
    at('09:00:00', 6, `Accepted password for guest from ${peer} port 40000 ssh2`),
    ...Array.from({ length: 9 }, (_, i) => failed(`10:${10 + 2 * i}:00`, 10 + i, peer)),
  ];

  test.each([
    [{ limit: 1 }, 1],
    [{ limit: 2 }, 2],
    [{ limit: 6 }, 6],
    [{ enabled: false }, 0],
  ])('of %j holds back %i alarms, and then none', async (guard, held) => {
    const told = await dataOf(lines, { limit: 1, window: '1m', guard });
    expect(told('sshd.guard-held')).toHaveLength(held);
    expect(told('sshd.login-tries-exceeded')).toHaveLength(9 - held);
  });
});

describe('a network', () => {
  const v4 = ['198.51.100.1', '198.51.100.17', '198.51.100.33'];
  const v6 = ['2001:db8:7:101::1', '2001:db8:7:201::1', '2001:db8:7:301::1'];

  test.each<[object, readonly string[], string | undefined]>([
    [{ limit: 3 }, v4, '198.51.100.0/24'],
    [{ limit: 4 }, v4, undefined],
    [{ limit: 3, prefixV4: 28 }, v4, undefined],
    [{ limit: 3, prefixV4: 26 }, v4, '198.51.100.0/26'],
    [{ limit: 3, window: '3m' }, v4, undefined],
    [{ limit: 3, enabled: false }, v4, undefined],
    [{ limit: 3 }, v6, '2001:db8:7::/48'],
    [{ limit: 3, prefixV6: 56 }, v6, undefined],
  ])('of %j is reported where it is one: %j', async (networks, addresses, network) => {
    const lines = addresses.map((address, i) => failed(`10:${10 + 2 * i}:00`, i + 1, address));
    const told = await dataOf(lines, { networks });
    const wanted = network === undefined ? [] : [{ network, sources: 3, claimed: 0 }];
    expect(told('sshd.network-attack')).toMatchObject(wanted);
    expect(told('sshd.network-attack')).toHaveLength(wanted.length);
  });
});

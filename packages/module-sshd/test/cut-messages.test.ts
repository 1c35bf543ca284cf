import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../src/index.ts';
import { aimed, asName, baits, type Path, path, through, victim } from './cut-messages.ts';
import { aroundAddress, behindUser, behindWords, nobody, serversOwn, type Template } from './hostile-messages.ts';
import { attemptsOf, recordsOf, replay } from './support.ts';

/** Many of each, and others, by hand: CUT_RUNS=200000 CUT_SEED=7. */
const { CUT_RUNS = '3000', CUT_SEED = '20261201' } = process.env;
const runs = { numRuns: Number(CUT_RUNS), seed: Number(CUT_SEED) };

const peers = ['192.0.2.7', '192.0.2.177', '2001:db8::7', '2001:db8::7:7777'];

/** Templates in which a client chooses the name. The others name accounts. */
const chosen = (template: Template) =>
  /(?:in|il)legal user|invalid user/i.test(template({ name: '', words: '', peer: '' }));
const names = [...behindUser, ...aroundAddress].filter(chosen);
const accounts = [...behindUser, ...aroundAddress].filter((template) => !chosen(template));

// 12 and 20 are by how much some messages of one connection differ in length.
const blanks = fc.oneof(fc.constantFrom(0, 12, 20), fc.integer({ min: 1, max: 90 }));
const peer = fc.constantFrom(...peers);
const bait = fc.constantFrom(...baits);

/** Of each message as a path leaves it: what is read as address is the peer, or nobody. */
function assertNotForged(templates: readonly Template[], budget: number, truncation = 60): void {
  const aim = fc.record({
    template: fc.constantFrom(...templates),
    bait,
    blanks,
    budget: fc.constant(budget),
    short: fc.boolean(),
  });
  fc.assert(
    fc.property(path, aim, peer, (way, target, from) => {
      const text = aimed(way, target);
      const message = through(way, target.template({ name: text.split(':')[0] ?? '', words: text, peer: from }));
      expect([from, null]).toContain(readMessage(message, truncation)?.address ?? null);
    }),
    runs,
  );
}

describe('a message that was cut anywhere, and trimmed', { timeout: 600_000 }, () => {
  test('blames nobody whose address a client put where it was cut, as a name', () => assertNotForged(names, 100));

  test('nor within the name that a connection is called by', () =>
    assertNotForged(
      names.filter((template) =>
        /(?:by|from|to|with|Disconnecting) invalid user /.test(template({ name: '', words: '', peer: '' })),
      ),
      187,
    ));

  test('nor as a banner or a subsystem', () => assertNotForged(behindWords, 256));

  test('nor behind the address', () => {
    assertNotForged(
      aroundAddress.map(
        (template): Template => (chosen(template) ? template : (hostile) => template({ ...hostile, name: 'alice' })),
      ),
      100,
    );
  });

  test('nor in messages without an address', () => assertNotForged(nobody, 256));

  test('names the peer or nobody where the name is that of an account, or where there is none', () => {
    const account = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,30}$/);
    const from = fc.constantFrom(...peers, '192.0.2.177', '2001:db8:77:77:77:77:77:77');
    fc.assert(
      fc.property(
        fc.constantFrom(...accounts, ...serversOwn),
        from,
        account,
        fc.nat(1_000),
        (template, peer, name, at) => {
          const message = template({ name, words: 'words', peer });
          const cut = 60 + (at % Math.max(1, message.length - 60));
          expect([peer, null]).toContain(readMessage(message.slice(0, cut))?.address ?? null);
        },
      ),
      runs,
    );
  });

  test('is not believed where sshd itself cuts it, whatever is known of the path', () => {
    const own = fc.record({ cut: fc.constantFrom(500, 1_023), trims: fc.boolean() });
    const ids = aroundAddress.filter((template) => / ID @ /.test(template({ name: '', words: '@', peer: '' })));
    const aim = fc.oneof(
      fc.record({ template: fc.constantFrom(...names), bait, blanks, budget: fc.constant(100), short: fc.boolean() }),
      // The id of a key may be of any length.
      fc.record({ template: fc.constantFrom(...ids), bait, blanks, budget: fc.constant(500), short: fc.boolean() }),
    );
    fc.assert(
      fc.property(own, aim, peer, (way, target, from) => {
        const text = aimed(way, target);
        // What the process before the login says is written a second time so, before 10.3.
        const words = text.replaceAll('\\', '\\\\');
        const name = chosen(target.template) ? words : 'alice';
        const message = through(way, target.template({ name, words, peer: from }));
        expect([from, null]).toContain(readMessage(message, 400)?.address ?? null);
      }),
      runs,
    );
  });
});

/** How many attempts of a client are to be counted, and what it says. */
interface Connection {
  readonly name: string;
  readonly tries: number;
  readonly hasPam: boolean;
  readonly end: 'closed' | 'reset' | 'too many' | 'disconnected';
  readonly from: string;
  /** The process before the login writes the name a second time as if it were not written yet: before 10.3. */
  readonly twice: boolean;
}

const ends: Readonly<Record<Connection['end'], (who: string) => readonly string[]>> = {
  closed: (who) => [`Connection closed by ${who} [preauth]`],
  reset: (who) => [`Connection reset by ${who} [preauth]`],
  'too many': (who) => [`Disconnecting ${who}: Too many authentication failures [preauth]`],
  disconnected: (who) => [
    `Received disconnect from PEER port PORT:11: Bye [preauth]`,
    `Disconnected from ${who} [preauth]`,
  ],
};

/** What sshd and PAM log of a connection. */
function linesOf({ name, tries, hasPam, end, from, twice }: Connection, port: number): readonly string[] {
  const nameAtEnd = twice ? name.replaceAll('\\', '\\\\') : name;
  const pam = [
    'pam_unix(sshd:auth): check pass; user unknown',
    `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${from} `,
  ];
  const failure = [...(hasPam ? pam : []), `Failed password for invalid user ${name} from ${from} port ${port} ssh2`];
  return [
    `Invalid user ${name} from ${from} port ${port}`,
    ...new Array(tries).fill(failure).flat(),
    ...ends[end](`invalid user ${nameAtEnd} ${from} port ${port}`),
  ].map((line) => line.replace('PEER', from).replace('PORT', String(port)));
}

const said = [
  ({ name, peer }) => `Invalid user ${name} from ${peer} port 40022`,
  ({ name, peer }) => `Failed password for invalid user ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `Connection closed by invalid user ${name} ${peer} port 40022 [preauth]`,
] satisfies Template[];

const baitOfName = fc.constantFrom(...baits.slice(0, 6));

/** Names that are aimed at the cut with one of a connection's lines, or with two of them at once. */
const aimedName = (way: Path) =>
  fc
    .tuple(fc.constantFrom(...said), fc.constantFrom(...said), baitOfName, baitOfName, blanks, fc.boolean())
    .map(([first, second, one, other, behind, both]) => {
      const long = aimed(way, { template: first, bait: one, blanks: behind, budget: 100 });
      const short = aimed(way, { template: second, bait: other, blanks: 0, budget: 100 });
      const [a, b] = long.length > short.length ? [long, short] : [short, long];
      return asName((both ? `${b}${a.slice(b.length)}` : long).split(':')[0] ?? '');
    });

const attack = path.chain((way) =>
  fc.record({
    way: fc.constant(way),
    truncation: fc.constant(60),
    connections: fc.array(
      fc.record({
        name: fc.oneof(aimedName(way), fc.constantFrom('admin', 'oracle', 'a-name-of-no-account-that-is-long')),
        tries: fc.integer({ min: 1, max: 3 }),
        hasPam: fc.boolean(),
        end: fc.constantFrom('closed', 'reset', 'too many', 'disconnected'),
        from: fc.constantFrom('192.0.2.7', '2001:db8::7', `${victim}9`),
        twice: fc.boolean(),
      }) as fc.Arbitrary<Connection>,
      { minLength: 1, maxLength: 12 },
    ),
  }),
);

describe('connections behind a path that cuts', { timeout: 600_000 }, () => {
  test('have all their attempts counted, nobody else blamed, and mostly the peer', async () => {
    const sum = { lines: 0, attempts: 0, attributed: 0 };
    await fc.assert(
      fc.asyncProperty(attack, async ({ way, connections }) => {
        const lines = connections.flatMap((connection, i) =>
          linesOf(connection, 40_000 + i).map(
            (line) => `Nov 24 10:00:00 web01 sshd[${100 + i}]: ${through(way, line)}`,
          ),
        );
        const { events } = await replay(recordsOf(lines), { options: { limit: 1, prefixV6: 128 } });
        const named = events.flatMap(({ data }: { data: { address?: unknown; source?: unknown } }) => [
          data.address,
          data.source,
        ]);
        expect(named.filter((address) => address === victim)).toEqual([]);
        const figures = events.find(({ type }) => type === 'sshd.statistics')?.data as Record<string, number>;
        const tried = connections.reduce((all, { tries }) => all + tries, 0);
        expect(figures.attempts).toBe(tried);
        sum.lines += lines.length;
        sum.attempts += tried;
        sum.attributed += tried - (figures.attemptsUnattributed ?? 0);
      }),
      { ...runs, numRuns: Math.max(100, runs.numRuns / 10) },
    );
    console.table([sum]);
    expect(sum.attributed / sum.attempts).toBeGreaterThan(0.85);
  });
});

describe('an address at the end of a message that may have been cut in it', () => {
  const pam = 'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7';
  const addressesOf = async (messages: readonly string[]) => {
    const lines = messages.map((message) => `Nov 24 10:00:00 web01 sshd[7]: ${message}`);
    return (await attemptsOf(recordsOf(lines))).map(({ address }) => address);
  };

  const invalid = (length: number) => `Invalid user ${'x'.repeat(length - 13)}`;

  test('is not believed where nothing of its process is longer', async () => {
    expect(await addressesOf([invalid(pam.length), pam, invalid(pam.length)])).toEqual([null, null]);
  });

  test('is believed where something of its process is longer: nothing cuts there', async () => {
    expect(await addressesOf([invalid(pam.length + 20), pam])).toEqual(['192.0.2.7']);
    expect(await addressesOf([invalid(pam.length), pam, invalid(pam.length + 20)])).toEqual(['192.0.2.7', '192.0.2.7']);
  });

  test('takes the port of a line that names both for certain', async () => {
    const messages = [
      invalid(pam.length),
      pam,
      'Received disconnect from 192.0.2.7 port 40022:11: a reason that is longer than all that came before it was, by far and on purpose [preauth]',
      'Connection closed by invalid user xx 192.0.2.7',
    ];
    const { events } = await replay(recordsOf(messages.map((message) => `Nov 24 10:00:00 web01 sshd[7]: ${message}`)));
    const failed = events.find(({ type }) => type === 'sshd.login-failed');
    expect(failed?.data).toMatchObject({ address: '192.0.2.7', port: 40_022 });
  });
});

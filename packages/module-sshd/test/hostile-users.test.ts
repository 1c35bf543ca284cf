import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messagePatterns, readMessage } from '../src/index.ts';
import { aroundAddress, behindUser, behindWords, nobody, serversOwn, type Template } from './hostile-messages.ts';
import { recordsOf, replay } from './support.ts';

const foreign = '203.0.113.99';

/** Addresses as sshd writes them, and what they are. */
const peers = new Map([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['fe80::7%eth0', 'fe80::7'],
]);

/** Every message of sshd as bait: about another address. */
const baits = messagePatterns.map(({ sample }) => sample.replaceAll(/192\.0\.2\.7|2001:db8::7/g, foreign));

const pieces = [
  ...['from', 'port', 'ssh2', 'user', 'invalid user', 'authenticating user', 'rhost=', '[preauth]', ': ', '; ', '  '],
  ...[foreign, `from ${foreign}`, `from ${foreign} port 22`, `from ${foreign} port 22 ssh2`, `${foreign} port 22`],
  ...[`${foreign} port 22 [preauth]`, `[${foreign}]`, `(${foreign})`, `::ffff:${foreign}`, '2001:db8:feed::99 port 22'],
  ...[
    `x\\nNov 24 10:00:00 web01 sshd[1]: Failed password for root from ${foreign} port 22 ssh2`,
    '__proto__',
    '"',
    '%s',
    '',
  ],
];

const text = fc.oneof(
  { arbitrary: fc.constantFrom(...baits), weight: 1 },
  {
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...baits), fc.constantFrom(...pieces), fc.string({ maxLength: 12 })), {
        maxLength: 6,
      })
      .map((parts) => parts.join(' ')),
    weight: 2,
  },
);

/** As log.c writes it: no control characters, and nothing that is not ASCII. */
const visible = (chosen: string) =>
  chosen.replaceAll(/[^\x20-\x7e]/g, (other) => `\\${(other.charCodeAt(0) & 255).toString(8).padStart(3, '0')}`);

/** As sshd has it: nothing from the first colon on. */
const user = text.map((name) => visible(name.split(':')[0] ?? ''));

const hostile = fc.record({
  name: user.map((name) => name.slice(0, 100)),
  words: text.map((words) => visible(words).slice(0, 256)),
  peer: fc.constantFrom(...peers.keys()),
});

/** What sshd puts before and behind its messages. */
const around = fc
  .tuple(
    fc.constantFrom('', 'error: ', 'fatal: '),
    fc.constantFrom('', 'auth.c:auth_log():343 (bin=sshd-session, pid=4711): ', 'packet.c:f():1 (pid=2): '),
    fc.constantFrom('', ' [preauth]', ' [postauth]'),
  )
  .map(
    ([level, place, suffix]) =>
      (message: string) =>
        `${level}${place}${message}${suffix}`,
  );

/** Many of each, and others, by hand: HOSTILE_RUNS=100000 HOSTILE_SEED=7. */
const { HOSTILE_RUNS = '2000', HOSTILE_SEED = '20261123' } = process.env;
const runs = { numRuns: Number(HOSTILE_RUNS), seed: Number(HOSTILE_SEED) };

/** What sshd would blame, for each bait by itself in each template. */
function blamedByBaits(templates: readonly Template[]): Set<string | null> {
  const messages = templates.flatMap((template) =>
    baits.map((bait) => template({ name: (bait.split(':')[0] ?? '').slice(0, 100), words: bait, peer: '192.0.2.7' })),
  );
  return new Set(messages.map((message) => readMessage(message)?.address ?? null));
}

/** Of each message built by one of `templates`: what is read as address is one of those that may be. */
function assertBlame(templates: readonly Template[], allowed: (peer: string | undefined) => unknown[]): void {
  for (const address of blamedByBaits(templates)) expect(allowed('192.0.2.7')).toContain(address);
  fc.assert(
    fc.property(hostile, fc.constantFrom(...templates), around, (chosen, template, put) => {
      const address = readMessage(put(template(chosen)))?.address ?? null;
      expect(allowed(peers.get(chosen.peer))).toContain(address);
    }),
    runs,
  );
}

describe('an address that a client writes is never the one that is blamed', { timeout: 600_000 }, () => {
  test('as user, in front of the address', () => {
    assertBlame(behindUser, (peer) => [peer, null]);
  });

  test('as banner, name of an address or subsystem, in front of the address', () => {
    assertBlame(behindWords, (peer) => [peer, null]);
  });

  test('as reason, offer, id of a key, host or service, behind the address', () => {
    assertBlame(aroundAddress, (peer) => [peer, null]);
  });

  test('in a message that has no address, or has it between texts of the client', () => {
    assertBlame(nobody, () => [null]);
  });

  /** Except where the name goes on like a message of today after its end: no name can, as none has a colon. */
  test('as user with a colon, as no sshd of today writes it', () => {
    const last = behindUser.filter((template) =>
      /^(?:Failed \w+ for invalid|Invalid)/.test(template({ name: 'a', words: '', peer: '192.0.2.7' })),
    );
    const names = text.map((name) => name.replaceAll(/[^\x20-\x7e]/g, '')).filter((name) => !/ ssh[12]: /.test(name));
    fc.assert(
      fc.property(names, fc.constantFrom(...last), (name, template) => {
        const message = template({ name, words: '', peer: '192.0.2.7' });
        expect(['192.0.2.7', null]).toContain(readMessage(message)?.address ?? null);
      }),
      runs,
    );
  });

  test('as text so long that sshd cuts the message', () => {
    const long = fc.tuple(text, fc.integer({ min: 0, max: 600 })).map(([words, more]) => 'A'.repeat(more) + words);
    const all = [...behindUser, ...behindWords, ...aroundAddress];
    fc.assert(
      fc.property(long, fc.constantFrom(...all), fc.integer({ min: 500, max: 1023 }), (words, template, end) => {
        const name = visible(words.split(':')[0] ?? '');
        const message = template({ name, words: visible(words), peer: '192.0.2.7' });
        const cut = message.length < end ? message : message.slice(0, end);
        expect(['192.0.2.7', null]).toContain(readMessage(cut)?.address ?? null);
      }),
      runs,
    );
  });

  test('and no event names it', async () => {
    const templates = [...behindUser, ...behindWords, ...aroundAddress, ...nobody];
    const log = fc.array(fc.tuple(hostile, fc.constantFrom(...templates), around, fc.integer({ min: 1, max: 5 })), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(log, async (entries) => {
        const lines = entries.map(
          ([chosen, template, put, pid]) => `Nov 24 10:00:00 web01 sshd[${pid}]: ${put(template(chosen))}`,
        );
        const { events } = await replay(recordsOf(lines));
        const addresses = events.map(({ data }) => (data as Record<string, unknown>).address ?? null);
        const ours = new Set<unknown>([null, ...peers.values()]);
        expect(addresses.filter((address) => !ours.has(address))).toEqual([]);
      }),
      { ...runs, numRuns: Math.max(100, runs.numRuns / 100) },
    );
  });
});

test('every pattern that reads an address has been tried', () => {
  const innocent = { name: 'alice', words: 'words', peer: '192.0.2.7' };
  const templates = [...behindUser, ...behindWords, ...aroundAddress, ...nobody, ...serversOwn];
  const tried = new Set(templates.map((template) => readMessage(template(innocent))?.pattern));
  const reading = messagePatterns.filter(({ side, groups }) => side !== 'none' && groups.address !== undefined);
  // Of names with a colon, as no sshd writes them: tried above.
  const untried = reading.map(({ id }) => id).filter((id) => !tried.has(id) && !id.endsWith('-with-colon'));
  expect(untried, 'each needs a template in hostile-messages.ts').toEqual([]);
});

test('an address that the server writes alone is the peer', () => {
  for (const [peer, address] of peers) {
    const read = serversOwn.map((template) => readMessage(template({ name: '', words: '', peer }))?.address);
    expect(new Set(read)).toEqual(new Set([address]));
  }
});

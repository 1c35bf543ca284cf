import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messagePatterns, readMessage } from '../src/index.ts';
import { recordsOf, replay } from './support.ts';

const peer = '192.0.2.7';
const foreign = '203.0.113.99';

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

const text = fc
  .array(fc.oneof(fc.constantFrom(...baits), fc.constantFrom(...pieces), fc.string({ maxLength: 12 })), {
    maxLength: 6,
  })
  .map((parts) => parts.join(' '));

/** As sshd has it: nothing from the first colon on, at most 100 characters, no control characters. */
const user = text.map((name) =>
  (name.split(':')[0] ?? '')
    .replaceAll(/[^\x20-\x7e]/g, (other) => `\\${(other.charCodeAt(0) & 255).toString(8).padStart(3, '0')}`)
    .slice(0, 100),
);

const behindUser: readonly ((name: string) => string)[] = [
  (name) => `Failed password for invalid user ${name} from ${peer} port 40022 ssh2`,
  (name) => `Failed password for ${name} from ${peer} port 40022 ssh2`,
  (name) => `Failed none for invalid user ${name} from ${peer} port 40022 ssh2`,
  (name) => `Failed publickey for ${name} from ${peer} port 40022 ssh2: ED25519 SHA256:abc`,
  (name) => `Accepted password for ${name} from ${peer} port 40022 ssh2`,
  (name) => `Postponed keyboard-interactive for invalid user ${name} from ${peer} port 40022 ssh2 [preauth]`,
  (name) => `Invalid user ${name} from ${peer} port 40022`,
  (name) => `Invalid user ${name} from ${peer}`,
  (name) => `error: maximum authentication attempts exceeded for ${name} from ${peer} port 40022 ssh2 [preauth]`,
  (name) => `error: PAM: Authentication failure for illegal user ${name} from ${peer}`,
  (name) => `User ${name} from ${peer} not allowed because not listed in AllowUsers`,
  (name) => `administratively prohibited connection for invalid user ${name} from ${peer} port 40022 [preauth]`,
  (name) =>
    `error: public key ED25519-SK SHA256:abc signature for ${name} from ${peer} port 40022 rejected: user verification requirement not met `,
  (name) => `Close session: user ${name} from ${peer} port 40022 id 0`,
  (name) => `session opened for local user ${name} from [${peer}]`,
  (name) => `Timeout, client not responding from user ${name} ${peer} port 40022.`,
  (name) => `Connection closed by invalid user ${name} ${peer} port 40022 [preauth]`,
  (name) => `Connection reset by authenticating user ${name} ${peer} port 40022 [preauth]`,
  (name) => `Disconnected from invalid user ${name} ${peer} port 40022 [preauth]`,
  (name) => `Disconnecting invalid user ${name} ${peer} port 40022: Too many authentication failures [preauth]`,
  (name) =>
    `Unable to negotiate with invalid user ${name} ${peer} port 40022: no matching cipher found. Their offer: x [preauth]`,
];

const behindAddress: readonly ((words: string) => string)[] = [
  (words) => `Received disconnect from ${peer} port 40022:11: ${words} [preauth]`,
  (words) => `Unable to negotiate with ${peer} port 40022: no matching MAC found. Their offer: ${words} [preauth]`,
  (words) =>
    `Disconnecting authenticating user root ${peer} port 40022: Change of username or service not allowed: (root,${words}`,
  (words) =>
    `Failed publickey for root from ${peer} port 40022 ssh2: RSA-CERT SHA256:abc ID ${words} (serial 0) CA RSA SHA256:def`,
  (words) =>
    `Failed hostbased for root from ${peer} port 40022 ssh2: RSA SHA256:abc, client user "${words}", client host "${words}"`,
  (words) =>
    `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${peer}  user=${words}`,
  (words) => `PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=${peer}  user=${words}`,
  (words) => `drop connection #10 from [${peer}]:40022 on [192.0.2.1]:22 ${words}`,
];

const nameless: readonly ((words: string) => string)[] = [
  (words) => `input_userauth_request: invalid user ${words} [preauth]`,
  (words) => `error: kex_exchange_identification: client sent invalid protocol identifier "${words}"`,
  (words) => `User ${words} not allowed because account is locked`,
  (words) => `pam_unix(sshd:auth): bad username [${words}]`,
  (words) => `fatal: Access denied for user ${words} by PAM account configuration [preauth]`,
  (words) => `pam_unix(sshd:session): session closed for user ${words}`,
  (words) => `Starting session: command for ${words}`,
];

const runs = { numRuns: 2_000, seed: 20_261_123 };

describe('an address that a client writes is never the one that is blamed', () => {
  test('as user, in front of the address', () => {
    fc.assert(
      fc.property(user, fc.constantFrom(...behindUser), (name, message) => {
        expect(readMessage(message(name))?.address).toBe(peer);
      }),
      runs,
    );
  });

  /** Except where the name goes on like a message of today after its end: no name can, as none has a colon. */
  test('as user with a colon, as no sshd of today writes it', () => {
    const last = behindUser.filter((message) => /^Failed \w+ for invalid|^Invalid/.test(message('a')));
    const names = text.map((name) => name.replaceAll(/[^\x20-\x7e]/g, '')).filter((name) => !/ ssh[12]: /.test(name));
    fc.assert(
      fc.property(names, fc.constantFrom(...last), (name, message) => {
        expect([peer, null]).toContain(readMessage(message(name))?.address ?? null);
      }),
      runs,
    );
  });

  test('as reason, offer, key id or service, behind the address', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...behindAddress), (words, message) => {
        const visible = words.replaceAll(/[^\x20-\x7e]/g, '');
        expect([peer, null]).toContain(readMessage(message(visible))?.address ?? null);
      }),
      runs,
    );
  });

  test('in a message that has no address', () => {
    fc.assert(
      fc.property(user, fc.constantFrom(...nameless), (words, message) => {
        expect(readMessage(message(words))?.address ?? null).toBeNull();
      }),
      runs,
    );
  });

  test('and no event names it', async () => {
    const log = fc.array(fc.tuple(user, fc.constantFrom(...behindUser), fc.integer({ min: 1, max: 5 })), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(log, async (entries) => {
        const lines = entries.map(([name, message, pid]) => `Nov 24 10:00:00 web01 sshd[${pid}]: ${message(name)}`);
        const { events } = await replay(recordsOf(lines));
        const addresses = events.map(({ data }) => (data as Record<string, unknown>).address ?? peer);
        expect(addresses.filter((address) => address !== peer)).toEqual([]);
      }),
      { ...runs, numRuns: 100 },
    );
  });
});

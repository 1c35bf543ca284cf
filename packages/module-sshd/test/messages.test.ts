import { describe, expect, test } from 'vitest';
import { messagePatterns, readMessage } from '../src/index.ts';

const ids = messagePatterns.map(({ id }) => id);
/** Messages of fewer bytes than this are whole. */
const whole = 400;
const named = messagePatterns.map((pattern) => [pattern.id, pattern] as const);

describe('a message pattern', () => {
  test('has a name of its own', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(named)(
    '%s reads its sample, and no pattern before it does',
    (id, { sample, kind, kindOf, outcome, prefix }) => {
      expect(sample.startsWith(prefix)).toBe(true);
      const reading = readMessage(sample);
      expect(reading).toMatchObject({ pattern: id, outcome });
      if (kindOf === undefined) expect(reading?.kind).toBe(kind);
    },
  );

  test.each(named)('%s is anchored at both ends', (_id, { pattern }) => {
    expect(pattern.flags).toBe('');
    expect(pattern.source.startsWith('^')).toBe(true);
    expect(pattern.source.endsWith('$')).toBe(true);
    expect(pattern.source.replace(/\\.|\[[^\]]*\]/g, '')).not.toMatch(/^\^[^(]*\||\|[^)]*\$$/);
  });

  test.each(named)('%s reads neither more in front nor a line of its own behind its sample', (id, { sample }) => {
    for (const message of [`x${sample}`, ` ${sample}`, `${sample}\nx`]) {
      expect(readMessage(message)?.pattern ?? 'none').not.toBe(id);
    }
  });

  test.each(named)(
    '%s finds the address of its sample where it says that there is one',
    (_id, { sample, side, groups }) => {
      const address = readMessage(sample, whole)?.address;
      expect(address !== null).toBe(side !== 'none' && groups.address !== undefined);
      if (address !== null) expect(address).toMatch(/^(?:192\.0\.2\.7|2001:db8::7)$/);
    },
  );
});

/** Where several patterns read a sample and something of it, they come in this order, the narrower one first. */
test('patterns that claim the same sample are these, and the sample is of the first', () => {
  const reading = messagePatterns.filter(({ groups }) => Object.keys(groups).length > 0);
  const claims = messagePatterns.map(({ id, sample }) => {
    const first = messagePatterns.find(({ pattern }) => pattern.test(sample));
    const others = reading.filter((other) => other.id !== id && other.pattern.test(sample));
    return [id, first?.id, others.map((other) => other.id)] as const;
  });
  for (const [id, first] of claims) expect(first).toBe(id);
  // What was cut of a message comes behind it.
  const ends = /-cut$/;
  const beyond = claims.flatMap(([id, , others]) =>
    others.filter((other) => !ends.test(other)).map((other) => `${id} < ${other}`),
  );
  expect(beyond).toEqual([
    'failed < failed-with-colon',
    'accepted < accepted-with-colon',
    'partial < partial-with-colon',
    'postponed < postponed-with-colon',
    'pam-failure < pam-other',
    'pam-failure-of-old < pam-module-of-old',
    'pam-session-opened < pam-other',
    'pam-session-opened-of-old < pam-module-of-old',
    'pam-session-closed < pam-other',
    'pam-session-closed-of-old < pam-module-of-old',
    'pam-user-unknown < pam-other',
    'disconnecting < disconnecting-with-colon',
    'dispatch < ssh-packet-fatal',
  ]);
});

describe('readMessage', () => {
  test.each([
    [
      'Failed password for root from 192.0.2.7 port 22 ssh2',
      { kind: 'failed_password', user: 'root', invalidUser: false },
    ],
    [
      'Failed none for invalid user  from 192.0.2.7 port 22 ssh2',
      { kind: 'failed_other_method', user: '', invalidUser: true },
    ],
    ['Invalid user  from 192.0.2.7 port 22', { kind: 'invalid_user', user: '', address: '192.0.2.7' }],
    ['Invalid user   from 192.0.2.7 port 22', { user: ' ' }],
    ['Invalid user a from 203.0.113.9 from 192.0.2.7 port 22', { user: 'a from 203.0.113.9', address: '192.0.2.7' }],
    [
      'Accepted password for al from ::ffff:192.0.2.7 port 22 ssh2',
      { kind: 'accepted', address: '192.0.2.7', method: 'password' },
    ],
    ['Connection closed by authenticatinguser root 192.0.2.7 port 22 [preauth]', { user: 'root', preauth: true }],
    ['Connection closed by UNKNOWN port 65535 [preauth]', { address: null, claimed: 'UNKNOWN' }],
    ['Failed password for root from 192.0.2.7 port 97225 ssh2', { address: '192.0.2.7', port: null }],
    [
      'Received disconnect from 192.0.2.7 port 22:11: Bye Bye [preauth] [preauth]',
      { address: '192.0.2.7', preauth: true },
    ],
    [
      'error: maximum authentication attempts exceeded for root from 192.0.2.7 port 22 ssh2 [preauth]',
      { kind: 'max_attempts_exceeded' },
    ],
    [
      'User bob from host.example.com not allowed because not listed in AllowUsers',
      { address: null, claimed: 'host.example.com' },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7 ',
      { kind: 'auth_failure_pam', address: '192.0.2.7', user: null },
    ],
    [
      'PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
      { count: 2, user: 'root' },
    ],
    ['PAM 1 more authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7 ', { count: 1 }],
    ['error: PAM: Authentication failure for illegal user x from 192.0.2.7', { user: 'x', invalidUser: true }],
    ['Accepted key ED25519 SHA256:abc found at /home/carol/.ssh/authorized_keys:1', { kind: 'other', user: null }],
    ['Accepted key ED25519 SHA256:abc lost', undefined],
  ])('%s', (message, expected) => {
    if (expected === undefined) expect(readMessage(message)).toBeUndefined();
    else expect(readMessage(message)).toMatchObject(expected);
  });

  test('does not believe an address behind client text in a message that may have been cut', () => {
    const named = (length: number) => `Invalid user ${'A'.repeat(length - 32)} from 198.51.100.77`;
    expect(readMessage(named(59))?.address).toBe('198.51.100.77');
    expect(readMessage(named(60))).toMatchObject({ address: null, claimed: '198.51.100.77' });
    expect(readMessage(named(499), 500)?.address).toBe('198.51.100.77');
    expect(readMessage(named(500), 500)).toMatchObject({ address: null, claimed: '198.51.100.77' });
  });

  test('believes an address behind the name of an account', () => {
    const reading = readMessage('Failed password for alice from 192.0.2.7 port 40022 ssh2');
    expect(reading?.address).toBe('192.0.2.7');
  });

  test('does not believe an address of which a cut may have taken a part', () => {
    const failure = 'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7';
    expect(readMessage(failure)).toMatchObject({ address: null, claimed: '192.0.2.7' });
    expect(readMessage(`${failure} `)?.address).toBe('192.0.2.7');
    expect(readMessage(`${failure}  user=root`)?.address).toBe('192.0.2.7');
    expect(readMessage('error: PAM: Authentication failure for root from 192.0.2.7')?.address).toBe('192.0.2.7');
    expect(readMessage('error: PAM: Authentication failure for alice.doe from 192.0.2.7')?.address).toBeNull();
  });

  test('believes an address in front of client text however long the message is', () => {
    const reason = 'x'.repeat(600);
    expect(readMessage(`Received disconnect from 192.0.2.7 port 22:11: ${reason}`)?.address).toBe('192.0.2.7');
  });
});

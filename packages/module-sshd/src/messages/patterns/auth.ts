import { addressText, definePatterns, type PatternSpec, peerText, type SshKind } from './pattern.ts';

/** The kind of a `Failed`, by its first group, the method. */
export const failedKind = (match: RegExpExecArray): SshKind =>
  match[1] === 'password' ? 'failed_password' : 'failed_other_method';

/** A key's type and fingerprint. */
const key = '[\\w-]{1,40} \\S{1,200}';
/**
 * The client's key, certificate (its id is free text; before 7.8 without a fingerprint) or host; a principal; in old versions, the user on the client.
 */
const extra = `${key}(?:, signature count = \\d{1,10}|(?:, | ID ).*(?:"|\\(serial \\d{1,20}\\)(?: CA ${key})?(?:, signature count = \\d{1,10})?))?|[\\w-]{3,20}-CERT(?:-V00)? ID .*\\(serial \\d{1,20}\\) CA ${key}|\\S{1,255}|(?:ruser|from) .*`;

/**
 * What follows the verb in auth.c's `%s %s%s%s for %s%.100s from %.200s port %d ssh2%s%s`. No user name holds a colon.
 */
const forUser = `(\\S{1,60}) for ((?:invalid|illegal) user )?([^:]*) from ${peerText}(?: ssh[12])?(?:: (${extra}))?`;
/** The same for a name that holds a colon nevertheless: what the server wrote stands last. */
const forUserWithColon = `(\\S{1,60}) for ((?:invalid|illegal) user )?(.*) from ${addressText} port (\\d{1,5}) ssh2(?:: (${key}))?`;
const groups = { method: 1, invalid: 2, user: 3, address: 4, port: 5, key: 6 };

/** A verb by which sshd reports an attempt. It has two patterns, as a user name may hold a colon nevertheless. */
interface Verb extends Pick<PatternSpec, 'id' | 'kind' | 'kindOf' | 'prefix' | 'outcome'> {
  readonly samples: readonly [allowed: string, withColon: string];
}

function patternsOf({ id, samples: [allowed, withColon], ...verb }: Verb): PatternSpec[] {
  const all = { ...verb, side: 'right', groups } as const;
  return [
    { ...all, id, rest: forUser, sample: allowed },
    { ...all, id: `${id}-with-colon`, rest: forUserWithColon, sample: withColon },
  ];
}

/** Outcomes of authentication: auth.c, auth2.c. */
export const authMessages = definePatterns([
  ...patternsOf({
    id: 'failed',
    kind: 'failed_password',
    kindOf: failedKind,
    prefix: 'Failed ',
    outcome: 'failure',
    samples: [
      'Failed password for invalid user admin from 192.0.2.7 port 40022 ssh2',
      'Failed password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    ],
  }),
  ...patternsOf({
    id: 'accepted',
    kind: 'accepted',
    prefix: 'Accepted ',
    outcome: 'success',
    samples: [
      'Accepted publickey for alice from 2001:db8::7 port 40022 ssh2: ED25519 SHA256:abc',
      'Accepted password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    ],
  }),
  ...patternsOf({
    id: 'partial',
    prefix: 'Partial ',
    samples: [
      'Partial publickey for alice from 192.0.2.7 port 40022 ssh2',
      'Partial password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    ],
  }),
  ...patternsOf({
    id: 'postponed',
    prefix: 'Postponed ',
    samples: [
      'Postponed keyboard-interactive for alice from 192.0.2.7 port 40022 ssh2',
      'Postponed password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    ],
  }),
  {
    id: 'invalid-user',
    kind: 'invalid_user',
    prefix: 'Invalid user ',
    rest: `(.*) from ${peerText}`,
    sample: 'Invalid user admin from 192.0.2.7 port 40022',
    side: 'right',
    outcome: 'failure',
    groups: { user: 1, address: 2, port: 3, invalid: 0 },
  },
  {
    id: 'illegal-user',
    kind: 'invalid_user',
    prefix: 'Illegal user ',
    rest: `(.*) from ${addressText}`,
    sample: 'Illegal user admin from 192.0.2.7',
    side: 'right',
    outcome: 'failure',
    groups: { user: 1, address: 2, invalid: 0 },
  },
  {
    id: 'input-request-invalid-user',
    prefix: 'input_userauth_request: ',
    rest: '(?:invalid|illegal) user (.*)',
    sample: 'input_userauth_request: invalid user admin',
    groups: { user: 1, invalid: 0 },
  },
  {
    id: 'max-attempts',
    kind: 'max_attempts_exceeded',
    prefix: 'maximum authentication attempts exceeded for ',
    rest: `(invalid user )?(.*) from ${addressText} port (\\d{1,5}) ssh2`,
    sample: 'maximum authentication attempts exceeded for root from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'failure',
    groups: { invalid: 1, user: 2, address: 3, port: 4 },
  },
]);

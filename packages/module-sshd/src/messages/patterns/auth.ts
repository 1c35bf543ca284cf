import { addressText, type MessagePattern, type SshKind } from './pattern.ts';

const failedKind = (match: RegExpExecArray): SshKind =>
  match[1] === 'password' ? 'failed_password' : 'failed_other_method';

const key = '[\\w-]{1,40} \\S{1,200}';
/** The client's key, certificate (its id is free text) or host; a principal; of old, the user on the client. */
const extra = `${key}(?:, signature count = \\d{1,10}|(?:, | ID ).*(?:"|\\(serial \\d{1,20}\\)(?: CA ${key})?(?:, signature count = \\d{1,10})?))?|\\S{1,255}|(?:ruser|from) .*`;

/** What follows the verb in auth.c's `%s %s%s%s for %s%.100s from %.200s port %d ssh2%s%s`. No user has a colon. */
const forUser = `(\\S{1,60}) for ((?:invalid|illegal) user )?([^:]*) from ${addressText}(?: port (\\d{1,5}))?(?: ssh[12])?(?:: (?:${extra}))?`;
/** The same where there is a colon nevertheless: what the server wrote stands last. */
const forUserWithColon = `(\\S{1,60}) for ((?:invalid|illegal) user )?(.*) from ${addressText} port (\\d{1,5}) ssh2(?:: ${key})?`;
const groups = { method: 1, invalid: 2, user: 3, address: 4, port: 5 };

/** Outcomes of authentication: auth.c, auth2.c. */
export const authMessages: readonly MessagePattern[] = [
  {
    id: 'failed',
    kind: 'failed_password',
    kindOf: failedKind,
    prefix: 'Failed ',
    pattern: new RegExp(`^Failed ${forUser}$`),
    sample: 'Failed password for invalid user admin from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'failure',
    groups,
  },
  {
    id: 'failed-with-colon',
    kind: 'failed_password',
    kindOf: failedKind,
    prefix: 'Failed ',
    pattern: new RegExp(`^Failed ${forUserWithColon}$`),
    sample: 'Failed password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'failure',
    groups,
  },
  {
    id: 'accepted',
    kind: 'accepted',
    prefix: 'Accepted ',
    pattern: new RegExp(`^Accepted ${forUser}$`),
    sample: 'Accepted publickey for alice from 2001:db8::7 port 40022 ssh2: ED25519 SHA256:abc',
    side: 'right',
    outcome: 'success',
    groups,
  },
  {
    id: 'accepted-with-colon',
    kind: 'accepted',
    prefix: 'Accepted ',
    pattern: new RegExp(`^Accepted ${forUserWithColon}$`),
    sample: 'Accepted password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'success',
    groups,
  },
  {
    id: 'partial',
    kind: 'other',
    prefix: 'Partial ',
    pattern: new RegExp(`^Partial ${forUser}$`),
    sample: 'Partial publickey for alice from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'other',
    groups,
  },
  {
    id: 'partial-with-colon',
    kind: 'other',
    prefix: 'Partial ',
    pattern: new RegExp(`^Partial ${forUserWithColon}$`),
    sample: 'Partial password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'other',
    groups,
  },
  {
    id: 'postponed',
    kind: 'other',
    prefix: 'Postponed ',
    pattern: new RegExp(`^Postponed ${forUser}$`),
    sample: 'Postponed keyboard-interactive for alice from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'other',
    groups,
  },
  {
    id: 'postponed-with-colon',
    kind: 'other',
    prefix: 'Postponed ',
    pattern: new RegExp(`^Postponed ${forUserWithColon}$`),
    sample: 'Postponed password for invalid user a:b from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'other',
    groups,
  },
  {
    id: 'invalid-user',
    kind: 'invalid_user',
    prefix: 'Invalid user ',
    pattern: new RegExp(`^Invalid user (.*) from ${addressText}(?: port (\\d{1,5}))?$`),
    sample: 'Invalid user admin from 192.0.2.7 port 40022',
    side: 'right',
    outcome: 'failure',
    groups: { user: 1, address: 2, port: 3, invalid: 0 },
  },
  {
    id: 'illegal-user',
    kind: 'invalid_user',
    prefix: 'Illegal user ',
    pattern: new RegExp(`^Illegal user (.*) from ${addressText}$`),
    sample: 'Illegal user admin from 192.0.2.7',
    side: 'right',
    outcome: 'failure',
    groups: { user: 1, address: 2, invalid: 0 },
  },
  {
    id: 'input-request-invalid-user',
    kind: 'other',
    prefix: 'input_userauth_request: ',
    pattern: /^input_userauth_request: (?:invalid|illegal) user (.*)$/,
    sample: 'input_userauth_request: invalid user admin',
    side: 'none',
    outcome: 'other',
    groups: { user: 1, invalid: 0 },
  },
  {
    id: 'max-attempts',
    kind: 'max_attempts_exceeded',
    prefix: 'maximum authentication attempts exceeded for ',
    pattern: new RegExp(
      `^maximum authentication attempts exceeded for (invalid user )?(.*) from ${addressText} port (\\d{1,5}) ssh2$`,
    ),
    sample: 'maximum authentication attempts exceeded for root from 192.0.2.7 port 40022 ssh2',
    side: 'right',
    outcome: 'failure',
    groups: { invalid: 1, user: 2, address: 3, port: 4 },
  },
];

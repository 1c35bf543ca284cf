import { failedKind } from './auth.ts';
import { definePatterns, type PatternSpec, type SshKind } from './pattern.ts';

/** A method, and that the user is none. */
const forInvalid = '([a-z][a-z-]{2,30}(?:/\\S{1,30})?) for ((?:invalid|illegal) user )';

/** Ends of connections before a login whose name goes on to the end. */
function endOf(id: string, prefix: string, kind: SshKind): PatternSpec {
  return {
    id,
    kind,
    prefix,
    rest: '(invalid user )(.{15,})',
    sample: `${prefix}invalid user somebody-whose-name-goes-on-and-on`,
    groups: { invalid: 1, user: 2 },
  };
}

/**
 * Messages of which something on the way cut the end off, as the name that a client chose was long: what they count as, and
 * no address. They come behind all other patterns, and know messages of 60 bytes and more: shorter ones that no pattern knows
 * are none of which we know the end.
 */
export const cutMessages = definePatterns([
  {
    id: 'invalid-user-cut',
    kind: 'invalid_user',
    prefix: 'Invalid user ',
    rest: '(.{37,})',
    sample: 'Invalid user somebody-whose-name-goes-on-and-on-until-nothing-of-it-is-left',
    outcome: 'failure',
    groups: { user: 1, invalid: 0 },
  },
  {
    id: 'failed-cut',
    kind: 'failed_password',
    kindOf: failedKind,
    prefix: 'Failed ',
    rest: `${forInvalid}(.{15,})`,
    sample: 'Failed password for invalid user somebody-whose-name-goes-on-and-on',
    outcome: 'failure',
    groups: { method: 1, invalid: 2, user: 3 },
  },
  {
    id: 'postponed-cut',
    prefix: 'Postponed ',
    rest: `${forInvalid}(.{8,})`,
    sample: 'Postponed keyboard-interactive for invalid user somebody-whose-name-goes-on-and-on',
    groups: { method: 1, invalid: 2, user: 3 },
  },
  {
    id: 'max-attempts-cut',
    kind: 'max_attempts_exceeded',
    prefix: 'maximum authentication attempts exceeded for ',
    rest: '(invalid user )(.{2,})',
    sample: 'maximum authentication attempts exceeded for invalid user somebody-whose-name-goes-on-and-on',
    outcome: 'failure',
    groups: { invalid: 1, user: 2 },
  },
  {
    id: 'pam-error-cut',
    kind: 'auth_failure_pam',
    prefix: 'PAM: ',
    rest: '[A-Za-z ]{3,60} for ((?:illegal|invalid) user )(.{15,})',
    sample: 'PAM: Authentication failure for illegal user somebody-whose-name-goes-on-and-on',
    outcome: 'failure',
    groups: { invalid: 1, user: 2 },
  },
  endOf('closed-cut', 'Connection closed by ', 'connection_closed_preauth'),
  endOf('reset-cut', 'Connection reset by ', 'connection_reset'),
  endOf('disconnected-cut', 'Disconnected from ', 'disconnect_preauth'),
  endOf('disconnecting-cut', 'Disconnecting ', 'disconnect_preauth'),
]);

/** What sudo writes, by what it means. */

/** Why sudo refuses, as it writes it between the user and the fields (logging.c, sudoers.c, check.c). */
export interface Refusal {
  readonly id: string;
  /** Anchored at both ends; a group counts attempts. */
  readonly pattern: RegExp;
  readonly sample: string;
}

export const refusals: readonly Refusal[] = [
  { id: 'not-in-sudoers', pattern: /^user NOT in sudoers$/, sample: 'user NOT in sudoers' },
  { id: 'not-on-host', pattern: /^user NOT authorized on host$/, sample: 'user NOT authorized on host' },
  { id: 'not-allowed', pattern: /^command not allowed$/, sample: 'command not allowed' },
  {
    id: 'not-this-directory',
    pattern: /^user not allowed to change directory to .*$/,
    sample: 'user not allowed to change directory to /root',
  },
  {
    id: 'not-this-root',
    pattern: /^user not allowed to change root directory to .*$/,
    sample: 'user not allowed to change root directory to /srv',
  },
  { id: 'not-this-shell', pattern: /^invalid shell for user .*$/, sample: 'invalid shell for user bob: /bin/false' },
  {
    id: 'wrong-password',
    pattern: /^(?<count>\d{1,6}) incorrect password attempts?$/,
    sample: '3 incorrect password attempts',
  },
  { id: 'no-password', pattern: /^a password is required$/, sample: 'a password is required' },
  {
    id: 'no-terminal',
    pattern: /^(?:sorry, you must have a tty to run sudo|no tty present and no askpass program specified)$/,
    sample: 'sorry, you must have a tty to run sudo',
  },
  {
    id: 'no-environment',
    pattern: /^sorry, you are not allowed to (?:preserve the environment|set the following environment variables: .*)$/,
    sample: 'sorry, you are not allowed to set the following environment variables: LD_PRELOAD',
  },
  {
    id: 'expired',
    pattern: /^(?:account expired|password expired|account validation failure, is your account locked\?)$/,
    sample: 'account validation failure, is your account locked?',
  },
  {
    id: 'authentication',
    pattern: /^PAM (?:authentication|account management) error: .*$/,
    sample: 'PAM authentication error: Permission denied',
  },
];

import type { MessagePattern } from './pattern.ts';

const failure = 'logname=\\S* uid=\\d+ euid=\\d+ tty=\\S* ruser=\\S* rhost=(\\S*)(?: {1,2}user=(.*)| )?';

/** What pam_strerror makes of the ways in which authentication fails, in Linux-PAM and OpenPAM. */
const pamErrors =
  '[Aa]uthentication (?:failure|error)|User not known to the underlying authentication module|[Uu]nknown user|[Pp]ermission denied|(?:User a|a)ccount (?:has )?expired|Have exhausted maximum number of retries for service|[Mm]aximum number of tries exceeded|Authentication service cannot retrieve authentication info|Insufficient credentials to access authentication data|[Ss]ystem error';

/** What PAM says under sshd's tag, and sshd of PAM. */
export const pamMessages: readonly MessagePattern[] = [
  {
    id: 'pam-failure',
    kind: 'auth_failure_pam',
    prefix: 'pam_',
    pattern: new RegExp(`^(pam_[a-z0-9_]+)\\([\\w.-]+:auth\\): authentication failure; ${failure}$`),
    sample:
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
    side: 'left',
    outcome: 'failure',
    groups: { pamModule: 1, address: 2, user: 3 },
  },
  {
    id: 'pam-failure-of-old',
    kind: 'auth_failure_pam',
    prefix: '(pam_',
    pattern: new RegExp(`^\\((pam_[a-z0-9_]+)\\) authentication failure; ${failure}$`),
    sample: '(pam_unix) authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
    side: 'left',
    outcome: 'failure',
    groups: { pamModule: 1, address: 2, user: 3 },
  },
  {
    id: 'pam-more-failures',
    kind: 'auth_failure_pam',
    prefix: 'PAM ',
    pattern: new RegExp(`^PAM (\\d{1,6}) more authentication failures?; ${failure}$`),
    sample: 'PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
    side: 'left',
    outcome: 'failure',
    groups: { count: 1, address: 2, user: 3 },
  },
  {
    id: 'pam-error',
    kind: 'auth_failure_pam',
    prefix: 'PAM: ',
    pattern: new RegExp(`^PAM: (?:${pamErrors}) for ((?:illegal|invalid) user )?(.*) from (\\S+)$`),
    sample: 'PAM: Authentication failure for root from 192.0.2.7',
    side: 'right',
    outcome: 'failure',
    groups: { invalid: 1, user: 2, address: 3 },
  },
  {
    id: 'pam-error-via',
    kind: 'auth_failure_pam',
    prefix: 'PAM: ',
    pattern: new RegExp(`^PAM: (?:${pamErrors}) for ((?:illegal|invalid) user )?(.*) from (\\S+) via \\S+$`),
    sample: 'PAM: authentication error for root from 192.0.2.7 via 192.0.2.1',
    side: 'right',
    outcome: 'failure',
    groups: { invalid: 1, user: 2, address: 3 },
  },
  {
    id: 'pam-session-opened',
    kind: 'session_opened',
    prefix: 'pam_unix(',
    pattern: /^pam_unix\([\w.-]+:session\): session opened for user ([^( ]*)(?:\(uid=\d{1,10}\))? by .*$/,
    sample: 'pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0)',
    side: 'none',
    outcome: 'success',
    groups: { user: 1 },
  },
  {
    id: 'pam-session-closed',
    kind: 'session_closed',
    prefix: 'pam_unix(',
    pattern: /^pam_unix\([\w.-]+:session\): session closed for user (.*)$/,
    sample: 'pam_unix(sshd:session): session closed for user alice',
    side: 'none',
    outcome: 'other',
    groups: { user: 1 },
  },
  {
    id: 'pam-user-unknown',
    kind: 'other',
    prefix: 'pam_',
    pattern: /^(pam_[a-z0-9_]+)\([\w.-]+:auth\): check pass; user unknown$/,
    sample: 'pam_unix(sshd:auth): check pass; user unknown',
    side: 'none',
    outcome: 'other',
    groups: { pamModule: 1 },
  },
  {
    id: 'pam-other',
    kind: 'other',
    prefix: 'pam_',
    pattern: /^(pam_[a-z0-9_]+)\([\w.-]+:(?:auth|account|session|setcred|chauthtok)\): .*$/,
    sample: 'pam_systemd(sshd:session): Failed to release session',
    side: 'none',
    outcome: 'other',
    groups: { pamModule: 1 },
  },
  {
    id: 'pam-ignoring-retries',
    kind: 'other',
    prefix: 'PAM service(',
    pattern: /^PAM service\([\w.-]+\) ignoring max retries; \d{1,6} > \d{1,6}$/,
    sample: 'PAM service(sshd) ignoring max retries; 6 > 3',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
];

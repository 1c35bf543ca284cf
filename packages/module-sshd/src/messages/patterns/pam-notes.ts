import { defineNote, type MessagePattern } from './pattern.ts';

/** What else PAM says under sshd's tag: Linux-PAM, OpenPAM, auth-pam.c. */
export const pamNotes: readonly MessagePattern[] = [
  {
    id: 'pam-module',
    kind: 'other',
    prefix: 'pam_',
    pattern: /^(pam_[a-z0-9_]+)(?:\([\w.-]+\)|\[\d{1,10}\])?: .*$/,
    sample: 'pam_ldap: error trying to bind as user (Invalid credentials)',
    side: 'none',
    outcome: 'other',
    groups: { pamModule: 1 },
  },
  {
    id: 'pam-module-of-old',
    kind: 'other',
    prefix: '(pam_',
    pattern: /^\((pam_[a-z0-9_]+)\) .*$/,
    sample: '(pam_unix) check pass; user unknown',
    side: 'none',
    outcome: 'other',
    groups: { pamModule: 1 },
  },
  defineNote({
    id: 'pam-ignoring-retries',
    prefix: 'PAM service(',
    rest: '[\\w.-]+\\) ignoring max retries; \\d{1,6} > \\d{1,6}',
    sample: 'PAM service(sshd) ignoring max retries; 6 > 3',
  }),
  defineNote({
    id: 'pam-library',
    prefix: 'PAM ',
    rest: '(?:unable|adding|illegal|error|bad|no|_?[a-z]+_|\\[).*',
    sample: 'PAM unable to dlopen(/lib/security/pam_x.so): file not found',
  }),
  defineNote({
    id: 'pam-of-sshd',
    prefix: 'PAM: ',
    rest: '(?:pam_\\w+|initiali[sz]ation|failed|cannot|authentication thread|user|authctxt|password authentication)\\b[^:]*(?:: .*)?',
    sample: 'PAM: pam_open_session(): Permission denied',
  }),
  defineNote({
    id: 'pam-call',
    prefix: 'pam_',
    rest: '[a-z]+\\(\\): .*',
    sample: 'pam_setcred(): Failure setting user credentials',
  }),
  defineNote({
    id: 'openpam',
    prefix: 'in ',
    rest: '_?\\w+\\(\\): .*',
    sample: 'in openpam_load_module(): no pam_x.so found',
  }),
  defineNote({ id: 'keyring', prefix: 'gkr-pam: ', sample: 'gkr-pam: unable to locate daemon control file' }),
  defineNote({
    id: 'name-service',
    prefix: 'nss_',
    rest: '\\w+: .*',
    sample: 'nss_ldap: could not search LDAP server - Server is unavailable',
  }),
];

import { addressText, defineNote, type MessagePattern } from './pattern.ts';

/** Keys that users offer: auth2-pubkey.c, auth.c, monitor.c. */
export const keyMessages: readonly MessagePattern[] = [
  {
    id: 'key-found',
    kind: 'other',
    prefix: 'Accepted key ',
    pattern: /^Accepted key [\w-]{1,40} \S{1,200} found at .*$/,
    sample: 'Accepted key ED25519 SHA256:abc found at /home/carol/.ssh/authorized_keys:1',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  {
    id: 'key-found-of-old',
    kind: 'other',
    prefix: 'Found matching ',
    pattern: /^Found matching [\w-]{1,40} key: \S{1,200}$/,
    sample: 'Found matching RSA key: 43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  defineNote({
    id: 'key-revoked',
    prefix: 'Authentication key ',
    rest: '[\\w-]{1,40} \\S{1,200} revoked by file .*',
    sample: 'Authentication key RSA SHA256:abc revoked by file /etc/ssh/revoked',
  }),
  defineNote({
    id: 'key-revocation-unread',
    prefix: 'Error checking authentication key ',
    sample:
      'Error checking authentication key RSA SHA256:abc in revoked keys file /etc/ssh/revoked: No such file or directory',
  }),
  defineNote({
    id: 'key-revoked-of-old',
    prefix: 'WARNING: authentication attempt with a revoked ',
    rest: '\\S{1,40} key \\S{1,200}',
    sample: 'WARNING: authentication attempt with a revoked RSA key SHA256:abc',
  }),
  defineNote({
    id: 'key-revoked-of-host',
    prefix: 'WARNING: revoked key for ',
    rest: '.* attempted authentication',
    sample: 'WARNING: revoked key for host.example.com attempted authentication',
  }),
  {
    id: 'key-untouched',
    kind: 'other',
    prefix: 'public key ',
    pattern: new RegExp(
      `^public key \\S{1,60}(?: \\S{1,200})? signature for (invalid user )?([^:]*) from ${addressText} port (\\d{1,5}) rejected: user (?:presence \\(authenticator touch\\)|verification) requirement not met ?$`,
    ),
    sample:
      'public key ED25519-SK SHA256:abc signature for alice from 192.0.2.7 port 40022 rejected: user presence (authenticator touch) requirement not met ',
    side: 'right',
    outcome: 'failure',
    groups: { invalid: 1, user: 2, address: 3, port: 4 },
  },
  defineNote({
    id: 'key-used-before',
    prefix: 'refusing previously-used ',
    rest: '\\S{1,60} key',
    sample: 'refusing previously-used RSA key',
  }),
  defineNote({
    id: 'key-not-permitted',
    prefix: 'publickey key type ',
    rest: '\\S* is not in permitted list \\S*',
    sample: 'publickey key type ssh-dss is not in permitted list ssh-ed25519,rsa-sha2-512',
  }),
  defineNote({
    id: 'pubkey-not-permitted',
    prefix: 'pubkey key type ',
    rest: '\\S* is not in permitted list \\S*',
    sample: 'pubkey key type ssh-dss is not in permitted list ssh-ed25519,rsa-sha2-512',
  }),
  defineNote({
    id: 'host-key-not-permitted',
    prefix: 'hostbased key type ',
    rest: '\\S* is not in permitted list \\S*',
    sample: 'hostbased key type ssh-dss is not in permitted list ssh-ed25519,rsa-sha2-512',
  }),
  defineNote({
    id: 'signature-algorithm',
    prefix: 'signature algorithm ',
    rest: '\\S* not in \\S*',
    sample: 'signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms',
  }),
  defineNote({
    id: 'key-algorithm',
    prefix: 'unsupported public key algorithm: ',
    sample: 'unsupported public key algorithm: rsa-sha2-256-cert-v01@openssh.com',
  }),
];

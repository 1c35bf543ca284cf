import { addressText, definePatterns } from './pattern.ts';

/** Certificates, and keys that come from a host that they may not come from: auth2-pubkey.c, auth.c, sshkey.c. */
export const certificateMessages = definePatterns([
  {
    id: 'certificate-found',
    prefix: 'Accepted certificate ID "',
    sample: 'Accepted certificate ID "alice" (serial 7) signed by ED25519 CA SHA256:abc via /etc/ssh/ca.pub',
  },
  {
    id: 'certificate-refused',
    prefix: 'Refusing certificate ID "',
    sample: 'Refusing certificate ID "alice" serial=7 signed by ED25519 CA SHA256:abc: expired',
  },
  {
    id: 'certificate-invalid',
    prefix: 'Certificate ',
    rest: '(?:invalid: |lacks |source-address |has |uses |does not |not |key |signed ).*',
    sample: 'Certificate invalid: expired',
  },
  {
    id: 'certificate-without-principal',
    prefix: 'certificate ',
    rest: '(?:does not |signature |key |invalid ).*',
    sample: 'certificate does not contain an authorized principal',
  },
  {
    id: 'certificate-without-options',
    prefix: 'Unsupported certificate option ',
    sample: 'Unsupported certificate option "x@example.com"',
  },
  {
    id: 'certificate-critical-option',
    prefix: 'Certificate critical option ',
    rest: '"?.*',
    sample: 'Certificate critical option "x@example.com" is not supported',
  },
  // The name stands in front of the address, and a pattern of the user's own behind it: the address is only claimed.
  {
    id: 'key-from-elsewhere',
    prefix: 'Authentication tried for ',
    rest: `(\\S*) with correct key but not from a permitted host \\(host=\\S*, ip=${addressText}, required=.*\\)\\.`,
    sample:
      'Authentication tried for alice with correct key but not from a permitted host (host=h.example.com, ip=192.0.2.7, required=198.51.100.0/24).',
    outcome: 'failure',
    groups: { user: 1, address: 2 },
  },
  {
    id: 'certificate-from-elsewhere',
    prefix: 'Authentication tried for ',
    rest: `(\\S*) with valid certificate but not from a permitted source address \\(${addressText}\\)\\.`,
    sample:
      'Authentication tried for alice with valid certificate but not from a permitted source address (192.0.2.7).',
    outcome: 'failure',
    groups: { user: 1, address: 2 },
  },
  {
    id: 'key-from-elsewhere-otherwise',
    prefix: 'Authentication tried for ',
    rest: '.*\\.',
    sample: 'Authentication tried for a b with valid certificate but not from a permitted host (ip=192.0.2.7).',
    outcome: 'failure',
  },
  {
    id: 'certificate-from-elsewhere-at',
    prefix: 'cert: ',
    rest: `Authentication tried for (\\S*) with valid certificate but not from a permitted source address \\(${addressText}\\)\\.`,
    sample:
      'cert: Authentication tried for alice with valid certificate but not from a permitted source address (192.0.2.7).',
    outcome: 'failure',
    groups: { user: 1, address: 2 },
  },
  { id: 'certificate-at', prefix: 'cert: ', sample: 'cert: certificate extensions do not permit it' },
  {
    id: 'key-from-elsewhere-at',
    prefix: '/',
    rest: `\\S*: Authentication tried for (\\S*) with correct key but not from a permitted host \\(host=\\S*, ip=${addressText}, required=.*\\)\\.`,
    sample:
      '/home/alice/.ssh/authorized_keys:1: Authentication tried for alice with correct key but not from a permitted host (host=h.example.com, ip=192.0.2.7, required=198.51.100.0/24).',
    outcome: 'failure',
    groups: { user: 1, address: 2 },
  },
  {
    id: 'key-from-elsewhere-at-otherwise',
    prefix: '/',
    rest: '[^:]{1,500}:\\d{1,9}: Authentication tried for .*\\.',
    sample:
      '/home/alice/.ssh/authorized_keys:1: Authentication tried for alice with valid certificate but not from a permitted source address (192.0.2.7).',
    outcome: 'failure',
  },
  {
    id: 'authorized-keys-line',
    prefix: '/',
    rest: '[^ :]*:[0-9]+: .*',
    sample: '/home/alice/.ssh/authorized_keys:1: bad key options: unknown key option',
  },
  {
    id: 'certificate-extension',
    prefix: 'Certificate extension "',
    rest: '.*" is not supported',
    sample: 'Certificate extension "x@example.com" is not supported',
  },
  {
    id: 'certificate-option',
    prefix: 'Certificate option "',
    rest: '.*" corrupt \\(extra data\\)',
    sample: 'Certificate option "force-command" corrupt (extra data)',
  },
  {
    id: 'certificate-options-unread',
    prefix: 'Unable to parse ',
    rest: '(?:certificate options|"[^"]*" section): .*',
    sample: 'Unable to parse certificate options: incomplete message',
  },
  {
    id: 'revocations',
    prefix: 'KRL ',
    rest: '(?:(?:certificate )?section|contains|has|not signed|signed) .*',
    sample: 'KRL has invalid extension section: trailing data',
  },
  {
    id: 'revocations-of-signers',
    prefix: 'All keys used to sign KRL were revoked',
    rest: '',
    sample: 'All keys used to sign KRL were revoked',
  },
  {
    id: 'revocations-unsupported',
    prefix: 'Unsupported KRL ',
    rest: '(?:certificate )?section \\d{1,10}',
    sample: 'Unsupported KRL section 9',
  },
]);

import { addressText, definePatterns } from './pattern.ts';

/**
 * Keys that users offer, where sshd looks up whose they are, and other ways to know a user: auth2-pubkey.c, auth.c,
 * monitor.c, auth-rhosts.c, auth-krb5.c.
 */
export const keyMessages = definePatterns([
  {
    id: 'key-found',
    prefix: 'Accepted key ',
    rest: '[\\w-]{1,40} \\S{1,200} found at .*',
    sample: 'Accepted key ED25519 SHA256:abc found at /home/carol/.ssh/authorized_keys:1',
  },
  {
    id: 'key-found-of-old',
    prefix: 'Found matching ',
    rest: '[\\w-]{1,40} key: \\S{1,200}',
    sample: 'Found matching RSA key: 43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8',
  },
  {
    id: 'key-revoked',
    prefix: 'Authentication key ',
    rest: '[\\w-]{1,40} \\S{1,200} revoked by file .*',
    sample: 'Authentication key RSA SHA256:abc revoked by file /etc/ssh/revoked',
  },
  {
    id: 'key-revocation-unread',
    prefix: 'Error checking authentication key ',
    sample:
      'Error checking authentication key RSA SHA256:abc in revoked keys file /etc/ssh/revoked: No such file or directory',
  },
  {
    id: 'key-revoked-of-old',
    prefix: 'WARNING: authentication attempt with a revoked ',
    rest: '\\S{1,40} key \\S{1,200}',
    sample: 'WARNING: authentication attempt with a revoked RSA key SHA256:abc',
  },
  {
    id: 'key-revoked-of-host',
    prefix: 'WARNING: revoked key for ',
    rest: '.* attempted authentication',
    sample: 'WARNING: revoked key for host.example.com attempted authentication',
  },
  {
    id: 'key-untouched',
    prefix: 'public key ',
    rest: `\\S{1,60}(?: \\S{1,200})? signature for (invalid user )?([^:]*) from ${addressText} port (\\d{1,5}) rejected: user (?:presence \\(authenticator touch\\)|verification) requirement not met ?`,
    sample:
      'public key ED25519-SK SHA256:abc signature for alice from 192.0.2.7 port 40022 rejected: user presence (authenticator touch) requirement not met ',
    side: 'right',
    outcome: 'failure',
    groups: { invalid: 1, user: 2, address: 3, port: 4 },
  },
  {
    id: 'key-used-before',
    prefix: 'refusing previously-used ',
    rest: '\\S{1,60} key',
    sample: 'refusing previously-used RSA key',
  },
  {
    id: 'key-not-permitted',
    prefix: 'publickey key type ',
    rest: '\\S* is not in permitted list \\S*',
    sample: 'publickey key type ssh-dss is not in permitted list ssh-ed25519,rsa-sha2-512',
  },
  {
    id: 'pubkey-not-permitted',
    prefix: 'pubkey key type ',
    rest: '\\S* is not in permitted list \\S*',
    sample: 'pubkey key type ssh-dss is not in permitted list ssh-ed25519,rsa-sha2-512',
  },
  {
    id: 'host-key-not-permitted',
    prefix: 'hostbased key type ',
    rest: '\\S* is not in permitted list \\S*',
    sample: 'hostbased key type ssh-dss is not in permitted list ssh-ed25519,rsa-sha2-512',
  },
  {
    id: 'signature-algorithm',
    prefix: 'signature algorithm ',
    rest: '\\S* not in \\S*',
    sample: 'signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms',
  },
  {
    id: 'key-algorithm',
    prefix: 'unsupported public key algorithm: ',
    sample: 'unsupported public key algorithm: rsa-sha2-256-cert-v01@openssh.com',
  },
  {
    id: 'ownership',
    prefix: 'Authentication refused',
    rest: '(?: for [^:]*)?: .*',
    sample: 'Authentication refused: bad ownership or modes for file /home/alice/.ssh/authorized_keys',
  },
  {
    id: 'key-file-irregular',
    prefix: "User '",
    rest: ".*' is not a regular file",
    sample: "User 'alice' authorized keys '/home/alice/.ssh/authorized_keys' is not a regular file",
  },
  {
    id: 'user-file-irregular',
    prefix: 'User ',
    rest: '.* is not a regular file',
    sample: 'User alice hosts file /home/alice/.shosts is not a regular file',
  },
  {
    id: 'key-file-unopened',
    prefix: "Could not open user '",
    rest: "[^']*' .*",
    sample: "Could not open user 'alice' authorized keys '/home/alice/.ssh/authorized_keys': Permission denied",
  },
  {
    id: 'key-file-unread',
    prefix: 'Could not open ',
    rest: "(?:authorized (?:keys|principals)|keyfile) '.*",
    sample: "Could not open authorized keys '/home/alice/.ssh/authorized_keys': Permission denied",
  },
  {
    id: 'keys-command',
    prefix: 'AuthorizedKeysCommand',
    rest: '(?:User)?:? .*',
    sample: 'AuthorizedKeysCommand /usr/local/bin/keys failed, status 1',
  },
  {
    id: 'principals-command',
    prefix: 'AuthorizedPrincipalsCommand',
    rest: '(?:User)?:? .*',
    sample: 'AuthorizedPrincipalsCommand /usr/local/bin/principals failed, status 1',
  },
  {
    id: 'command-unsafe',
    prefix: 'Unsafe Authorized',
    sample: 'Unsafe AuthorizedKeysCommand "/tmp/keys": bad ownership or modes for directory /tmp',
  },
  {
    id: 'command-missing',
    prefix: 'Could not stat Authorized',
    rest: '(?:Keys|Principals)Command "[^"]*": .*',
    sample: 'Could not stat AuthorizedKeysCommand "/usr/local/bin/keys": No such file or directory',
  },
  {
    id: 'command-user',
    prefix: 'No user',
    rest: '(?: for|s) .*',
    sample: 'No user for AuthorizedKeysCommand specified, skipping command',
  },
  {
    id: 'bad-permissions',
    prefix: 'bad permissions: ',
    sample: 'bad permissions: ignore key: /etc/ssh/ssh_host_rsa_key',
  },
  {
    id: 'rhosts-refused',
    prefix: 'Rhosts authentication refused for ',
    sample: 'Rhosts authentication refused for alice: bad ownership or modes for home directory.',
  },
  {
    id: 'hostbased-mismatch',
    prefix: 'userauth_hostbased mismatch: ',
    rest: 'client sends .*',
    sample: 'userauth_hostbased mismatch: client sends host.example.com, but we resolve 192.0.2.7 to other.example.com',
  },
  {
    id: 'kerberos',
    prefix: 'Authorized to ',
    rest: '.* \\((?:krb5_kuserok|ssh_gssapi_krb5_cmdok)\\)',
    sample: 'Authorized to alice, krb5 principal alice@EXAMPLE.COM (krb5_kuserok)',
  },
  {
    id: 'kerberos-password',
    prefix: 'Kerberos password authentication failed: ',
    sample: 'Kerberos password authentication failed: Preauthentication failed',
  },
  {
    id: 'kerberos-ticket',
    prefix: 'Kerberos v',
    rest: '\\d .*',
    sample: 'Kerberos v5 TGT accepted: alice@EXAMPLE.COM',
  },
  {
    id: 'key-refused',
    prefix: 'refusing ',
    rest: '[\\w-]{1,60} key: .*',
    sample: 'refusing RSA key: invalid key length',
  },
  {
    id: 'host-key-accepted',
    prefix: 'Accepted ',
    rest: '[\\w-]{1,60} public key \\S{1,200} from .*',
    sample: 'Accepted ED25519 public key SHA256:abc from alice@host.example.com',
  },
  {
    id: 'key-options',
    prefix: 'Refused by ',
    rest: '(?:key|certificate|certificate principals) options(?: at .*)?',
    sample: 'Refused by key options at /home/alice/.ssh/authorized_keys:7',
  },
  {
    id: 'key-options-invalid',
    prefix: 'Invalid certificate options',
    rest: '(?: at .*)?',
    sample: 'Invalid certificate options at /home/alice/.ssh/authorized_keys:7',
  },
  {
    id: 'key-options-unread',
    prefix: 'invalid key option string',
    rest: '(?: at .*)?',
    sample: 'invalid key option string at /home/alice/.ssh/authorized_keys:7',
  },
  {
    id: 'key-options-of-old',
    prefix: 'Bad options in ',
    rest: '\\S{1,500} file, line \\d{1,9}: .*',
    sample: 'Bad options in /home/alice/.ssh/authorized_keys file, line 7: x',
  },
  {
    id: 'key-unsafe',
    prefix: 'Refusing RSA key because ',
    rest: '(?:client|peer) uses unsafe signature (?:scheme|format)',
    sample: 'Refusing RSA key because client uses unsafe signature scheme',
  },
  {
    id: 'keys-missing',
    prefix: 'no key to look up',
    rest: '',
    sample: 'no key to look up',
  },
]);

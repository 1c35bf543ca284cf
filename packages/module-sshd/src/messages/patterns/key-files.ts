import { defineNote, type MessagePattern } from './pattern.ts';

/** Where sshd looks up whose a key is, and other ways to know a user: auth2-pubkey.c, auth-rhosts.c, auth-krb5.c. */
export const keyFileMessages: readonly MessagePattern[] = [
  {
    id: 'ownership',
    kind: 'other',
    prefix: 'Authentication refused',
    pattern: /^Authentication refused(?: for [^:]*)?: .*$/,
    sample: 'Authentication refused: bad ownership or modes for file /home/alice/.ssh/authorized_keys',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  defineNote({
    id: 'key-file-irregular',
    prefix: "User '",
    rest: ".*' is not a regular file",
    sample: "User 'alice' authorized keys '/home/alice/.ssh/authorized_keys' is not a regular file",
  }),
  defineNote({
    id: 'key-file-unopened',
    prefix: "Could not open user '",
    rest: "[^']*' .*",
    sample: "Could not open user 'alice' authorized keys '/home/alice/.ssh/authorized_keys': Permission denied",
  }),
  defineNote({
    id: 'key-file-unread',
    prefix: 'Could not open ',
    rest: "(?:authorized (?:keys|principals)|keyfile) '.*",
    sample: "Could not open authorized keys '/home/alice/.ssh/authorized_keys': Permission denied",
  }),
  defineNote({
    id: 'keys-command',
    prefix: 'AuthorizedKeysCommand',
    rest: '(?:User)? .*',
    sample: 'AuthorizedKeysCommand /usr/local/bin/keys failed, status 1',
  }),
  defineNote({
    id: 'principals-command',
    prefix: 'AuthorizedPrincipalsCommand',
    rest: '(?:User)? .*',
    sample: 'AuthorizedPrincipalsCommand /usr/local/bin/principals failed, status 1',
  }),
  defineNote({
    id: 'command-unsafe',
    prefix: 'Unsafe Authorized',
    sample: 'Unsafe AuthorizedKeysCommand "/tmp/keys": bad ownership or modes for directory /tmp',
  }),
  defineNote({
    id: 'command-user',
    prefix: 'No user',
    rest: '(?: for|s) .*',
    sample: 'No user for AuthorizedKeysCommand specified, skipping command',
  }),
  defineNote({
    id: 'bad-permissions',
    prefix: 'bad permissions: ',
    sample: 'bad permissions: ignore key: /etc/ssh/ssh_host_rsa_key',
  }),
  defineNote({
    id: 'rhosts-refused',
    prefix: 'Rhosts authentication refused for ',
    sample: 'Rhosts authentication refused for alice: bad ownership or modes for home directory.',
  }),
  defineNote({
    id: 'hostbased-mismatch',
    prefix: 'userauth_hostbased mismatch: ',
    rest: 'client sends .*',
    sample: 'userauth_hostbased mismatch: client sends host.example.com, but we resolve 192.0.2.7 to other.example.com',
  }),
  {
    id: 'kerberos',
    kind: 'other',
    prefix: 'Authorized to ',
    pattern: /^Authorized to .* \((?:krb5_kuserok|ssh_gssapi_krb5_cmdok)\)$/,
    sample: 'Authorized to alice, krb5 principal alice@EXAMPLE.COM (krb5_kuserok)',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  defineNote({
    id: 'kerberos-password',
    prefix: 'Kerberos password authentication failed: ',
    sample: 'Kerberos password authentication failed: Preauthentication failed',
  }),
  defineNote({
    id: 'kerberos-ticket',
    prefix: 'Kerberos v',
    rest: '\\d .*',
    sample: 'Kerberos v5 TGT accepted: alice@EXAMPLE.COM',
  }),
];

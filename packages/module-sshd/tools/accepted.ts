/** What OpenSSH's sources write and no pattern needs to know. */

/** Format strings that no pattern needs to know, and why. All members that are given must fit. */
export interface Accepted {
  readonly why: string;
  /** The source file. */
  readonly file?: RegExp;
  /** The function that writes it. */
  readonly within?: RegExp;
  /** What it is compiled under. */
  readonly condition?: RegExp;
  readonly format?: RegExp;
}

export const accepted: readonly Accepted[] = [
  {
    why: 'logged as internal-sftp or sftp-server, which are no programs of the module',
    file: /^sftp-(?:server|common)\.c$/,
  },
  { why: 'only ssh-keygen makes and tests moduli', file: /^moduli\.c$/ },
  { why: 'only ssh-keygen writes and shows lists of revoked keys', file: /^krl\.c$/, within: /generate|^krl_dump$/ },
  { why: 'only ssh asks DNS for the key of a host', file: /^dns\.c$/ },
  {
    why: 'only ssh writes known hosts',
    file: /^hostfile\.c$/,
    within: /^(?:host_hash|format_host|write_host|add_host|hostfile_)/,
  },
  {
    why: 'only programs of the user, and their agent, talk to tokens',
    file: /^ssh-(?:pkcs11|pkcs11-client|sk|sk-client)\.c$/,
  },
  {
    why: 'only ssh multiplexes, and opens windows that were forwarded to it',
    file: /^channels\.c$/,
    within: /mux|^x11_(?:open_helper|request|connect)|^rdynamic_|^connect_local_xsocket|^is_path_to_xsocket/,
  },
  {
    why: 'only where a signal asks who is connected',
    within: /^(?:show_info|srclimit_penalty_info|channel_report_open)/,
  },
  {
    why: 'systems of which no log is known: AIX, IRIX, Tru64, UNICOS, UnixWare',
    file: /port-(?:aix|irix|uw)\.c$|^auth-sia\.c$|bsd-cray\.c$/,
  },
  { why: 'systems of which no log is known: UNICOS', condition: /_UNICOS/ },
  { why: 'in a macro: the function is that which uses it, one of mm_', file: /^monitor/, within: /^$/ },
  {
    why: 'the error names what does not match, of which the patterns know all names',
    within: /^sshpkt_v?fatal$/,
    format: /^Unable to negotiate with /,
  },
  {
    why: 'the text comes from another place, whose call is looked at',
    format: /^%s(?: \[preauth\])?$|^%.100s: %.100s$/,
  },
];

/** What a client wrote, as it stands in sshd's messages. */
export interface Hostile {
  /** As user name: nothing from the first colon on. */
  readonly name: string;
  /** As anything else: banner, reason, offer, service, id of a key, name of an address. */
  readonly words: string;
  /** The address that the client has in truth. */
  readonly peer: string;
}

/** A message of sshd by its own format string. */
export type Template = (hostile: Hostile) => string;

/** User names that stand in front of the address, at most 100 characters of them: the peer is to be found in all. */
export const behindUser: readonly Template[] = [
  ({ name, peer }) => `Failed password for invalid user ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `Failed password for illegal user ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `Failed password for ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `Failed none for invalid user ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `Failed publickey for ${name} from ${peer} port 40022 ssh2: ED25519 SHA256:abc`,
  ({ name, peer }) =>
    `Accepted publickey for ${name} from ${peer} port 40022 ssh2: ED25519-SK SHA256:abc, signature count = 7`,
  ({ name, peer }) => `Accepted password for ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `Partial publickey for ${name} from ${peer} port 40022 ssh2: ED25519 SHA256:abc`,
  ({ name, peer }) => `Postponed keyboard-interactive for invalid user ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `Invalid user ${name} from ${peer} port 40022`,
  ({ name, peer }) => `Invalid user ${name} from ${peer}`,
  ({ name, peer }) => `Illegal user ${name} from ${peer}`,
  ({ name, peer }) => `maximum authentication attempts exceeded for ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `maximum authentication attempts exceeded for invalid user ${name} from ${peer} port 40022 ssh2`,
  ({ name, peer }) => `PAM: Authentication failure for illegal user ${name} from ${peer}`,
  ({ name, peer }) => `PAM: authentication error for ${name} from ${peer} via 192.0.2.1`,
  ({ name, peer }) => `User ${name} from ${peer} not allowed because not listed in AllowUsers`,
  ({ name, peer }) => `User ${name} from ${peer} not allowed because a group is listed in DenyGroups`,
  ({ name, peer }) => `administratively prohibited connection for invalid user ${name} from ${peer} port 40022`,
  ({ name, peer }) =>
    `public key ED25519-SK SHA256:abc signature for ${name} from ${peer} port 40022 rejected: user verification requirement not met `,
  ({ name, peer }) => `Close session: user ${name} from ${peer} port 40022 id 0`,
  ({ name, peer }) => `session opened for local user ${name} from [${peer}]`,
  ({ name, peer }) => `session closed for local user ${name} from [${peer}]`,
  ({ name, peer }) => `Timeout, client not responding from user ${name} ${peer} port 40022`,
  ({ name, peer }) => `terminating inactive connection from user ${name} ${peer} port 40022`,
  ({ name, peer }) => `Connection closed by invalid user ${name} ${peer} port 40022`,
  ({ name, peer }) => `Connection closed by authenticatinguser ${name} ${peer} port 40022`,
  ({ name, peer }) => `Connection reset by authenticating user ${name} ${peer} port 40022`,
  ({ name, peer }) => `Disconnected from invalid user ${name} ${peer} port 40022`,
  ({ name, peer }) => `Disconnected from user ${name} ${peer} port 40022`,
  ({ name, peer }) => `Disconnecting invalid user ${name} ${peer} port 40022: Too many authentication failures`,
  ({ name, peer }) => `Connection from user ${name} ${peer} port 40022 timed out`,
  ({ name, peer }) => `Connection to user ${name} ${peer} port 40022 timed out`,
  ({ name, peer }) => `Connection from invalid user ${name} ${peer} port 40022: message authentication code incorrect`,
  ({ name, peer }) => `Connection to user ${name} ${peer} port 40022: Broken pipe`,
  ({ name, peer }) => `banner exchange: Connection from invalid user ${name} ${peer} port 40022: invalid format`,
  ...['ssh_dispatch_run_fatal', 'packet_write_wait', 'ssh_packet_write_poll', 'Fssh_packet_write_wait'].map(
    (at): Template =>
      ({ name, peer }) =>
        `${at}: Connection from authenticating user ${name} ${peer} port 40022: Broken pipe`,
  ),
  ...[
    'process_output: ssh_packet_write_poll',
    'sshpkt_disconnect',
    'userauth_finish: send failure packet',
    'input_userauth_request: parse packet',
    'kex_input_newkeys',
    'do_ssh2_kex',
    'server_input_global_request: send reply',
    'notify_hostkeys: append key',
    'channel_input_data: parse packet',
    'session_pty_req: parse packet',
    'dispatch_protocol_error',
    'read',
    'send DEBUG',
  ].map(
    (at): Template =>
      ({ name, peer }) =>
        `${at}: Connection from user ${name} ${peer} port 40022: Connection reset by peer`,
  ),
];

/** Banners and names of addresses in front of the address, at most 256 characters of them: the same. */
export const behindWords: readonly Template[] = [
  ({ words, peer }) => `Bad protocol version identification '${words}' from ${peer} port 40022`,
  ({ words, peer }) => `Bad protocol version identification '${words}' from ${peer}`,
  ({ words, peer }) => `reverse mapping checking getaddrinfo for ${words} [${peer}] failed.`,
  ({ words, peer }) =>
    `reverse mapping checking getaddrinfo for ${words} [${peer}] failed - POSSIBLE BREAK-IN ATTEMPT!`,
  ({ words, peer }) => `Nasty PTR record "${words}" is set up for ${peer}, ignoring`,
  ({ words, peer }) => `refused connect from ${words} (${peer})`,
  ({ words, peer }) => `refused connect from ${words}@host.example.com (${peer})`,
  ({ words, peer }) => `Starting session: subsystem '${words}' for alice from ${peer} port 40022 id 0`,
  ({ words, peer }) => `Starting session: forced-command (config) '${words}' on pts/0 for al from ${peer} port 22 id 1`,
];

/** The client's text behind the address, or on both sides: the peer, or nobody. */
export const aroundAddress: readonly Template[] = [
  ({ words, peer }) => `Received disconnect from ${peer} port 40022:11: ${words}`,
  ({ words, peer }) => `Received disconnect from ${peer}: 11: ${words}`,
  ({ name, words, peer }) =>
    `Unable to negotiate with invalid user ${name} ${peer} port 40022: no matching cipher found. Their offer: ${words}`,
  ({ words, peer }) => `Unable to negotiate with ${peer} port 40022: no matching MAC found. Their offer: ${words}`,
  ({ words, peer }) => `Unable to negotiate with ${peer}: no matching cipher found. Their offer: ${words}`,
  ({ name, words, peer }) =>
    `Disconnecting authenticating user ${name} ${peer} port 40022: Change of username or service not allowed: (${name},${words}) -> (${words},ssh-connection)`,
  ({ name, peer }) =>
    `Disconnecting ${peer} port 40022: Change of username or service not allowed: (${name},ssh-connection) -> (root,x)`,
  ({ name, words, peer }) =>
    `Failed publickey for ${name} from ${peer} port 40022 ssh2: RSA-CERT SHA256:abc ID ${words} (serial 0) CA RSA SHA256:def`,
  ({ name, words, peer }) =>
    `Accepted publickey for ${name} from ${peer} port 40022 ssh2: ED25519-SK-CERT SHA256:abc ID ${words} (serial 9) CA RSA SHA256:def, signature count = 4`,
  ({ name, words, peer }) =>
    `Failed hostbased for invalid user ${name} from ${peer} port 40022 ssh2: RSA SHA256:abc, client user "${words}", client host "${words}"`,
  ({ name, words, peer }) =>
    `Accepted hostbased for ${name} from ${peer} port 40022 ssh2: RSA SHA256:abc, client user "${words}", client host "h"`,
  ({ words, peer }) => `Failed rhosts for alice from ${peer} port 40022 ssh1: ruser ${words}`,
  ({ words, peer }) => `Accepted gssapi-with-mic for alice from ${peer} port 40022 ssh2: ${words}`,
  ({ name, peer }) =>
    `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${peer}  user=${name}`,
  ({ name, peer }) =>
    `pam_sss(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${peer} user=${name}`,
  ({ name, peer }) =>
    `(pam_unix) authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${peer}  user=${name}`,
  ({ name, peer }) =>
    `PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=${peer}  user=${name}`,
  ({ words, peer }) => `probed from ${peer} port 40022 with ${words}.  Don't panic.`,
  ({ words, peer }) => `scanned from ${peer} with ${words}.  Don't panic.`,
  ({ words, peer }) => `Protocol major versions differ for ${peer} port 40022: SSH-2.0-OpenSSH_7.4 vs. ${words}`,
  ({ words, peer }) => `SSH: Server;Ltype: Version;Remote: ${peer}-40022;Protocol: 2.0;Client: ${words}`,
  ({ name, peer }) => `SSH: Server;Ltype: Authname;Remote: ${peer}-40022;Name: ${name}`,
  ({ words, peer }) => `Address ${peer} maps to ${words}, but this does not map back to the address.`,
  ({ words, peer }) =>
    `Received request from ${peer} port 40022 to connect to host ${words} port 22, but the request was denied.`,
  ({ name, peer }) => `administratively prohibited connection for ${name}${name}${name} from ${peer} port 40022`,
];

/** Messages that name no address, or one between texts of the client: nobody. */
export const nobody: readonly Template[] = [
  ({ name }) => `input_userauth_request: invalid user ${name}`,
  ({ name }) => `User ${name} not allowed because account is locked`,
  ({ name }) => `User ${name} not allowed because shell /bin/x does not exist`,
  ({ name }) => `User ${name} password has expired (password aged)`,
  ({ name }) => `Account ${name} has expired`,
  ({ name }) => `Login restricted for ${name}: no`,
  ({ name }) => `Access denied for user ${name} by PAM account configuration`,
  ({ name }) => `Could not get shadow information for ${name}`,
  ({ name }) => `Disconnecting: Too many authentication failures for ${name}`,
  ({ name, words }) => `Disconnecting: Change of username or service not allowed: (${name},${words}) -> (${name},x)`,
  ({ name }) => `pam_unix(sshd:auth): bad username [${name}]`,
  ({ name, peer }) => `pam_access(sshd:account): access denied for user \`${name}' from \`${peer}'`,
  ({ name }) => `pam_tally2(sshd:auth): user ${name} (0) tally 5, deny 3`,
  ({ name }) => `pam_ldap: error trying to bind as user "uid=${name}" (Invalid credentials)`,
  ({ name }) => `pam_unix(sshd:session): session opened for user ${name}(uid=0) by (uid=0)`,
  ({ name }) => `pam_unix(sshd:session): session closed for user ${name}`,
  ({ name }) => `(pam_unix) session closed for user ${name}`,
  ({ words }) => `kex_exchange_identification: client sent invalid protocol identifier "${words}"`,
  ({ words }) => `Bad remote protocol version identification: '${words}'`,
  ({ words }) => `Remote protocol version 2.0, remote software version ${words}`,
  ({ words }) => `Protocol major versions differ: 2 vs. ${words}`,
  ({ words }) => `no matching mac found: client ${words} server hmac-sha2-256`,
  ({ words, name }) => `subsystem request for ${words} by user ${name} failed, subsystem not found`,
  ({ words, peer }) => `Starting session: subsystem '${words}' for alice from ${peer} port 40022`,
  ({ words }) => `Accepted certificate ID "${words}" (serial 0) signed by RSA CA SHA256:abc via /etc/ssh/ca.pub`,
  ({ words }) => `Refusing certificate ID "${words}" serial=0 signed by RSA CA SHA256:abc: expired`,
  ({ words, peer }) => `userauth_hostbased mismatch: client sends ${words}, but we resolve ${peer} to ${words}`,
  ({ words }) => `userauth_pubkey: unsupported public key algorithm: ${words}`,
  ({ words, peer }) => `Accepted ED25519 public key SHA256:abc from ${words}@${peer}`,
  ({ words }) => `Client version "${words}" uses unsafe key agreement; refusing connection`,
  ({ words }) => `SSH2_MSG_EXT_INFO: ${words} value contains nul byte`,
  ({ words }) => `Received request to connect to path ${words}, but the request was denied.`,
  ({ words }) => `connect to ${words} port 5432 failed: Connection refused`,
  ({ words }) => `session_signal_req: unsupported signal "${words}"`,
  ({ words }) => `WARNING: revoked key for ${words} attempted authentication`,
  ({ name }) => `Rhosts authentication refused for ${name}: no home directory.`,
  ({ name }) => `Authentication refused for ${name}: bad owner or modes for /home/x/.rhosts`,
  ({ name, words, peer }) =>
    `Authentication tried for ${name} with correct key but not from a permitted host (host=${words}, ip=${peer}, required=${words}).`,
  ({ name, peer }) =>
    `cert: Authentication tried for ${name} with valid certificate but not from a permitted source address (${peer}).`,
  ({ name, words, peer }) =>
    `/home/${name}/.ssh/authorized_keys:1: Authentication tried for ${name} with correct key but not from a permitted host (host=${words}, ip=${peer}, required=${words}).`,
  ({ words, peer }) => `refused connect from ${words}@${peer}`,
  ({ words }) => `refused local port forward: originator ${words} port 22, target ${words} port 22`,
  ({ words }) => `connect_to ${words} port 22: failed.`,
  ({ name }) => `AuthorizedKeysCommand /usr/local/bin/keys ${name} failed, status 1`,
  ({ name }) => `Authorized to ${name}, krb5 principal ${name}@EXAMPLE.COM (krb5_kuserok)`,
  ({ name, words }) => `debug1: userauth-request for user ${name} service ${words} method ${words}`,
  ({ words }) => `srclimit_penalise: ipv4: new 192.0.2.0/24 active penalty of 5 seconds for ${words}`,
];

/** Messages in which nothing of the client stands; the address is the server's. */
export const serversOwn: readonly Template[] = [
  ({ peer }) => `Connection from ${peer} port 40022 on 192.0.2.1 port 22 rdomain ""`,
  ({ peer }) => `Connection from ${peer} port 40022 with IP opts:  82 23`,
  ({ peer }) => `Connection closed by ${peer}`,
  ({ peer }) => `Connection reset by ${peer}`,
  ({ peer }) => `Disconnected from ${peer}`,
  ({ peer }) => `Timeout before authentication for ${peer} port 40022`,
  ({ peer }) => `Timeout before authentication for connection from ${peer} to 192.0.2.1, pid = 4711`,
  ({ peer }) => `Did not receive identification string from ${peer} port 40022`,
  ({ peer }) => `Could not write ident string to ${peer} port 40022`,
  ({ peer }) => `Username too long from ${peer} port 40022`,
  ({ peer }) => `ROOT LOGIN REFUSED FROM ${peer} port 40022`,
  ({ peer }) => `drop connection #10 from [${peer}]:40022 on [192.0.2.1]:22 past MaxStartups`,
  ({ peer }) => `drop connection #0 from [${peer}]:40022 on [2001:db8::1]:22 penalty: failed authentication`,
  ({ peer }) => `Session process 4711 unpriv child crash for connection from ${peer} to 192.0.2.1`,
  ({ peer }) => `session process 4711 for connection from ${peer} to 192.0.2.1 terminated abnormally, status=0x8b`,
  ({ peer }) => `Read error from remote host ${peer} port 40022: Connection timed out`,
  ({ peer }) => `Finished discarding for ${peer} port 40022`,
  ({ peer }) => `Could not reverse map address ${peer}.`,
  ({ peer }) => `Closing connection to ${peer} port 40022`,
  ({ peer }) => `Connection to ${peer} timed out while waiting to write`,
];

import { definePatterns } from './pattern.ts';

/** The rest of a function's name, a colon and any text. */
const withColon = '\\w*: .*';

/** The same for functions that also speak without a colon behind their name. */
const perhapsWithoutColon = '\\w*:? .*';

/** The beginnings of the functions' names. `rest` is `withColon` if not stated. */
const functions: readonly (readonly [id: string, beginning: string, sample: string, rest?: string])[] = [
  ['in-monitor', 'mm_', 'mm_request_send: write: Broken pipe'],
  ['in-monitor-loop', 'monitor_', 'monitor_read: unsupported request: 22'],
  ['in-ssh', 'ssh_', 'ssh_rsa_verify: RSA modulus too small: 512 < minimum 1024 bits'],
  ['in-sshkey', 'sshkey_', 'sshkey_verify: invalid format'],
  ['in-sshbuf', 'sshbuf_', 'sshbuf_get_string: incomplete message'],
  ['in-sshpkt', 'sshpkt_', 'sshpkt_get_end: unexpected bytes remain after decoding'],
  ['in-sshpam', 'sshpam_', 'sshpam_respond: timed out'],
  ['in-freebsd', 'Fssh_', 'Fssh_kex_exchange_identification: Connection closed by remote host'],
  ['in-kex', 'kex_', 'kex_protocol_error: type 20 seq 2'],
  ['in-key', 'key_', 'key_read: uudecode failed'],
  ['in-input', 'input_', 'input_userauth_request: missing service'],
  ['in-userauth', 'userauth_', 'userauth_pubkey: signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms'],
  ['in-auth-function', 'auth_', 'auth_openfile: Permission denied'],
  ['in-do', 'do_', 'do_exec_pty: dup failed'],
  ['in-session', 'session_', 'session_pty_req: session 0 alloc /dev/pts/0 failed'],
  ['in-server', 'server_', 'server_input_global_request: internal error'],
  ['in-channel-function', 'channel_', 'channel_setup_fwd_listener_tcpip: cannot listen to port: 8080'],
  ['in-channel-state', 'chan_', 'chan_shutdown_read: shutdown() failed for fd 7'],
  ['in-privileges', 'privsep_', 'privsep_preauth: preauth child terminated by signal 9'],
  ['in-privileges-of-user', 'permanently_', 'permanently_set_uid: was able to restore old uid'],
  ['in-cipher', 'cipher_', 'cipher_init: invalid key length'],
  ['in-buffer', 'buffer_', 'buffer_get_ret: trying to get more bytes 4 than in buffer 0'],
  ['in-packet', 'packet_', 'packet_set_connection: internal error'],
  ['in-peer', 'get_', 'get_socket_address: getnameinfo 8 failed'],
  ['in-hostbased', 'hostbased_', 'hostbased_key_allowed: internal error'],
  ['in-cert', 'cert_', 'cert_parse: invalid format'],
  ['in-login', 'login_', 'login_get_lastlog: Cannot find account for uid 1000'],
  ['in-lastlog', 'lastlog_', "lastlog_openseek: Couldn't stat /var/log/lastlog: No such file or directory"],
  ['in-syslogin', 'syslogin_', 'syslogin_perform_logout: logout() returned an error'],
  ['in-utmp', 'utmp', 'utmp_write_entry: not found', perhapsWithoutColon],
  ['in-wtmp', 'wtmp', 'wtmp_write: problem writing /var/log/wtmp: No space left on device', perhapsWithoutColon],
  ['in-subprocess', 'subprocess', 'subprocess: fork: Cannot allocate memory'],
  ['in-process', 'process_', 'process_output: internal error'],
  ['in-receive', 'recv_', 'recv_rexec_state: buffer error'],
  ['in-send', 'send_', 'send_rexec_state: buffer error'],
  ['in-x11', 'x11_', 'x11_create_display_inet: Socket family 10 not supported'],
  ['in-tunnel', 'sys_tun_', 'sys_tun_open: failed to configure tunnel'],
  ['in-audit', 'audit_', 'audit_event: unhandled event 6'],
  ['in-linux-audit', 'linux_audit_', 'linux_audit_write_entry failed: Operation not permitted', perhapsWithoutColon],
  ['in-chroot', 'safely_chroot', 'safely_chroot: stat("/srv"): No such file or directory'],
  ['in-terminal', 'pty_', 'pty_setowner: stat(/dev/pts/0) failed'],
  ['in-system', 'sys_auth_', 'sys_auth_allowed_user: login restricted'],
  ['in-reexec', 'reexec ', 'reexec socketpair: Too many open files', '.*'],
];

/** Errors inside sshd that begin with the name of the function, by what the function is about. */
export const functionMessages = definePatterns(
  functions.map(([id, prefix, sample, rest = withColon]) => ({ id, prefix, rest, sample })),
);

import {
  addressText,
  definePatterns,
  errorText,
  type PatternSpec,
  peerGroups,
  peerText,
  remoteGroups,
  remoteIdLast,
} from './pattern.ts';

/**
 * The step that sshd was at, in its own words only: what a client may choose, such as the name of an algorithm, stands
 * behind a colon too.
 */
const step =
  '(?:(?:(?:ssh_)?packet_\\w+|(?:send|parse|read|get)(?: [a-z]+)? packet|(?:send|exit) reply|send(?: failure| open (?:confirm|failure)| PAM banner)?|start request|append key|parse (?:mode|device|(?:cancel-)?(?:tcpip|streamlocal)-forward(?:@openssh\\.com)?)): )?';

/**
 * Returns what packet.c says under the name of a function: `prefix` is its beginning, or all of it if it ends with a
 * space.
 */
function fatalIn(id: string, prefix: string, sample: string): PatternSpec {
  const name = prefix.endsWith(' ') ? '' : '\\w*: ';
  const rest = `${name}${step}Connection (?:from|to) ${remoteIdLast}: ${errorText}`;
  return { id, prefix, rest, sample, side: 'right', groups: remoteGroups, ends: true };
}

/** How connections break: packet.c, serverloop.c, dispatch.c. */
export const transportMessages = definePatterns([
  {
    id: 'timed-out',
    prefix: 'Connection from ',
    rest: `${remoteIdLast} timed out(?: while waiting to (?:read|write))?`,
    sample: 'Connection from user alice 192.0.2.7 port 40022 timed out',
    side: 'right',
    groups: remoteGroups,
    ends: true,
  },
  {
    id: 'timed-out-to',
    prefix: 'Connection to ',
    rest: `${remoteIdLast} timed out(?: while waiting to (?:read|write))?`,
    sample: 'Connection to 192.0.2.7 port 40022 timed out',
    side: 'right',
    groups: remoteGroups,
    ends: true,
  },
  {
    id: 'timed-out-without-port',
    prefix: 'Connection to ',
    rest: `${addressText} timed out(?: while waiting to (?:read|write))?`,
    sample: 'Connection to 192.0.2.7 timed out while waiting to read',
    side: 'left',
    groups: { address: 1 },
    ends: true,
  },
  {
    id: 'connection-fatal',
    prefix: 'Connection from ',
    rest: `${remoteIdLast}: ${errorText}`,
    sample: 'Connection from user alice 192.0.2.7 port 40022: refusing non-sftp session',
    side: 'right',
    groups: remoteGroups,
    ends: true,
  },
  {
    id: 'connection-fatal-to',
    prefix: 'Connection to ',
    rest: `${remoteIdLast}: ${errorText}`,
    sample: 'Connection to 192.0.2.7 port 40022: message authentication code incorrect',
    side: 'right',
    groups: remoteGroups,
    ends: true,
  },
  fatalIn(
    'dispatch',
    'ssh_dispatch_run_fatal: ',
    'ssh_dispatch_run_fatal: Connection from 192.0.2.7 port 40022: Broken pipe',
  ),
  fatalIn('packet-fatal', 'packet_', 'packet_write_wait: Connection from 192.0.2.7 port 40022: Broken pipe'),
  fatalIn(
    'ssh-packet-fatal',
    'ssh_',
    'ssh_packet_write_poll: Connection from user alice 192.0.2.7 port 40022: Host is down',
  ),
  fatalIn('freebsd-packet-fatal', 'Fssh_', 'Fssh_packet_write_wait: Connection from 192.0.2.7 port 40022: Broken pipe'),
  fatalIn(
    'output-fatal',
    'process_',
    'process_output: ssh_packet_write_poll: Connection from user alice 192.0.2.7 port 40022: Broken pipe',
  ),
  fatalIn('sshpkt-fatal', 'sshpkt_', 'sshpkt_disconnect: Connection from 192.0.2.7 port 40022: Broken pipe'),
  fatalIn(
    'userauth-fatal',
    'userauth_',
    'userauth_finish: send failure packet: Connection from authenticating user alice 192.0.2.7 port 40022: Broken pipe',
  ),
  fatalIn(
    'input-fatal',
    'input_',
    'input_userauth_request: parse packet: Connection from 192.0.2.7 port 40022: incomplete message',
  ),
  fatalIn('kex-fatal', 'kex_', 'kex_input_newkeys: Connection from 192.0.2.7 port 40022: Connection corrupted'),
  fatalIn(
    'server-fatal',
    'server_',
    'server_input_global_request: send reply: Connection from 192.0.2.7 port 40022: Broken pipe',
  ),
  fatalIn('notice-fatal', 'notify_', 'notify_hostkeys: append key: Connection from 192.0.2.7 port 40022: Broken pipe'),
  fatalIn(
    'channel-fatal',
    'channel_input_',
    'channel_input_open: parse packet: Connection from 192.0.2.7 port 40022: incomplete message',
  ),
  fatalIn(
    'session-fatal',
    'session_',
    'session_pty_req: parse packet: Connection from 192.0.2.7 port 40022: incomplete message',
  ),
  fatalIn(
    'dispatch-error-fatal',
    'dispatch_protocol_error: ',
    'dispatch_protocol_error: Connection from 192.0.2.7 port 40022: Broken pipe',
  ),
  fatalIn('read-fatal', 'read: ', 'read: Connection from user alice 192.0.2.7 port 40022: Connection corrupted'),
  fatalIn(
    'send-debug-fatal',
    'send DEBUG: ',
    'send DEBUG: Connection from user alice 192.0.2.7 port 40022: Broken pipe',
  ),
  fatalIn('do-fatal', 'do_', 'do_ssh2_kex: Connection from 192.0.2.7 port 40022: Connection corrupted'),
  {
    id: 'client-silent',
    prefix: 'Timeout, client not responding',
    rest: ` from ${remoteIdLast}`,
    sample: 'Timeout, client not responding from user alice 192.0.2.7 port 40022',
    side: 'right',
    groups: remoteGroups,
    ends: true,
  },
  {
    id: 'client-silent-of-old',
    prefix: 'Timeout, client not responding.',
    rest: '',
    sample: 'Timeout, client not responding.',
    ends: true,
  },
  {
    id: 'inactive',
    prefix: 'terminating inactive connection from ',
    rest: remoteIdLast,
    sample: 'terminating inactive connection from user alice 192.0.2.7 port 40022',
    side: 'right',
    groups: remoteGroups,
    ends: true,
  },
  {
    id: 'read-error',
    prefix: 'Read error from remote host ',
    rest: `${peerText}: .*`,
    sample: 'Read error from remote host 192.0.2.7 port 40022: Connection timed out',
    side: 'left',
    groups: peerGroups,
    ends: true,
  },
  {
    id: 'discarding',
    prefix: 'Finished discarding for ',
    rest: peerText,
    sample: 'Finished discarding for 192.0.2.7 port 40022',
    side: 'left',
    groups: peerGroups,
  },
]);

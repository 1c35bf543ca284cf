import { addressText, errorText, type MessagePattern, type Note, remoteIdLast } from './pattern.ts';

const remote = { invalid: 1, user: 2, address: 3, port: 4 };

/**
 * What sshd was about: only words of its own. What a client may choose, such as the name of an algorithm, stands behind a
 * colon too.
 */
const step = '(?:(?:(?:ssh_)?packet_\\w+|(?:send|parse|read|get)(?: [a-z]+)? packet): )?';

/** What packet.c says under the name of the function that it happened in. */
function fatalIn({ id, prefix, sample }: Note): MessagePattern {
  const pattern = new RegExp(
    `^${prefix}${prefix.endsWith(' ') ? '' : '\\w*: '}${step}Connection (?:from|to) ${remoteIdLast}: ${errorText}$`,
  );
  return { id, kind: 'other', prefix, pattern, sample, side: 'right', outcome: 'other', groups: remote, ends: true };
}

/** How connections break: packet.c, serverloop.c, dispatch.c. */
export const transportMessages: readonly MessagePattern[] = [
  {
    id: 'timed-out',
    kind: 'other',
    prefix: 'Connection from ',
    pattern: new RegExp(`^Connection from ${remoteIdLast} timed out(?: while waiting to (?:read|write))?$`),
    sample: 'Connection from user alice 192.0.2.7 port 40022 timed out',
    side: 'right',
    outcome: 'other',
    groups: remote,
    ends: true,
  },
  {
    id: 'timed-out-to',
    kind: 'other',
    prefix: 'Connection to ',
    pattern: new RegExp(`^Connection to ${remoteIdLast} timed out(?: while waiting to (?:read|write))?$`),
    sample: 'Connection to 192.0.2.7 port 40022 timed out',
    side: 'right',
    outcome: 'other',
    groups: remote,
    ends: true,
  },
  {
    id: 'timed-out-without-port',
    kind: 'other',
    prefix: 'Connection to ',
    pattern: new RegExp(`^Connection to ${addressText} timed out(?: while waiting to (?:read|write))?$`),
    sample: 'Connection to 192.0.2.7 timed out while waiting to read',
    side: 'left',
    outcome: 'other',
    groups: { address: 1 },
    ends: true,
  },
  {
    id: 'connection-fatal',
    kind: 'other',
    prefix: 'Connection from ',
    pattern: new RegExp(`^Connection from ${remoteIdLast}: ${errorText}$`),
    sample: 'Connection from user alice 192.0.2.7 port 40022: refusing non-sftp session',
    side: 'right',
    outcome: 'other',
    groups: remote,
    ends: true,
  },
  {
    id: 'connection-fatal-to',
    kind: 'other',
    prefix: 'Connection to ',
    pattern: new RegExp(`^Connection to ${remoteIdLast}: ${errorText}$`),
    sample: 'Connection to 192.0.2.7 port 40022: message authentication code incorrect',
    side: 'right',
    outcome: 'other',
    groups: remote,
    ends: true,
  },
  fatalIn({
    id: 'dispatch',
    prefix: 'ssh_dispatch_run_fatal: ',
    sample: 'ssh_dispatch_run_fatal: Connection from 192.0.2.7 port 40022: Broken pipe',
  }),
  fatalIn({
    id: 'packet-fatal',
    prefix: 'packet_',
    sample: 'packet_write_wait: Connection from 192.0.2.7 port 40022: Broken pipe',
  }),
  fatalIn({
    id: 'ssh-packet-fatal',
    prefix: 'ssh_',
    sample: 'ssh_packet_write_poll: Connection from user alice 192.0.2.7 port 40022: Host is down',
  }),
  fatalIn({
    id: 'freebsd-packet-fatal',
    prefix: 'Fssh_',
    sample: 'Fssh_packet_write_wait: Connection from 192.0.2.7 port 40022: Broken pipe',
  }),
  fatalIn({
    id: 'output-fatal',
    prefix: 'process_',
    sample: 'process_output: ssh_packet_write_poll: Connection from user alice 192.0.2.7 port 40022: Broken pipe',
  }),
  fatalIn({
    id: 'sshpkt-fatal',
    prefix: 'sshpkt_',
    sample: 'sshpkt_disconnect: Connection from 192.0.2.7 port 40022: Broken pipe',
  }),
  fatalIn({
    id: 'userauth-fatal',
    prefix: 'userauth_',
    sample:
      'userauth_finish: send failure packet: Connection from authenticating user alice 192.0.2.7 port 40022: Broken pipe',
  }),
  fatalIn({
    id: 'input-fatal',
    prefix: 'input_',
    sample: 'input_userauth_request: parse packet: Connection from 192.0.2.7 port 40022: incomplete message',
  }),
  fatalIn({
    id: 'kex-fatal',
    prefix: 'kex_',
    sample: 'kex_input_newkeys: Connection from 192.0.2.7 port 40022: Connection corrupted',
  }),
  fatalIn({
    id: 'do-fatal',
    prefix: 'do_',
    sample: 'do_ssh2_kex: Connection from 192.0.2.7 port 40022: Connection corrupted',
  }),
  {
    id: 'client-silent',
    kind: 'other',
    prefix: 'Timeout, client not responding',
    pattern: new RegExp(`^Timeout, client not responding(?: from ${remoteIdLast})?\\.$`),
    sample: 'Timeout, client not responding from user alice 192.0.2.7 port 40022.',
    side: 'right',
    outcome: 'other',
    groups: remote,
    ends: true,
  },
  {
    id: 'inactive',
    kind: 'other',
    prefix: 'terminating inactive connection from ',
    pattern: new RegExp(`^terminating inactive connection from ${remoteIdLast}$`),
    sample: 'terminating inactive connection from user alice 192.0.2.7 port 40022',
    side: 'right',
    outcome: 'other',
    groups: remote,
    ends: true,
  },
  {
    id: 'read-error',
    kind: 'other',
    prefix: 'Read error from remote host ',
    pattern: new RegExp(`^Read error from remote host ${addressText}(?: port (\\d{1,5}))?: .*$`),
    sample: 'Read error from remote host 192.0.2.7 port 40022: Connection timed out',
    side: 'left',
    outcome: 'other',
    groups: { address: 1, port: 2 },
    ends: true,
  },
  {
    id: 'discarding',
    kind: 'other',
    prefix: 'Finished discarding for ',
    pattern: new RegExp(`^Finished discarding for ${addressText}(?: port (\\d{1,5}))?$`),
    sample: 'Finished discarding for 192.0.2.7 port 40022',
    side: 'left',
    outcome: 'other',
    groups: { address: 1, port: 2 },
  },
];

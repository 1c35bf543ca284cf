import {
  addressText,
  definePatterns,
  type PatternSpec,
  peerGroups,
  peerText,
  remoteGroups,
  remoteId,
  remoteIdLast,
} from './pattern.ts';

/** A way in which connections end. It has two patterns: sshd names the peer by `%R`, or by the address alone. */
interface Ending extends Pick<PatternSpec, 'id' | 'kind' | 'prefix'> {
  readonly samples: readonly [remote: string, address: string];
}

function patternsOf({ id, samples: [remote, address], ...ending }: Ending): PatternSpec[] {
  return [
    { ...ending, id, rest: remoteIdLast, sample: remote, side: 'right', groups: remoteGroups },
    { ...ending, id: `${id}-without-port`, rest: addressText, sample: address, side: 'left', groups: { address: 1 } },
  ];
}

/** How connections begin and end: packet.c, serverloop.c, sshd.c. */
export const connectionMessages = definePatterns([
  {
    id: 'connection-from',
    prefix: 'Connection from ',
    rest: `${peerText}(?: on ${addressText} port \\d{1,5}(?: rdomain "[^"]{0,60}")?)?`,
    sample: 'Connection from 192.0.2.7 port 40022 on 192.0.2.1 port 22 rdomain ""',
    side: 'left',
    groups: peerGroups,
  },
  {
    id: 'ip-options',
    prefix: 'Connection from ',
    rest: `${addressText} port (\\d{1,5}) with IP opts: .*`,
    sample: 'Connection from 192.0.2.7 port 40022 with IP opts:  82 23',
    side: 'left',
    groups: peerGroups,
  },
  ...patternsOf({
    id: 'closed',
    kind: 'connection_closed_preauth',
    prefix: 'Connection closed by ',
    samples: ['Connection closed by invalid user admin 192.0.2.7 port 40022', 'Connection closed by 192.0.2.7'],
  }),
  ...patternsOf({
    id: 'reset',
    kind: 'connection_reset',
    prefix: 'Connection reset by ',
    samples: ['Connection reset by authenticating user root 192.0.2.7 port 40022', 'Connection reset by 192.0.2.7'],
  }),
  {
    id: 'reset-unnamed',
    kind: 'connection_reset',
    prefix: 'Connection reset by ',
    rest: 'peer',
    sample: 'Connection reset by peer',
  },
  ...patternsOf({
    id: 'disconnected',
    kind: 'disconnect_preauth',
    prefix: 'Disconnected from ',
    samples: ['Disconnected from user alice 192.0.2.7 port 40022', 'Disconnected from 192.0.2.7'],
  }),
  {
    id: 'disconnecting',
    kind: 'disconnect_preauth',
    prefix: 'Disconnecting ',
    rest: `${remoteId}: .*`,
    sample: 'Disconnecting authenticating user root 192.0.2.7 port 40022: Too many authentication failures',
    side: 'right',
    groups: remoteGroups,
  },
  {
    id: 'disconnecting-with-colon',
    kind: 'disconnect_preauth',
    prefix: 'Disconnecting ',
    rest: `${remoteIdLast}: Too many authentication failures`,
    sample: 'Disconnecting invalid user a:b 192.0.2.7 port 40022: Too many authentication failures',
    side: 'right',
    groups: remoteGroups,
  },
  {
    id: 'disconnecting-unnamed',
    kind: 'disconnect_preauth',
    prefix: 'Disconnecting: ',
    sample: 'Disconnecting: Too many authentication failures for root',
  },
  {
    id: 'received-disconnect',
    kind: 'disconnect_preauth',
    prefix: 'Received disconnect from ',
    rest: `${peerText}: ?(?:\\d{1,10}:)?(?: .*)?`,
    sample: 'Received disconnect from 192.0.2.7 port 40022:11: Bye Bye',
    side: 'left',
    groups: peerGroups,
  },
  {
    id: 'grace-time',
    kind: 'timeout_preauth',
    prefix: 'Timeout before authentication for ',
    rest: peerText,
    sample: 'Timeout before authentication for 192.0.2.7 port 40022',
    side: 'left',
    groups: peerGroups,
  },
  {
    id: 'grace-time-of-pid',
    kind: 'timeout_preauth',
    prefix: 'Timeout before authentication for connection from ',
    rest: `${addressText} to ${addressText}, pid = (\\d{1,10})(?: \\([a-z ]{1,30}\\))?`,
    sample: 'Timeout before authentication for connection from 192.0.2.7 to 192.0.2.1, pid = 4711',
    side: 'left',
    groups: { address: 1, process: 3 },
  },
]);

import { addressText, defineNote, type MessagePattern } from './pattern.ts';

/** What is forwarded for users: channels.c, serverloop.c, session.c. */
export const forwardingMessages: readonly MessagePattern[] = [
  {
    id: 'request-denied',
    kind: 'other',
    prefix: 'Received request from ',
    pattern: new RegExp(`^Received request from ${addressText} port (\\d{1,5}) to .*, but the request was denied\\.$`),
    sample: 'Received request from 192.0.2.7 port 40022 to connect to host db port 5432, but the request was denied.',
    side: 'left',
    outcome: 'other',
    groups: { address: 1, port: 2 },
  },
  defineNote({
    id: 'forward-refused',
    prefix: 'refused local port forward: ',
    sample: 'refused local port forward: originator 127.0.0.1 port 41000, target db port 5432',
  }),
  defineNote({
    id: 'socket-forward-refused',
    prefix: 'refused streamlocal port forward: ',
    sample: 'refused streamlocal port forward: originator 127.0.0.1 port 41000, target /run/x.sock',
  }),
  defineNote({
    id: 'forward-refused-remote',
    prefix: 'Server has disabled ',
    sample: 'Server has disabled port forwarding.',
  }),
  defineNote({
    id: 'connect-to',
    prefix: 'connect_to ',
    rest: '[^ ]*(?: port \\d{1,5})?: .*',
    sample: 'connect_to db port 5432: failed.',
  }),
  defineNote({
    id: 'bind-forward',
    prefix: 'bind ',
    rest: '\\[.*',
    sample: 'bind [127.0.0.1]:8080: Address already in use',
  }),
  defineNote({ id: 'bind-forward-unnamed', prefix: 'bind: ', sample: 'bind: Address already in use' }),
  defineNote({
    id: 'channel',
    prefix: 'channel ',
    rest: '\\d{1,10}: .*',
    sample: 'channel 3: open failed: connect failed: Connection refused',
  }),
  defineNote({
    id: 'x11-xauth',
    prefix: 'No xauth program',
    rest: '; cannot forward.*',
    sample: 'No xauth program; cannot forward X11.',
  }),
  defineNote({
    id: 'window-adjust',
    prefix: 'Received ',
    rest: '(?:window adjust|close confirmation|oclose|ieof|extended_data|data) .*',
    sample: 'Received window adjust for non-open channel 3.',
  }),
];

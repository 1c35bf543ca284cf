import { defineNote, type MessagePattern } from './pattern.ts';

/** Packets that are wrong, and sockets that fail, by nobody in particular: packet.c, monitor_wrap.c, deattack.c. */
export const packetMessages: readonly MessagePattern[] = [
  {
    id: 'write-failed',
    kind: 'connection_reset',
    prefix: 'Write failed: ',
    pattern: /^Write failed: Connection reset by peer$/,
    sample: 'Write failed: Connection reset by peer',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  defineNote({ id: 'write-failed-otherwise', prefix: 'Write failed: ', sample: 'Write failed: Broken pipe' }),
  {
    id: 'read-reset',
    kind: 'connection_reset',
    prefix: 'Read from socket failed: ',
    pattern: /^Read from socket failed: Connection reset by peer$/,
    sample: 'Read from socket failed: Connection reset by peer',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  defineNote({
    id: 'read-failed',
    prefix: 'Read from socket failed: ',
    sample: 'Read from socket failed: Connection timed out',
  }),
  defineNote({
    id: 'read-failed-unnamed',
    prefix: 'Read error from remote host: ',
    sample: 'Read error from remote host: Connection timed out',
  }),
  defineNote({
    id: 'bad-packet',
    prefix: 'Bad packet length ',
    rest: '\\d{1,20}\\.?',
    sample: 'Bad packet length 1349676916.',
  }),
  defineNote({ id: 'packet-corrupt', prefix: 'Packet corrupt', rest: '', sample: 'Packet corrupt' }),
  defineNote({ id: 'bad-string', prefix: 'Bad string length', rest: '', sample: 'Bad string length' }),
  defineNote({
    id: 'corrupted',
    prefix: 'Corrupted ',
    rest: '(?:MAC|check bytes|padlen -?\\d{1,12}) on input\\.',
    sample: 'Corrupted MAC on input.',
  }),
  defineNote({ id: 'padding', prefix: 'padding error', sample: 'padding error: need 28 block 8 mod 4' }),
  defineNote({
    id: 'attack-detected',
    prefix: 'crc32 compensation attack',
    sample: 'crc32 compensation attack: network attack detected',
  }),
  defineNote({
    id: 'protocol-error',
    prefix: 'dispatch_protocol_error: ',
    sample: 'dispatch_protocol_error: type 90 seq 4',
  }),
  defineNote({
    id: 'protocol-error-of-type',
    prefix: 'Hm, dispatch protocol error: ',
    sample: 'Hm, dispatch protocol error: type 90 plen 24',
  }),
  defineNote({ id: 'unexpected-type', prefix: 'type ', rest: '\\d{1,3} seq \\d{1,10}', sample: 'type 90 seq 4' }),
  defineNote({ id: 'bad-number', prefix: 'invalid public DH value', sample: 'invalid public DH value: <= 1' }),
  defineNote({
    id: 'more-bytes',
    prefix: 'trying to get more bytes ',
    rest: '-?\\d{1,12} than in buffer \\d{1,12}',
    sample: 'trying to get more bytes 129 than in buffer 34',
  }),
  defineNote({
    id: 'ssh1-packet',
    prefix: 'Invalid ssh1 packet type: ',
    rest: '\\d{1,3}',
    sample: 'Invalid ssh1 packet type: 90',
  }),
];

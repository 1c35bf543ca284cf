import { definePatterns } from './pattern.ts';

/** Wrong packets and failing sockets, without a peer: packet.c, monitor_wrap.c, deattack.c. */
export const packetMessages = definePatterns([
  {
    id: 'write-failed',
    kind: 'connection_reset',
    prefix: 'Write failed: ',
    rest: 'Connection reset by peer',
    sample: 'Write failed: Connection reset by peer',
  },
  { id: 'write-failed-otherwise', prefix: 'Write failed: ', sample: 'Write failed: Broken pipe' },
  {
    id: 'read-reset',
    kind: 'connection_reset',
    prefix: 'Read from socket failed: ',
    rest: 'Connection reset by peer',
    sample: 'Read from socket failed: Connection reset by peer',
  },
  { id: 'read-failed', prefix: 'Read from socket failed: ', sample: 'Read from socket failed: Connection timed out' },
  {
    id: 'read-failed-unnamed',
    prefix: 'Read error from remote host: ',
    sample: 'Read error from remote host: Connection timed out',
  },
  { id: 'bad-packet', prefix: 'Bad packet length ', rest: '\\d{1,20}\\.?', sample: 'Bad packet length 1349676916.' },
  { id: 'packet-corrupt', prefix: 'Packet corrupt', rest: '', sample: 'Packet corrupt' },
  { id: 'bad-string', prefix: 'Bad string length', rest: '', sample: 'Bad string length' },
  {
    id: 'corrupted',
    prefix: 'Corrupted ',
    rest: '(?:MAC|check bytes|padlen -?\\d{1,12}) on input\\.',
    sample: 'Corrupted MAC on input.',
  },
  { id: 'padding', prefix: 'padding error', sample: 'padding error: need 28 block 8 mod 4' },
  {
    id: 'attack-detected',
    prefix: 'crc32 compensation attack',
    sample: 'crc32 compensation attack: network attack detected',
  },
  { id: 'protocol-error', prefix: 'dispatch_protocol_error: ', sample: 'dispatch_protocol_error: type 90 seq 4' },
  {
    id: 'protocol-error-of-type',
    prefix: 'Hm, dispatch protocol error: ',
    sample: 'Hm, dispatch protocol error: type 90 plen 24',
  },
  { id: 'unexpected-type', prefix: 'type ', rest: '\\d{1,3} seq \\d{1,10}', sample: 'type 90 seq 4' },
  { id: 'bad-number', prefix: 'invalid public DH value', sample: 'invalid public DH value: <= 1' },
  {
    id: 'more-bytes',
    prefix: 'trying to get more bytes ',
    rest: '-?\\d{1,12} than in buffer \\d{1,12}',
    sample: 'trying to get more bytes 129 than in buffer 34',
  },
  { id: 'ssh1-packet', prefix: 'Invalid ssh1 packet type: ', rest: '\\d{1,3}', sample: 'Invalid ssh1 packet type: 90' },
]);

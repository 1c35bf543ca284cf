import type { Random } from '@correlator/bench';

/** Pieces that parsers stumble over. */
const pieces: readonly Buffer[] = [
  ...['\0', '\r', '\t', ' ', ':', '[', ']', '<', '>', '"', '\\', '=', '{', '}', '%', '*', '|', '- ', ': ', '\u001b[2J'],
  ...[
    '\uFEFF',
    '\u202e',
    '\u2028',
    'ü',
    '日本',
    '🙂',
    '<34>',
    '<191>',
    '<999>',
    '<34>1 ',
    '1 ',
    '[x y="z"]',
    '[x y="\\"',
  ],
  ...['Nov 31 ', 'Feb 29 ', '24:00:00', '23:59:60', '.999999999', '+14:00', '-00:00', '9999-12-31T23:59:59Z', '2026 '],
  ...[
    'message repeated 3 times: [ ',
    'last message repeated 9 times',
    'Message forwarded from ',
    'info ',
    'auth.info ',
  ],
  ...[
    '{"__REALTIME_TIMESTAMP":"',
    '99999999999999999999',
    'sshd[1]: ',
    ' from 192.0.2.1 port 22 ssh2',
    '2078: %A-1-B: ',
  ],
]
  .map((text) => Buffer.from(text))
  .concat([Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xe2, 0x82])]);

/** One change of some bytes. */
type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

function cut(bytes: Buffer, random: Random): readonly [Buffer, Buffer] {
  const at = random.below(bytes.length + 1);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

const mutations: readonly Mutation[] = [
  (bytes, random) => cut(bytes, random)[0],
  (bytes, random) => cut(bytes, random)[1],
  function flip(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  function insert(bytes, random) {
    const [before, after] = cut(bytes, random);
    return Buffer.concat([before, random.pick(pieces), after]);
  },
  function remove(bytes, random) {
    const [before, after] = cut(bytes, random);
    return Buffer.concat([before, after.subarray(1 + random.below(8))]);
  },
  function splice(bytes, random, others) {
    return Buffer.concat([cut(bytes, random)[0], cut(random.pick(others), random)[1]]);
  },
  function repeat(bytes, random) {
    const [before, after] = cut(bytes, random);
    const part = after.subarray(0, 1 + random.below(6));
    return Buffer.concat([before, ...new Array<Buffer>(random.below(40)).fill(part), after]);
  },
];

/** A repetition that seldom happens: long enough to make anything slow that is not linear. */
function lengthen(bytes: Buffer, random: Random): Buffer {
  const [before, after] = cut(bytes, random);
  const part = random.below(2) === 0 ? random.pick(pieces) : after.subarray(0, 1 + random.below(6));
  return Buffer.concat([before, ...new Array<Buffer>(2_000 + random.below(20_000)).fill(part), after]);
}

/** `bytes` changed up to four times, or not at all. */
export function mutate(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let mutated = random.below(5_000) === 0 ? lengthen(bytes, random) : bytes;
  for (let count = random.below(5); count > 0; count--) mutated = random.pick(mutations)(mutated, random, others);
  return mutated;
}

/** `bytes` as one line: what would end it is left out. */
export function asLine(bytes: Buffer): Buffer {
  return bytes.includes(10) ? Buffer.from(bytes.filter((byte) => byte !== 10)) : bytes;
}

import { addressText, type MessagePattern, remoteId } from './pattern.ts';

const remote = { invalid: 1, user: 2, address: 3, port: 4 };

/** The exchange of keys, where no algorithm suits both: kex.c, packet.c. */
export const negotiationMessages: readonly MessagePattern[] = [
  {
    id: 'negotiation',
    kind: 'negotiation_failure',
    prefix: 'Unable to negotiate with ',
    pattern: new RegExp(`^Unable to negotiate with ${remoteId}: no matching [a-z A-Z]{3,30} found\\. Their offer: .*$`),
    sample:
      'Unable to negotiate with 192.0.2.7 port 40022: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1',
    side: 'right',
    outcome: 'other',
    groups: remote,
  },
  {
    id: 'negotiation-without-port',
    kind: 'negotiation_failure',
    prefix: 'Unable to negotiate with ',
    pattern: new RegExp(
      `^Unable to negotiate with ${addressText}: no matching [a-z A-Z]{3,30} found\\. Their offer: .*$`,
    ),
    sample: 'Unable to negotiate with 192.0.2.7: no matching cipher found. Their offer: aes128-cbc',
    side: 'left',
    outcome: 'other',
    groups: { address: 1 },
  },
  {
    id: 'negotiation-unnamed',
    kind: 'negotiation_failure',
    prefix: 'Unable to negotiate a key exchange method',
    pattern: /^Unable to negotiate a key exchange method$/,
    sample: 'Unable to negotiate a key exchange method',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  {
    id: 'no-matching',
    kind: 'negotiation_failure',
    prefix: 'no matching ',
    pattern: /^no matching [a-z A-Z]{3,30} found: client .*$/,
    sample: 'no matching mac found: client hmac-md5 server hmac-sha2-256',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  {
    id: 'no-algorithm',
    kind: 'negotiation_failure',
    prefix: 'no ',
    pattern: /^no (?:hostkey|kex|host key) alg$/,
    sample: 'no hostkey alg',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
];

import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { address, assertedAddress } from '../src/index.ts';

const octet = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '0', '00', '01', '255', '256', '1e1', ' 1', '-1'));
const dotted = fc.array(octet, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
const others = fc.constantFrom('', '.', '1.2.3.4.', '::', '::1', '::ffff:1.2.3.4', 'fe80::1%eth0', '2001:db8::', 'x');

test('an address is what the system takes for one; an asserted one has no zone', () => {
  fc.assert(
    fc.property(fc.oneof(dotted, fc.ipV4(), fc.ipV6(), others, fc.string()), (text) => {
      expect(address('Address').check(text)).toBe(isIP(text) !== 0);
      expect(assertedAddress('Address').check(text)).toBe(isIP(text) !== 0 && !text.includes('%'));
    }),
    { numRuns: 2_000 },
  );
});

import { isIP, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { address, assertedAddress, parseIPv4 } from '../src/index.ts';

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

test('an IPv4 address has a number of its own', () => {
  expect(['0.0.0.0', '0.0.0.1', '1.2.3.4', '127.255.255.255', '128.0.0.0', '255.255.255.255'].map(parseIPv4)).toEqual([
    0, 1, 0x01020304, 0x7fffffff, -0x80000000, -1,
  ]);
  fc.assert(
    fc.property(fc.oneof(dotted, fc.ipV4(), fc.ipV6(), others), (text) => {
      const number = parseIPv4(text);
      expect(number !== undefined).toBe(isIPv4(text));
      if (number === undefined) return;
      const octets = [24, 16, 8, 0].map((bits) => (number >>> bits) & 255);
      expect(octets.join('.')).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

import { expect, test } from 'vitest';
import { parseAddress, parseDigits, portOf } from '../src/messages/address.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['', null],
  ['UNKNOWN', null],
  ['192.0.2.256', null],
  ['192.0.2.07', null],
  ['192.0.2', null],
  ['host.example.com', null],
])('%j is the address %j, when it is first read and ever after', (text, address) => {
  expect([parseAddress(text), parseAddress(text), parseAddress(`x${text}`.slice(1))]).toEqual([
    address,
    address,
    address,
  ]);
});

test.each([
  ['22', 22],
  ['0', 0],
  ['65535', 65_535],
  ['65536', null],
  ['97225', null],
  [null, null],
])('%j is the port %j', (digits, port) => {
  expect(portOf(digits === null ? -1 : parseDigits(digits))).toBe(port);
});

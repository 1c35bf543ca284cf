import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTargeting, holds } from '../src/target.ts';

const rules = { allow: [] as string[], prefixV4: 32, prefixV6: 64 };
const networkOf = (address: string, more = {}) => {
  const target = createTargeting({ ...rules, ...more })(address);
  return typeof target === 'string' ? target : target.network;
};

describe('what is blocked for an address', () => {
  test.each([
    ['203.0.113.9', {}, '203.0.113.9'],
    ['203.0.113.9', { prefixV4: 24 }, '203.0.113.0/24'],
    ['2001:db8:1:2:3::4', {}, '2001:db8:1:2::/64'],
    ['2001:db8:1:2:3::4', { prefixV6: 128 }, '2001:db8:1:2:3::4'],
    ['2001:DB8:1:2:0003::4', { prefixV6: 128 }, '2001:db8:1:2:3::4'],
    ['::ffff:203.0.113.9', {}, '203.0.113.9'],
    ['2001:db8::1%eth0', { prefixV6: 128 }, '2001:db8::1'],
    ['10.1.2.3', {}, '10.1.2.3'],
    ['64:ff9b::198.51.100.2', {}, '64:ff9b::c633:6402'],
    ['2001::53aa:64c:0:7a27:3801', {}, '2001::53aa:64c:0:7a27:3801'],
  ])('%s (%j): %s', (address, more, network) => {
    expect(networkOf(address, more)).toBe(network);
  });

  test.each([
    ['127.0.0.1', 'special address'],
    ['::1', 'special address'],
    ['::ffff:127.0.0.1', 'special address'],
    ['0.0.0.0', 'special address'],
    ['::', 'special address'],
    ['255.255.255.255', 'special address'],
    ['224.0.0.1', 'special address'],
    ['ff02::1', 'special address'],
    ['fe80::1%eth0', 'special address'],
    ['169.254.1.1', 'special address'],
    ['', 'no address'],
    ['UNKNOWN', 'no address'],
    ['attacker.example', 'no address'],
    ['203.0.113.9/8', 'no address'],
    ['203.0.113.9; reboot', 'no address'],
    ['-oProxyCommand=x', 'no address'],
    ['$(reboot)', 'no address'],
    ['3405803785', 'no address'],
    ['0xcb.0.113.9', 'no address'],
    ['203.0.113.011', 'no address'],
    ['203.0.113', 'no address'],
  ])('%j is not blocked: %s', (address, refusal) => {
    expect(networkOf(address)).toBe(refusal);
  });
});

describe('the allow list always wins', () => {
  test.each([
    ['192.0.2.7', { allow: ['192.0.2.7'] }, 'allowed'],
    ['192.0.2.7', { allow: ['192.0.2.0/24'] }, 'allowed'],
    ['::ffff:192.0.2.7', { allow: ['192.0.2.0/24'] }, 'allowed'],
    ['192.0.3.7', { allow: ['192.0.2.0/24'] }, '192.0.3.7'],
    ['192.0.2.7', { allow: ['::ffff:192.0.2.0/120'] }, 'allowed'],
    ['192.0.3.7', { allow: ['::ffff:192.0.2.0/120'] }, '192.0.3.7'],
    ['192.0.2.7', { allow: ['::ffff:192.0.2.7'] }, 'allowed'],
    ['2001:db8::7', { allow: ['2001:db8::/32'] }, 'allowed'],
    ['192.0.2.7', { allow: ['2001:db8::/32'] }, '192.0.2.7'],
  ])('%s (%j): %s', (address, more, network) => {
    expect(networkOf(address, more)).toBe(network);
  });

  test('and makes a network narrow where somebody in it is allowed', () => {
    expect(networkOf('2001:db8::7', { allow: ['2001:db8::8'] })).toBe('2001:db8::7');
    expect(networkOf('203.0.113.9', { allow: ['203.0.113.1'], prefixV4: 24 })).toBe('203.0.113.9');
  });
});

test('whatever the text, a firewall is told of plain addresses and networks only', () => {
  const target = createTargeting(rules);
  const parts = fc.constantFrom(
    '203.0.113.9',
    '::',
    '2001:db8',
    ':',
    '/',
    '%',
    '1',
    '{',
    ';',
    '"',
    '\n',
    ' ',
    '-',
    'a',
    '.',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(parts).map((all) => all.join('')),
      ),
      (text) => {
        const found = target(text);
        if (typeof found !== 'string') expect(found.network).toMatch(/^[0-9a-f:.]{2,45}(?:\/\d{1,3})?$/);
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each([
  ['203.0.113.9', '203.0.113.9', true],
  ['203.0.113.0/24', '203.0.113.9', true],
  ['203.0.113.9', '203.0.113.0/24', false],
  ['2001:db8:1:2::/64', '2001:db8:1:2::5', true],
  ['2001:db8:1:2::/64', '2001:db8:1:2::/64', true],
  ['203.0.113.9', 'nonsense', false],
])('%s holds %s: %s', (network, written, expected) => {
  expect(holds(network, written)).toBe(expected);
});

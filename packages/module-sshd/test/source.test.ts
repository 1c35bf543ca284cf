import { describe, expect, test } from 'vitest';
import { createSourceOf } from '../src/sessions/source.ts';

describe('the source of an address', () => {
  test.each([
    ['203.0.113.9', 32, 64, '203.0.113.9'],
    ['203.0.113.9', 24, 64, '203.0.113.0/24'],
    ['203.0.113.9', 31, 64, '203.0.113.8/31'],
    ['203.0.113.9', 12, 64, '203.0.0.0/12'],
    ['2001:db8:7:1::5', 32, 64, '2001:db8:7:1::/64'],
    ['2001:db8::5', 32, 64, '2001:db8::/64'],
    ['2001:0db8:0:0:1:0:0:5', 32, 128, '2001:db8::1:0:0:5'],
    ['2001:db8:ffff:ffff:ffff::1', 32, 56, '2001:db8:ffff:ff00::/56'],
    ['2001:db8:ffff::1', 32, 33, '2001:db8:8000::/33'],
    ['::1', 32, 64, '::/64'],
    ['::1', 32, 128, '::1'],
    ['1:2:3:4:5:6:7:8', 32, 128, '1:2:3:4:5:6:7:8'],
    ['1:0:3:4:5:6:7:0', 32, 128, '1:0:3:4:5:6:7:0'],
    ['64:ff9b::192.0.2.7', 32, 128, '64:ff9b::c000:207'],
    ['fe80::', 32, 16, 'fe80::/16'],
    ['64:ff9b::192.0.2.7', 32, 64, '64:ff9b::c000:207'],
    ['64:ff9b:1::7', 32, 64, '64:ff9b:1::7'],
    ['2001::53aa:64c:0:7a27:3801', 32, 64, '2001::53aa:64c:0:7a27:3801'],
  ])('%s by /%i and /%i is %s', (address, prefixV4, prefixV6, source) => {
    const sourceOf = createSourceOf({ prefixV4, prefixV6 });
    expect(sourceOf(address)).toBe(source);
    expect(sourceOf(address)).toBe(source);
  });

  test('is right however many addresses there are', () => {
    const sourceOf = createSourceOf({ prefixV4: 24, prefixV6: 64 });
    for (let i = 0; i < 30_000; i++) {
      const address = `10.${i >> 8}.${i & 255}.7`;
      expect(sourceOf(address)).toBe(`10.${i >> 8}.${i & 255}.0/24`);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { templateOf } from '../src/explain/index.ts';

describe('the template of a message', () => {
  test.each([
    ['Login by telepathy refused', 'Login by telepathy refused'],
    ['Bad packet length 1349676916.', 'Bad packet length <n>.'],
    ['penalty of 5.125 seconds', 'penalty of <n> seconds'],
    ['from 192.0.2.7 port 22', 'from <address> port <n>'],
    ['from 2001:db8::7 port 22', 'from <address> port <n>'],
    ['from fe80::1%eth0 port 22', 'from <address> port <n>'],
    ['from ::1 port 22', 'from <address> port <n>'],
    ['key SHA256:fbXCTyc4JcJ7hAyGGQDCSsdLXE8mCZfMGYmmzcKPbOs found', 'key <fingerprint> found'],
    ['cannot open /etc/ssh/keys/alice: No such file', 'cannot open <path>: No such file'],
    ['user "alice" and \'bob\'', 'user "…" and \'…\''],
    ['at 10:20:30 on flag 0x1f', 'at <time> on flag <n>'],
    ['auth2.c: sha256 ssh2', 'auth2.c: sha256 ssh2'],
    ['', ''],
  ])('%j is %j', (message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test('is bounded, whatever the message', () => {
    expect(templateOf('x'.repeat(10_000))).toHaveLength(121);
    fc.assert(fc.property(fc.string({ maxLength: 600 }), (message) => templateOf(message).length <= 121));
  });
});

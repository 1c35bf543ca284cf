import { createKeyed } from '@correlator/core/testing';
import { expect, test } from 'vitest';
import { LockOutGuard } from '../src/detection/guard.ts';
import { SshLogin, SshLogout } from '../src/events/internal-events.ts';

test('an intruder is not spared for having left, however many sessions there were', () => {
  const guard = new LockOutGuard(createKeyed('presences', { max: 9 }), 86_400_000);
  const who = { source: '192.0.2.7', host: 'web01', user: 'root' };
  const rest = { address: who.source, port: null, method: 'password', failures: 0, failedAt: null };
  for (let time = 1; time <= 30; time++) guard.loggedIn(new SshLogin({ ...who, ...rest }, { time }), true);
  for (let started = 1; started <= 30; started++) guard.loggedOut(new SshLogout({ ...who, started, at: 100 }));
  expect(guard.holds(who.source, 200)).toBeUndefined();
});

import { durationMs } from '@correlator/events';
import type { SshdOptions } from '../options/options.ts';

/** Days have up to 25 hours. */
const day = 25 * 3_600_000;

/** The options of detection in milliseconds, and what follows from them. */
export interface DetectionSettings {
  readonly windowMs: number;
  readonly slowMs: number;
  readonly usersMs: number;
  readonly breachMs: number;
  readonly guardMs: number;
  /** How far back failed attempts are looked at by anybody. */
  readonly longestMs: number;
  /** How many failed attempts of a source are kept. */
  readonly kept: number;
  /** How long a source is kept after its last attempt. */
  readonly ttlMs: number;
}

/** What detection needs of its options. */
export function detectionSettings({ limit, window, slow, users, breach, guard }: SshdOptions): DetectionSettings {
  const windowMs = durationMs(window, 'window');
  const slowMs = slow.enabled ? durationMs(slow.window, 'slow.window') : 0;
  const usersMs = users.enabled ? durationMs(users.window, 'users.window') : 0;
  const breachMs = breach.enabled ? durationMs(breach.window, 'breach.window') : 0;
  const longestMs = Math.max(windowMs, slowMs, breachMs);
  return {
    windowMs,
    slowMs,
    usersMs,
    breachMs,
    guardMs: durationMs(guard.window, 'guard.window'),
    longestMs,
    kept: Math.max(limit, slow.enabled ? slow.limit : 0, breach.enabled ? breach.failures : 0),
    ttlMs: Math.max(day, windowMs * 2, longestMs, usersMs),
  };
}

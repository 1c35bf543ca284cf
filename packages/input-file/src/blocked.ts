import type { Clock } from '@correlator/core';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

interface Trouble {
  failures: number;
  retryAt: number;
}

/** What could not be opened or read, and when to try again: after 1 s, then 2, 4 … 60 s. */
export class Blocked {
  readonly clock: Clock;
  readonly troubles = new Map<string, Trouble>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** It failed. Gives the pause before it is tried again. */
  fail(key: string): number {
    const trouble = this.troubles.get(key) ?? { failures: 0, retryAt: 0 };
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** trouble.failures);
    trouble.failures++;
    trouble.retryAt = this.clock.now() + pauseMs;
    this.troubles.set(key, trouble);
    return pauseMs;
  }

  /** It works. Gives how often it had failed. */
  works(key: string): number {
    const failures = this.troubles.get(key)?.failures ?? 0;
    this.troubles.delete(key);
    return failures;
  }

  isBlocked(key: string): boolean {
    return (this.troubles.get(key)?.retryAt ?? Number.NEGATIVE_INFINITY) > this.clock.now();
  }

  /** True when something is to be tried again. */
  isDue(): boolean {
    const now = this.clock.now();
    return [...this.troubles.values()].some(({ retryAt }) => retryAt <= now);
  }

  /** What has gone is not waited for any more. */
  keep(isThere: (key: string) => boolean): void {
    for (const key of [...this.troubles.keys()]) if (!isThere(key)) this.troubles.delete(key);
  }
}

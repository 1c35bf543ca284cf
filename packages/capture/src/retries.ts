import { backoffMs, type Clock } from '@correlator/core';

/** Tries of one thing that failed in a row, and the pauses before the next ones: 1 s, then 2, 4 … 60 s. */
export class Retries {
  readonly clock: Clock;
  failures = 0;
  /** Ends the pause under way, if there is one. */
  endPause: () => void = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Counts a failure. Returns whether it is the first in a row. */
  fail(): boolean {
    this.failures++;
    return this.failures === 1;
  }

  /** Ends the row. Returns whether there was one. */
  succeed(): boolean {
    const failed = this.failures > 0;
    this.failures = 0;
    return failed;
  }

  /** Waits before the next try. */
  pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(backoffMs(this.failures), resolve);
      this.endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}

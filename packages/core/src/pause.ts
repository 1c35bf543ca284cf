import type { Clock } from './clock.ts';

/** Waits that can be cut short. */
export class Pause {
  readonly clock: Clock;
  /** Ends the wait under way. */
  end: () => void = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Resolves after `ms` milliseconds, or at `end`. */
  async wait(ms: number): Promise<void> {
    let cancel = () => {};
    await new Promise<void>((resolve) => {
      cancel = this.clock.after(ms, resolve);
      this.end = resolve;
    });
    cancel();
  }
}

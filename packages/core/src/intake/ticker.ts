import type { Cancel } from '../base/clock.ts';
import type { EngineParts } from '../engine/connect.ts';

const everyMs = 1_000;
/** A tick that is so late tells that the clock was set, or that the machine stood still; one that is so early, that it was set back. */
const onMs = 60_000;
const backMs = 1_000;
/** Inputs have so long to give what came meanwhile. */
const graceMs = 5_000;

type TickerParts = Pick<EngineParts, 'settings' | 'intake' | 'reports'>;

/** While live inputs are silent, has the wall clock move event time on, second by second. */
export class Ticker {
  readonly parts: TickerParts;
  cancel: Cancel = () => {};
  stopped = false;
  /** No tick before this, by the wall clock. */
  notBefore = Number.NEGATIVE_INFINITY;

  constructor(parts: TickerParts) {
    this.parts = parts;
  }

  /** The next tick is set when this one is done: they never pile up behind a batch that takes long. */
  start(): void {
    const { clock } = this.parts.settings;
    const due = clock.now() + everyMs;
    this.cancel = clock.after(everyMs, async () => {
      await this.tick(clock.now(), due);
      if (!this.stopped) this.start();
    });
  }

  async tick(now: number, due: number): Promise<void> {
    const stepMs = now - due;
    if (stepMs >= onMs || stepMs <= -backMs) {
      this.notBefore = now + graceMs;
      this.parts.reports.clockStepped(stepMs);
    }
    if (now >= this.notBefore) await this.parts.intake.tick();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }
}

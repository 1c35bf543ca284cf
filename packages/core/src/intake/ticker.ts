/** The wall clock, where live inputs are silent. */
import type { Cancel, Clock } from '../base/clock.ts';
import type { Reports } from '../reports/reports.ts';
import type { Intake } from './intake.ts';

const everyMs = 1_000;
/** A tick that is this late tells that the clock was set, or that the machine stood still; one that is this early, that it was set back. */
const onMs = 60_000;
const backMs = 1_000;
/** How long inputs have to give what came meanwhile. */
const graceMs = 5_000;

/** While live inputs are silent, has the wall clock move event time on, second by second. */
export class Ticker {
  readonly clock: Clock;
  readonly intake: Intake;
  readonly reports: Reports;
  cancel: Cancel = () => {};
  stopped = false;
  /** No tick comes before this, by the wall clock. */
  notBefore = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, intake: Intake, reports: Reports) {
    this.clock = clock;
    this.intake = intake;
    this.reports = reports;
  }

  /** Sets the next tick. It is set anew when that one is done: ticks never pile up behind a batch that takes long. */
  start(): void {
    const { clock } = this;
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
      this.reports.clockStepped(stepMs);
    }
    if (now >= this.notBefore) await this.intake.tick();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }
}

import type { Clock } from '../base/clock.ts';
import type { ListenerHealth } from './listener-health.ts';

/** What patience needs of a queue. */
export interface PatienceContext {
  readonly clock: Clock;
  /** How long the engine waits for a listener in all, until that has caught up. */
  readonly patienceMs: number;
  readonly health: ListenerHealth;
  /** Resolves when something about the queue has changed. */
  readonly change: () => Promise<void>;
  /** Something about it has. */
  readonly changed: () => void;
}

/** The engine's patience with a listener: lost once for all waits, and found again when that has caught up. */
export class Patience {
  readonly context: PatienceContext;
  leftMs: number;

  constructor(context: PatienceContext) {
    this.context = context;
    this.leftMs = context.patienceMs;
  }

  /** Resolves when the queue is not busy any more. Where patience runs out, the listener counts as slow. */
  async wait(busy: () => boolean): Promise<void> {
    if (!busy()) return;
    const { clock, change } = this.context;
    const since = clock.now();
    const cancel = this.leftMs === Number.POSITIVE_INFINITY ? () => {} : clock.after(this.leftMs, () => this.lose());
    while (busy()) await change();
    cancel();
    this.leftMs = Math.max(0, this.leftMs - Math.max(0, clock.now() - since));
  }

  lose(): void {
    this.context.health.slow = true;
    this.context.changed();
  }

  find(): void {
    this.leftMs = this.context.patienceMs;
  }
}

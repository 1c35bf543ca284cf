import { isCorrelatorError, messageOf } from '@correlator/events';
import type { Delivery } from './delivery.ts';
import type { DurableQueue } from './durable-queue.ts';
import type { CallResult } from './listener-caller.ts';

/** Between two tries of a listener that fails at everything. */
const longestPauseMs = 60_000;
/** So many events behind the first are tried in its place, to find out whether it is to blame. */
const mostProbed = 16;

/**
 * Tries deliveries until they succeed. A listener that fails at everything is down: it is tried again after ever longer
 * pauses, and everything waits. Where another event succeeds, those before it are to blame: they become dead letters.
 */
export class Redelivery {
  readonly queue: DurableQueue;
  /** How often in a row everything failed. */
  rounds = 0;

  constructor(queue: DurableQueue) {
    this.queue = queue;
  }

  /** Tries these, the oldest ones that wait, until they are handled, or their turn is over. */
  async deliver(deliveries: readonly Delivery[]): Promise<void> {
    const { queue } = this;
    const retries = queue.single > 0 || queue.health.failing ? 0 : queue.settings.retries;
    for (let attempt = 0; ; attempt++) {
      const result = await queue.call(deliveries);
      if ('outcome' in result) return this.works();
      if (queue.closed) return;
      if (attempt >= retries) return this.failed(deliveries, result.thrown);
      await this.wait(attempt);
    }
  }

  works(): void {
    this.rounds = 0;
  }

  async failed(deliveries: readonly Delivery[], thrown: unknown): Promise<void> {
    if (deliveries.length > 1) {
      this.queue.single = deliveries.length;
      return;
    }
    if (says(thrown, 'permanent')) return this.bury(deliveries[0] as Delivery, thrown);
    if (!says(thrown, 'passing') && (await this.queue.calls.run(() => this.probe()))) return this.works();
    await this.down(thrown);
  }

  /**
   * Tries an event further behind. Where that succeeds, those before it are tried a last time. One turn: a commit between would
   * take what is handled out of order for what is not handled.
   */
  async probe(): Promise<boolean> {
    const { queue } = this;
    const others = Math.min(queue.waiting.length - 1, mostProbed);
    if (others < 1) return false;
    const before = queue.waiting.peek(2 + (this.rounds % others));
    const probed = before.at(-1) as Delivery;
    const result = await this.tryOut(probed);
    if (!('outcome' in result) || queue.closed) return false;
    for (const delivery of before.slice(0, -1)) if (!queue.closed) await this.lastTry(delivery);
    if (queue.closed) return true;
    queue.settle(1);
    queue.handled++;
    queue.health.worked();
    queue.answer([probed], result.outcome);
    return true;
  }

  /** A call that leaves the event where it waits. */
  async tryOut({ event }: Delivery): Promise<CallResult> {
    const { caller, health } = this.queue;
    const result = await caller.call([event]);
    if ('thrown' in result) health.failures++;
    return result;
  }

  async lastTry(delivery: Delivery): Promise<void> {
    const result = await this.queue.callAlone([delivery]);
    if ('thrown' in result) this.bury(delivery, result.thrown);
  }

  /** Sets aside the oldest that waits. */
  bury({ event, sequence }: Delivery, thrown: unknown): void {
    const { queue } = this;
    queue.settle(1);
    if (sequence > 0) queue.context.bury(queue, event, thrown);
    queue.health.setAside(event, thrown);
  }

  async down(thrown: unknown): Promise<void> {
    const { queue } = this;
    queue.health.down(thrown, queue.queued);
    queue.wake();
    await this.wait(queue.settings.retries + this.rounds++);
  }

  /** Twice as long each time; not all listeners of a failed server come back in the same instant. */
  async wait(attempt: number): Promise<void> {
    const { pause, settings, context } = this.queue;
    const pauseMs = Math.min(settings.backoffMs * 2 ** Math.min(attempt, 20), longestPauseMs);
    const jitter = 1 + (context.clock.now() % 97) / 388;
    await pause.wait(Math.round(pauseMs * jitter));
  }

  /** Events out of the store; undefined where it cannot read them, after a pause. */
  async load(after: number, most: number): Promise<readonly Delivery[] | undefined> {
    const { queue } = this;
    try {
      const loaded = await queue.context.load(queue, after, most);
      return loaded;
    } catch (error) {
      queue.health.unreadable(messageOf(error));
      queue.wake();
      await this.wait(queue.settings.retries + this.rounds++);
      return undefined;
    }
  }
}

/** What an error says of itself: `permanent`, the event is to blame and always will be; `passing`, no event is to blame. */
function says(thrown: unknown, what: 'permanent' | 'passing'): boolean {
  try {
    return isCorrelatorError(thrown) && thrown.details?.[what] === true;
  } catch {
    return false;
  }
}

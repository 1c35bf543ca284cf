import type { Event } from '@correlator/events';
import type { Clock } from './clock.ts';
import { acceptsRest, acceptsType } from './criteria.ts';
import type { Listener } from './listener.ts';
import { type ListenerFigures, ListenerQueue, type QueueReports } from './listener-queue.ts';

/** Gives events to listeners: criteria, one bounded queue each. */
export class Dispatcher {
  readonly queues: readonly ListenerQueue[];
  readonly clock: Clock;
  readonly patienceMs: number;
  /** Which queues accept events of a type; types come from code, so there are few. */
  readonly byType = new Map<string, readonly ListenerQueue[]>();
  /** Some queue is full and worth waiting for. */
  pressed = false;

  constructor(listeners: readonly Listener[], options: { clock: Clock; patienceMs: number; reports: QueueReports }) {
    this.clock = options.clock;
    this.patienceMs = options.patienceMs;
    this.queues = listeners.map((listener) => new ListenerQueue(listener, options.clock, options.reports));
  }

  /** Queues `event` for every listener that accepts it, but not for the one named `except`. */
  dispatch(event: Event, except?: string): void {
    const queues = this.byType.get(event.type) ?? this.route(event.type);
    for (const queue of queues) {
      const { criteria, name } = queue.listener;
      if (name === except || (criteria !== undefined && !acceptsRest(criteria, event))) continue;
      queue.push(event);
      if (queue.slows) this.pressed = true;
    }
  }

  route(type: string): readonly ListenerQueue[] {
    const queues = this.queues.filter(({ listener }) => acceptsType(listener.criteria ?? {}, type));
    this.byType.set(type, queues);
    return queues;
  }

  /** Waits until no queue is full, at most as long as patience allows: after that, the slow ones drop their oldest. */
  async relief(): Promise<void> {
    this.pressed = false;
    const slow = this.queues.filter((queue) => queue.slows);
    if (slow.length === 0) return;
    const relieved = Promise.all(slow.map((queue) => queue.relieved()));
    if (this.patienceMs === Number.POSITIVE_INFINITY) await relieved;
    else await this.atMost(this.patienceMs, relieved);
    for (const queue of slow) if (queue.slows) queue.outrun = true;
  }

  async atMost(ms: number, done: Promise<unknown>): Promise<void> {
    let cancel = () => {};
    const over = new Promise<void>((resolve) => {
      cancel = this.clock.after(ms, resolve);
    });
    await Promise.race([done, over]);
    cancel();
  }

  /** Waits until every listener handled what was queued for it, or hangs, or fails. */
  async drained(): Promise<void> {
    for (let busy = true; busy; ) {
      await Promise.all(this.queues.map((queue) => queue.drained()));
      busy = this.queues.some((queue) => queue.working !== undefined && queue.state === 'ok');
    }
  }

  /** Drains and stops the listeners; what a hanging or failing one left is given up and said so. */
  async stop(): Promise<void> {
    await this.drained();
    for (const queue of this.queues) if (queue.state !== 'ok') queue.abandon();
    await this.drained();
    await Promise.all(this.queues.map((queue) => this.stopOne(queue)));
  }

  async stopOne(queue: ListenerQueue): Promise<void> {
    if (queue.state === 'stalled') return;
    try {
      await this.atMost(queue.settings.timeoutMs, Promise.resolve(queue.listener.stop?.()));
    } catch (error) {
      queue.trouble('engine.listener-failed', 'failed to stop', { error: String(error) });
    }
  }

  figures(): ListenerFigures[] {
    return this.queues.map((queue) => queue.figures());
  }
}

/** Where events go to listeners: in here, out at each listener's queue. */
import { type Event, formatDuration } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import { stopFailed } from '../base/component-errors.ts';
import { within } from '../base/waiting.ts';
import { acceptsRest, acceptsType } from '../contract/criteria.ts';
import type { ListenerFigures } from '../contract/figures.ts';
import type { Listener } from '../contract/listener.ts';
import type { StoredDeadLetter } from '../contract/store.ts';
import type { EventSink, Reports } from '../reports/reports.ts';
import { ListenerQueue } from './listener-queue.ts';
import { memoryOnly, type Outbox } from './outbox.ts';
import type { Outcomes } from './outcomes.ts';

/** What a dispatcher works with. */
export interface DispatcherParts {
  readonly clock: Clock;
  /** How long the engine waits for a listener in all, until that has caught up. */
  readonly patienceMs: number;
  readonly reports: Reports;
  readonly outcomes: Outcomes;
  /** Undefined without a store. */
  readonly outbox: Outbox | undefined;
}

/** Gives events to listeners: criteria, one bounded queue each. */
export class Dispatcher implements EventSink {
  readonly parts: DispatcherParts;
  readonly queues: readonly ListenerQueue[];
  /** Those with a store behind them. */
  readonly durable: readonly ListenerQueue[];
  /** Which queues accept events of a type; types come from code, so there are few. */
  readonly byType = new Map<string, readonly ListenerQueue[]>();
  /** Some queue is full and worth waiting for. */
  pressed = false;
  /** What is dispatched was dispatched in an earlier run: where it was kept, it is not kept again. */
  repeating = false;

  /** Throws `OPTIONS_INVALID` and `DURATION_INVALID` for what a listener says of its queue. */
  constructor(listeners: readonly Listener[], parts: DispatcherParts) {
    this.parts = parts;
    this.queues = listeners.map((listener) => {
      const isDurable = parts.outbox !== undefined && listener.durable !== false;
      return new ListenerQueue(listener, { ...parts, backing: (isDurable && parts.outbox) || memoryOnly });
    });
    this.durable = this.queues.filter(({ isDurable }) => isDurable);
  }

  /** Queues `event` for every listener that accepts it, but not for the one named `except`. */
  dispatch(event: Event, except?: string): void {
    const queues = this.byType.get(event.type) ?? this.route(event);
    for (const queue of queues) {
      if (queue.listener.name === except || !wants(queue, event)) continue;
      if (this.repeating && queue.keeps(event)) continue;
      queue.take(event);
      if (queue.slows) this.pressed = true;
    }
  }

  route(event: Event): readonly ListenerQueue[] {
    const queues = this.queues.filter(({ listener }) => acceptsType(listener.criteria ?? {}, event.type));
    this.byType.set(event.type, queues);
    return queues;
  }

  /** Sends dead letters again, as an operator asked: each is an event for its listener alone. */
  resend(letters: readonly StoredDeadLetter[]): void {
    for (const letter of letters) {
      const queue = this.durable.find(({ name }) => name === letter.listener);
      const delivery = queue && this.parts.outbox?.resend(letter, queue);
      if (delivery !== undefined) queue?.push(delivery);
    }
  }

  /** A checkpoint is in the store that holds the durable events up to number `sequence`. */
  committed(sequence: number): void {
    for (const queue of this.durable) queue.committed(sequence);
  }

  /** Waits until no queue is full, or patience with those that are has run out. */
  async relief(): Promise<void> {
    this.pressed = false;
    await Promise.all(this.queues.map((queue) => queue.relieved()));
  }

  /** Waits until every listener has handled everything; gives up what hanging and failing ones have not. */
  async drain(): Promise<void> {
    for (let left = this.unfinished(); left.length > 0; left = this.unfinished()) {
      await Promise.all(left.map((queue) => queue.drained()));
      for (const queue of left) if (queue.isHopeless && queue.working !== undefined) queue.close();
    }
  }

  unfinished(): readonly ListenerQueue[] {
    return this.queues.filter(({ working, closed }) => working !== undefined && !closed);
  }

  /** Stops the listeners, the last one first, so that those before it hear of its troubles; returns the errors that came of it. */
  async stop(): Promise<readonly unknown[]> {
    for (const { health } of this.queues) health.reportRest();
    const errors: unknown[] = [];
    for (const queue of this.queues.toReversed()) {
      await this.drain();
      queue.closed = true;
      // A call that hangs is still under way: to stop the listener meanwhile would be a second one.
      if (!queue.health.stalled) await this.stopOne(queue).catch((error) => errors.push(error));
    }
    return errors;
  }

  async stopOne({ listener, policy, health }: ListenerQueue): Promise<void> {
    try {
      const stopped = await within(this.parts.clock, policy.timeoutMs, async () => listener.stop?.());
      if (!stopped) throw new Error(`it has not stopped after ${formatDuration(policy.timeoutMs)}`);
    } catch (error) {
      const failed = stopFailed(`listener ${listener.name}`, error);
      health.stopFailed(failed);
      throw failed;
    }
  }

  figures(): ListenerFigures[] {
    return this.queues.map((queue) => queue.figures());
  }
}

function wants(queue: ListenerQueue, event: Event): boolean {
  const { criteria } = queue.listener;
  if (criteria === undefined) return true;
  try {
    return acceptsRest(criteria, event);
  } catch (thrown) {
    queue.refuse(event, thrown);
    return false;
  }
}

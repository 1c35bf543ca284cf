import { type Event, formatDuration } from '@correlator/events';
import { stopFailed } from '../base/component-errors.ts';
import { within } from '../base/waiting.ts';
import { acceptsRest, acceptsType } from '../contract/criteria.ts';
import type { ListenerFigures } from '../contract/figures.ts';
import type { Listener } from '../contract/listener.ts';
import type { QueueContext } from './base-queue.ts';
import type { DeliveryQueue } from './delivery.ts';
import { type DurableContext, DurableQueue } from './durable-queue.ts';
import { ListenerQueue } from './listener-queue.ts';

/** What a dispatcher needs of the engine. */
export interface DispatcherContext extends QueueContext {
  /** With a store. */
  readonly durable?: DurableContext | undefined;
}

/** Gives events to listeners: criteria, one bounded queue each. */
export class Dispatcher {
  readonly queues: readonly DeliveryQueue[];
  /** Those with a store behind them. */
  readonly durable: readonly DurableQueue[];
  readonly context: DispatcherContext;
  /** Which queues accept events of a type; types come from code, so there are few. */
  readonly byType = new Map<string, readonly DeliveryQueue[]>();
  /** Some queue is full and worth waiting for. */
  pressed = false;
  /** What is dispatched was dispatched in an earlier run: where it was kept, it is not kept again. */
  repeating = false;

  constructor(listeners: readonly Listener[], context: DispatcherContext) {
    const { durable } = context;
    this.context = context;
    this.queues = listeners.map((listener) =>
      durable === undefined || listener.durable === false
        ? new ListenerQueue(listener, context)
        : new DurableQueue(listener, durable),
    );
    this.durable = this.queues.filter((queue) => queue instanceof DurableQueue);
  }

  /** Queues `event` for every listener that accepts it, but not for the one named `except`. */
  dispatch(event: Event, except?: string): void {
    const queues = this.byType.get(event.type) ?? this.route(event);
    for (const queue of queues) {
      if (queue.listener.name === except || !wants(queue, event)) continue;
      if (this.repeating && queue instanceof DurableQueue && queue.keeps(event)) continue;
      queue.push(event);
      if (queue.slows) this.pressed = true;
    }
  }

  route(event: Event): readonly DeliveryQueue[] {
    const queues = this.queues.filter(({ listener }) => acceptsType(listener.criteria ?? {}, event.type));
    this.byType.set(event.type, queues);
    return queues;
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
      for (const queue of left) if (queue.hopeless && queue.working !== undefined) queue.close();
    }
  }

  unfinished(): readonly DeliveryQueue[] {
    return this.queues.filter(({ working, closed }) => working !== undefined && !closed);
  }

  /** Stops the listeners, the last one first, so that those before it hear of its troubles; the errors that came of it. */
  async stop(): Promise<readonly unknown[]> {
    for (const { health } of this.queues) health.tellRest();
    const errors: unknown[] = [];
    for (const queue of this.queues.toReversed()) {
      await this.drain();
      queue.closed = true;
      // A call that hangs is still under way: to stop the listener meanwhile would be a second one.
      if (!queue.health.stalled) await this.stopOne(queue).catch((error) => errors.push(error));
    }
    return errors;
  }

  async stopOne({ listener, settings, health }: DeliveryQueue): Promise<void> {
    try {
      const stopped = await within(this.context.clock, settings.timeoutMs, async () => listener.stop?.());
      if (!stopped) throw new Error(`it has not stopped after ${formatDuration(settings.timeoutMs)}`);
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

function wants(queue: DeliveryQueue, event: Event): boolean {
  const { criteria } = queue.listener;
  if (criteria === undefined) return true;
  try {
    return acceptsRest(criteria, event);
  } catch (thrown) {
    queue.refuse(event, thrown);
    return false;
  }
}

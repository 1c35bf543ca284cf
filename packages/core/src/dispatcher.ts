import { type Event, formatDuration } from '@correlator/events';
import { stopFailed } from './component-errors.ts';
import { acceptsRest, acceptsType } from './criteria.ts';
import type { Listener } from './listener.ts';
import type { ListenerFigures } from './listener-figures.ts';
import { ListenerQueue, type QueueContext } from './listener-queue.ts';
import { within } from './within.ts';

/** Gives events to listeners: criteria, one bounded queue each. */
export class Dispatcher {
  readonly queues: readonly ListenerQueue[];
  readonly context: QueueContext;
  /** Which queues accept events of a type; types come from code, so there are few. */
  readonly byType = new Map<string, readonly ListenerQueue[]>();
  /** Some queue is full and worth waiting for. */
  pressed = false;

  constructor(listeners: readonly Listener[], context: QueueContext) {
    this.context = context;
    this.queues = listeners.map((listener) => new ListenerQueue(listener, context));
  }

  /** Queues `event` for every listener that accepts it, but not for the one named `except`. */
  dispatch(event: Event, except?: string): void {
    const queues = this.byType.get(event.type) ?? this.route(event);
    for (const queue of queues) {
      if (queue.listener.name === except || !wants(queue, event)) continue;
      queue.push(event);
      if (queue.slows) this.pressed = true;
    }
  }

  route(event: Event): readonly ListenerQueue[] {
    const queues = this.queues.filter(({ listener }) => acceptsType(listener.criteria ?? {}, event.type));
    this.byType.set(event.type, queues);
    return queues;
  }

  /** Waits until no queue is full, or patience with those that are has run out. */
  async relief(): Promise<void> {
    this.pressed = false;
    await Promise.all(this.queues.map((queue) => queue.relieved()));
  }

  /** Waits until listeners have handled everything, or patience has run out; those that have not, or fail. */
  async settled(): Promise<readonly ListenerQueue[]> {
    const busy = (queue: ListenerQueue) => queue.working !== undefined;
    while (this.queues.some((queue) => busy(queue) && queue.health.state === 'ok')) {
      await Promise.all(this.queues.map((queue) => queue.settled()));
    }
    return this.queues.filter((queue) => busy(queue) || queue.hopeless);
  }

  /** Waits until every listener has handled everything; gives up what hanging and failing ones have not. */
  async drain(): Promise<void> {
    for (let left = this.unfinished(); left.length > 0; left = this.unfinished()) {
      await Promise.all(left.map((queue) => queue.drained()));
      for (const queue of left) if (queue.hopeless && queue.working !== undefined) queue.close();
    }
  }

  unfinished(): readonly ListenerQueue[] {
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

  async stopOne({ listener, settings, health }: ListenerQueue): Promise<void> {
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

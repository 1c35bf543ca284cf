import type { Event } from '@correlator/events';
import type { ListenerFigures } from '../contract/figures.ts';
import type { Listener } from '../contract/listener.ts';
import type { ListenerHealth } from './listener-health.ts';
import type { QueueSettings } from './queue-settings.ts';

/** An event on its way to a listener. Its number is 0 where it is not durable. */
export interface Delivery {
  readonly sequence: number;
  readonly event: Event;
}

/** A listener's queue, as the dispatcher sees it. */
export interface DeliveryQueue {
  readonly listener: Listener;
  readonly settings: QueueSettings;
  readonly health: ListenerHealth;
  /** While it has something to deliver. */
  readonly working: Promise<void> | undefined;
  /** The run is over for it: nothing is delivered any more. */
  closed: boolean;
  /** Whether the engine should wait for it. */
  readonly slows: boolean;
  /** It hangs or fails: waiting for it may have no end. */
  readonly hopeless: boolean;
  /** Its criteria accepted `event`. */
  push(event: Event): void;
  /** Its criteria threw at `event`. */
  refuse(event: Event, thrown: unknown): void;
  /** Resolves when the engine need not wait for room in it any more. */
  relieved(): Promise<void>;
  /** Resolves when it has delivered everything, or hangs or fails, however long that takes. */
  drained(): Promise<void>;
  /** Ends it: what it has not delivered is told of. */
  close(): void;
  figures(): ListenerFigures;
}

/** What the figures of a queue are made of. */
type Counted = Pick<DeliveryQueue, 'health'> & Pick<ListenerFigures, 'accepted' | 'handled' | 'queued' | 'underWay'>;

/** The figures of a queue. */
export function figuresOf({ accepted, handled, queued, underWay, health }: Counted): ListenerFigures {
  const { listener, failures, stalls, state } = health;
  const [dropped, deadLetters] = [health.dropped.count, health.dead.count];
  return { listener, accepted, handled, dropped, deadLetters, queued, underWay, failures, stalls, state };
}

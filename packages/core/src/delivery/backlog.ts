import type { EventQueue } from '../base/waiting.ts';
import type { Delivery } from './delivery.ts';

/** Reads a listener's events out of the store: those after a number, so many at most; undefined where it cannot. */
export type ReadBacklog = (after: number, most: number) => Promise<readonly Delivery[] | undefined>;

/** So many events are taken out of the store at a time: making events of them must not hold up the loop. */
const atOnce = 1_000;

/** What is in the store for a listener and did not fit into its queue, or is of an earlier run. */
export class Backlog {
  readonly waiting: EventQueue<Delivery>;
  readonly read: ReadBacklog;
  /** Of the events for the listener: all up to this one came into the queue. */
  handedOver = 0;
  /** … up to this one are in the store. */
  committed = 0;
  /** … up to this one are of an earlier run. */
  inherited = 0;
  /** More is in the store than was handed over. */
  behind = false;

  constructor(waiting: EventQueue<Delivery>, read: ReadBacklog) {
    this.waiting = waiting;
    this.read = read;
  }

  restore(acknowledged: number, sequence: number): void {
    this.handedOver = acknowledged;
    this.committed = sequence;
    this.inherited = sequence;
    this.behind = acknowledged < sequence;
  }

  /** Takes more into the queue. How many of them are of an earlier run; undefined where the store cannot be read. */
  async takeMore(): Promise<number | undefined> {
    const { committed } = this;
    const loaded = await this.read(this.handedOver, atOnce);
    if (loaded === undefined) return undefined;
    for (const delivery of loaded) this.waiting.push(delivery);
    // Less than was asked for is all that it had then.
    const last = loaded.length < atOnce ? committed : 0;
    this.handedOver = Math.max(this.handedOver, last, loaded.at(-1)?.sequence ?? 0);
    this.behind = this.handedOver < this.committed;
    return loaded.filter(({ sequence }) => sequence <= this.inherited).length;
  }
}

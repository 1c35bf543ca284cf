import { type Event, type EventJSON, eventFromJSON, messageOf } from '@correlator/events';
import type { DeadLetter, Store, StoredDeadLetter, StoreTransaction } from '../contract/store.ts';
import type { Delivery } from './delivery.ts';
import type { DurableQueue } from './durable-queue.ts';
import { durableText } from './durable-text.ts';

/** A durable event, and the queues that it is for. */
interface Staged extends Delivery {
  readonly queues: readonly DurableQueue[];
}

/** What one transaction takes along. */
export interface OutboxCut {
  readonly staged: readonly Staged[];
  /** Of each of these, who has not acknowledged it. */
  readonly open: readonly (readonly string[])[];
  readonly letters: readonly DeadLetter[];
  /** Ids of dead letters that were sent again. */
  readonly resent: readonly number[];
  readonly sequence: number;
}

/** Classes that `eventFromJSON` makes events of. */
export type EventClasses = Parameters<typeof eventFromJSON>[1];

/** What an outbox needs of the engine. */
export interface OutboxContext {
  readonly store: Store;
  readonly classes: () => EventClasses;
  readonly now: () => number;
  /** An event cannot be kept. */
  readonly unfit: (event: Event, why: string) => void;
}

/** Durable events between their dispatch and the commit that holds them. */
export class Outbox {
  readonly context: OutboxContext;
  /** The number of the last durable event. */
  sequence = 0;
  /** Since the last cut, and of cuts that are under way. */
  staged: Staged[] = [];
  underWay: readonly Staged[] = [];
  letters: DeadLetter[] = [];
  resent: number[] = [];

  constructor(context: OutboxContext) {
    this.context = context;
  }

  /** Keeps `event` for `queue`; one number for all queues that are given it. */
  stage(queue: DurableQueue, event: Event): void {
    const last = this.staged.at(-1);
    const entry = last?.event === event ? last : this.enter(event);
    (entry.queues as DurableQueue[]).push(queue);
    queue.dispatched(entry);
  }

  enter(event: Event): Staged {
    const entry: Staged = { sequence: ++this.sequence, event, queues: [] };
    this.staged.push(entry);
    return entry;
  }

  /** What is for `queue` and in no commit yet. */
  waiting(queue: DurableQueue, after: number): readonly Delivery[] {
    return [...this.underWay, ...this.staged].filter(
      ({ sequence, queues }) => sequence > after && queues.includes(queue),
    );
  }

  async load(queue: DurableQueue, after: number, most: number): Promise<readonly Delivery[]> {
    const stored = await this.context.store.undelivered(queue.listener.name, after, most);
    return stored.map(({ sequence, event }) => ({ sequence, event: this.read(event) }));
  }

  /** As its class has it, where that is there and the data still fits; otherwise as it was stored. */
  read(text: string): Event {
    const json = JSON.parse(text) as EventJSON;
    try {
      return eventFromJSON(json, this.context.classes());
    } catch {
      return eventFromJSON(json);
    }
  }

  bury({ listener: { name: listener } }: DurableQueue, event: Event, thrown: unknown): void {
    const text = this.text(event);
    if (text !== undefined)
      this.letters.push({ listener, event: text, error: messageOf(thrown), at: this.context.now() });
  }

  /** An operator wants these sent again: each is an event for its listener alone. */
  resend(letters: readonly StoredDeadLetter[], queues: readonly DurableQueue[]): void {
    for (const { id, listener, event } of letters) {
      const queue = queues.find((known) => known.listener.name === listener);
      if (queue === undefined || this.resent.includes(id)) continue;
      this.resent.push(id);
      queue.resent(this.read(event));
    }
  }

  /** Everything up to now, for a transaction to take along. */
  cut(): OutboxCut {
    const { staged, letters, resent, sequence } = this;
    const open = staged.map((entry) => {
      const behind = entry.queues.filter(({ acknowledged }) => acknowledged < entry.sequence);
      return behind.map(({ listener }) => listener.name);
    });
    this.underWay = staged;
    this.staged = [];
    this.letters = [];
    this.resent = [];
    return { staged, open, letters, resent, sequence };
  }

  /** Puts a cut into a transaction, event by event. */
  *write({ staged, open, letters, resent }: OutboxCut, transaction: StoreTransaction): Generator<void> {
    for (const [i, { sequence, event }] of staged.entries()) {
      const listeners = open[i] ?? [];
      const text = listeners.length === 0 ? undefined : this.text(event);
      if (text !== undefined) transaction.enqueue({ sequence, event: text }, listeners);
      yield;
    }
    for (const letter of letters) transaction.bury(letter);
    for (const id of resent) transaction.unbury(id);
  }

  text(event: Event): string | undefined {
    try {
      return durableText(event);
    } catch (error) {
      this.context.unfit(event, messageOf(error));
      return undefined;
    }
  }

  /** The cut is in the store: listeners that waited for it are given its events. */
  committed({ staged }: OutboxCut): void {
    this.underWay = [];
    for (const entry of staged) for (const queue of entry.queues) queue.released(entry);
  }

  /** The cut is not in the store: the next one takes it along. */
  failed({ staged, letters, resent }: OutboxCut): void {
    this.underWay = [];
    this.staged = [...staged, ...this.staged];
    this.letters = [...letters, ...this.letters];
    this.resent = [...resent, ...this.resent];
  }
}

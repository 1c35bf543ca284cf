/** What stands behind the queues of listeners: memory alone, or a store that keeps events until they are handled. */
import { type Event, type EventJSON, errorText, eventFromJSON, type Rendered } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { DeadLetter, Store, StoredDeadLetter, StoreTransaction } from '../contract/store.ts';
import type { Reports } from '../reports/reports.ts';

/** An event on its way to a listener. Its number is 0 where no store keeps it. */
export interface Delivery {
  readonly sequence: number;
  readonly event: Event;
}

/** A listener's queue, as what stands behind it knows it. */
export interface Recipient {
  readonly name: string;
  /** Of the durable events for it, it has handled, or set aside, those up to this number. */
  readonly acknowledged: number;
}

/** What keeps events for a listener beside its queue. */
export interface Backing {
  /** Keeps an event for a listener until that acknowledges it, and numbers it. */
  stage(event: Event, recipient: Recipient): Delivery;
  /** Returns kept events for a listener, in order: those after number `after`, at most `most`. */
  load(recipient: Recipient, after: number, most: number): Promise<readonly Delivery[]>;
  /** Keeps an event that a listener cannot handle. */
  bury(recipient: Recipient, event: Event, thrown: unknown): void;
}

/** Keeps nothing: what is in a queue is all there is. */
export const memoryOnly: Backing = {
  stage: (event) => ({ sequence: 0, event }),
  load: async () => [],
  bury: () => {},
};

/** A durable event, and who it is for. */
interface Staged extends Delivery {
  readonly recipients: Recipient[];
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

/** What an outbox works with. */
export interface OutboxParts {
  readonly store: Store;
  readonly classes: EventClasses;
  readonly clock: Clock;
  readonly reports: Reports;
}

/** Durable events between their dispatch and the commit that holds them. */
export class Outbox implements Backing {
  readonly parts: OutboxParts;
  /** The number of the last durable event. */
  sequence = 0;
  /** Since the last cut. */
  staged: Staged[] = [];
  letters: DeadLetter[] = [];
  resent: number[] = [];

  constructor(parts: OutboxParts) {
    this.parts = parts;
  }

  /** One number serves all listeners that are given the event at once. */
  stage(event: Event, recipient: Recipient): Delivery {
    const last = this.staged.at(-1);
    if (last?.event === event) {
      last.recipients.push(recipient);
      return last;
    }
    const entry: Staged = { sequence: ++this.sequence, event, recipients: [recipient] };
    this.staged.push(entry);
    return entry;
  }

  async load({ name }: Recipient, after: number, most: number): Promise<readonly Delivery[]> {
    const stored = await this.parts.store.undelivered(name, after, most);
    return stored.map(({ sequence, event }) => ({ sequence, event: this.read(event) }));
  }

  /** Reads an event as its class has it, if that is there and the data still fits; otherwise as it was stored. */
  read(text: string): Event {
    const json = JSON.parse(text) as EventJSON;
    try {
      return eventFromJSON(json, this.parts.classes);
    } catch {
      return eventFromJSON(json);
    }
  }

  bury({ name: listener }: Recipient, event: Event, thrown: unknown): void {
    const text = this.text(event);
    if (text === undefined) return;
    this.letters.push({ listener, event: text, error: errorText(thrown), at: this.parts.clock.now() });
  }

  /** Stages a dead letter that is to be sent again, for its listener alone; undefined if that is done already. */
  resend({ id, event }: StoredDeadLetter, recipient: Recipient): Delivery | undefined {
    if (this.resent.includes(id)) return undefined;
    this.resent.push(id);
    return this.stage(this.read(event), recipient);
  }

  /** Takes everything up to now, for a transaction to take along. */
  cut(): OutboxCut {
    const { staged, letters, resent, sequence } = this;
    const open = staged.map((entry) => {
      const behind = entry.recipients.filter(({ acknowledged }) => acknowledged < entry.sequence);
      return behind.map(({ name }) => name);
    });
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

  /** Returns an event as the store keeps it; undefined, and a report, where that cannot be. */
  text(event: Event): string | undefined {
    try {
      return durableText(event);
    } catch (thrown) {
      const { id, type } = event;
      const error = errorText(thrown);
      const summary = `event ${id} of type ${type} cannot be kept, and is lost if the run ends before it is handled: ${error}`;
      const data = { event: type, id, error };
      this.parts.reports.report({ type: 'engine.listener-trouble', summary, data });
      return undefined;
    }
  }

  /** Puts a cut back that did not come into the store: the next one takes it along. */
  putBack({ staged, letters, resent }: OutboxCut): void {
    this.staged = [...staged, ...this.staged];
    this.letters = [...letters, ...this.letters];
    this.resent = [...resent, ...this.resent];
  }
}

/** An event as a store keeps it: JSON, with its summary and messages. If those cannot be rendered, its type stands for them. */
function durableText(event: Event): string {
  try {
    return JSON.stringify(event);
  } catch {
    const value: Rendered = { summary: event.rendered?.summary ?? event.type, text: '', html: '' };
    return JSON.stringify((Object.create(event, { rendered: { value } }) as Event).toJSON());
  }
}

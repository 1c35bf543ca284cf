/** A store in memory. */
import type {
  Checkpoint,
  DeadLetter,
  DurableEvent,
  Store,
  StoredDeadLetter,
  StoreFigures,
  StoreTransaction,
} from '../contract/store.ts';
import type { StateChange } from '../state/collection.ts';

interface Undelivered extends DurableEvent {
  readonly listeners: Set<string>;
}

/** All that a store holds. Nothing of it but `state` is changed once it is made. */
interface Content {
  readonly checkpoint: string | undefined;
  readonly state: ReadonlyMap<string, Map<string, string>>;
  readonly events: readonly Undelivered[];
  readonly letters: readonly StoredDeadLetter[];
}

/** How many dead letters that are to be sent again are given at a time. */
const resentAtOnce = 100;

/** A store that lasts as long as the process: for tests, and to hand state from one engine to the next. */
export interface MemoryStore extends Store {
  readonly deadLetters: readonly StoredDeadLetter[];
  /** Asks for these dead letters to be sent again, as an operator does. */
  resend(ids: readonly number[]): void;
}

/** Makes a store that lasts as long as the process. */
export function createMemoryStore(): MemoryStore {
  let content: Content = { checkpoint: undefined, state: new Map(), events: [], letters: [] };
  return {
    get deadLetters() {
      return content.letters;
    },
    resend(ids) {
      const letters = content.letters.map((letter) => (ids.includes(letter.id) ? { ...letter, resend: true } : letter));
      content = { ...content, letters };
    },
    load: async () => (content.checkpoint === undefined ? undefined : (JSON.parse(content.checkpoint) as Checkpoint)),
    async *state(collection) {
      yield [...(content.state.get(collection) ?? [])].map(([key, value]) => ({ key, value }));
    },
    begin: () =>
      new MemoryTransaction(content, (changed) => {
        content = changed;
      }),
    async undelivered(listener, after, most) {
      const wanted = content.events.filter(({ sequence, listeners }) => sequence > after && listeners.has(listener));
      return wanted.slice(0, most).map(({ sequence, event }) => ({ sequence, event }));
    },
    async close() {},
  };
}

class MemoryTransaction implements StoreTransaction {
  readonly state: Map<string, Map<string, string>>;
  readonly apply: (content: Content) => void;
  events: Undelivered[];
  letters: StoredDeadLetter[];

  constructor({ state, events, letters }: Content, apply: (content: Content) => void) {
    this.state = new Map([...state].map(([name, values]) => [name, new Map(values)]));
    this.events = events.map((event) => ({ ...event, listeners: new Set(event.listeners) }));
    this.letters = [...letters];
    this.apply = apply;
  }

  clear(collection: string): void {
    this.state.delete(collection);
  }

  put(collection: string, changes: readonly StateChange[]): void {
    const values = this.state.get(collection) ?? new Map<string, string>();
    this.state.set(collection, values);
    for (const { key, value } of changes) {
      if (value === null) values.delete(key);
      else values.set(key, value);
    }
  }

  enqueue(event: DurableEvent, listeners: readonly string[]): void {
    this.events.push({ ...event, listeners: new Set(listeners) });
  }

  bury(letter: DeadLetter): void {
    const id = 1 + Math.max(0, ...this.letters.map((known) => known.id));
    this.letters.push({ ...letter, id, resend: false });
  }

  unbury(id: number): void {
    this.letters = this.letters.filter((letter) => letter.id !== id);
  }

  retire(listener: string, at: number): void {
    for (const { event, listeners } of this.events) {
      if (listeners.delete(listener)) this.bury({ listener, event, error: 'the listener is gone', at });
    }
  }

  async ready(): Promise<void> {}

  async commit(checkpoint: Checkpoint): Promise<StoreFigures> {
    for (const [name, { acknowledged }] of Object.entries(checkpoint.listeners)) {
      for (const { sequence, listeners } of this.events) if (sequence <= acknowledged) listeners.delete(name);
    }
    const events = this.events.filter(({ listeners }) => listeners.size > 0);
    const { state, letters } = this;
    this.apply({ checkpoint: JSON.stringify(checkpoint), state, events, letters });
    return {
      undelivered: events.length,
      bytes: events.reduce((sum, { event }) => sum + event.length, 0),
      deadLetters: letters.length,
      forgotten: 0,
      resend: letters.filter(({ resend }) => resend).slice(0, resentAtOnce),
    };
  }
}

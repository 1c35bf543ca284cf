/** What waits for one listener: in memory, for a commit, and in the store. */
import { EventQueue } from '../base/waiting.ts';
import type { ListenerCheckpoint } from '../contract/store.ts';
import type { Backing, Delivery, Recipient } from './outbox.ts';

/** How many times its capacity a queue takes in: what was dispatched before inputs had to wait comes at once when it is committed. */
const roomFor = 3;
/** How many events are taken out of the store at a time: making events of them must not hold up the loop. */
const loadedAtOnce = 1_000;

/** Where events for a listener are kept beside its memory, and whether they wait for a commit. */
export interface WaitingOptions {
  /** How many wait in memory. */
  readonly capacity: number;
  readonly backing: Backing;
  readonly recipient: Recipient;
  /** Events are given out when a commit holds them, not before. */
  readonly isJournaled: boolean;
}

/**
 * The events that wait for one listener, in order. Those of number 0 are in memory alone. Durable ones that memory has no room
 * for wait in the store, and are read from there when little is left.
 */
export class WaitingEvents {
  readonly options: WaitingOptions;
  readonly memory = new EventQueue<Delivery>();
  /** Durable events that no commit holds yet, and that wait for one or for those before them. */
  readonly uncommitted = new EventQueue<Delivery>();
  /** More is in the store than came into memory. */
  behind = false;
  /** Of the durable events, those up to this number came into memory. */
  taken = 0;
  /** … up to this number are in the store. */
  stored = 0;
  /** … up to this number are of an earlier run. */
  inherited = 0;

  constructor(options: WaitingOptions) {
    this.options = options;
  }

  /** How many wait in memory. */
  get length(): number {
    return this.memory.length;
  }

  get isEmpty(): boolean {
    return !this.behind && this.memory.length === 0;
  }

  /** Goes on from a checkpoint whose last durable event has number `sequence`. */
  restore({ acknowledged }: ListenerCheckpoint, sequence: number): void {
    this.taken = acknowledged;
    this.stored = sequence;
    this.inherited = sequence;
    this.behind = acknowledged < sequence;
  }

  /** Takes a durable event in its turn. */
  push(delivery: Delivery): void {
    if (!this.options.isJournaled && !this.behind && this.hasRoom()) this.admit(delivery);
    else this.uncommitted.push(delivery);
  }

  /** What there is no room for comes out of the store later. */
  hasRoom(): boolean {
    this.behind = this.memory.length >= this.options.capacity * roomFor;
    return !this.behind;
  }

  admit(delivery: Delivery): void {
    this.taken = delivery.sequence;
    this.memory.push(delivery);
  }

  /** A commit holds the durable events up to number `sequence`. Those that memory has no room for are read again. */
  committed(sequence: number): void {
    this.stored = sequence;
    for (let next = this.uncommitted.first; next !== undefined && next.sequence <= sequence; ) {
      this.uncommitted.take(1);
      // Some may have been read from the store already, before this was known.
      const isNews = this.options.isJournaled && next.sequence > this.taken;
      if (isNews && !this.behind && this.hasRoom()) this.admit(next);
      next = this.uncommitted.first;
    }
  }

  /** Takes more out of the store; returns how many of them are of an earlier run. Rejects where the store cannot be read. */
  async load(): Promise<number> {
    const { stored, options } = this;
    const loaded = await options.backing.load(options.recipient, this.taken, loadedAtOnce);
    for (const delivery of loaded) this.memory.push(delivery);
    // Less than was asked for is all that the store had then.
    const last = loaded.length < loadedAtOnce ? stored : 0;
    this.taken = Math.max(this.taken, last, loaded.at(-1)?.sequence ?? 0);
    this.behind = this.taken < this.stored;
    if (!this.behind && !options.isJournaled) this.takeUncommitted();
    return loaded.filter(({ sequence }) => sequence <= this.inherited).length;
  }

  /** The store has no more: what was dispatched since and is not in it yet is next. */
  takeUncommitted(): void {
    for (const delivery of this.uncommitted.take(this.uncommitted.length)) {
      if (delivery.sequence > this.taken) this.push(delivery);
    }
  }
}

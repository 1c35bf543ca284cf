/** The calls of one listener: timed, one at a time, `commit` among them. */
import type { Event } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { Json } from '../base/json.ts';
import { Mutex } from '../base/waiting.ts';
import type { Listener, Outcome } from '../contract/listener.ts';
import type { ListenerCheckpoint } from '../contract/store.ts';

/** How a call of a listener ended. */
export type CallResult = { readonly outcome: Outcome } | { readonly thrown: unknown };

/** Told of a call that takes too long. */
export interface CallObserver {
  /** The call takes longer than its timeout. It is still waited for: two calls at once would break the order. */
  stalled(): void;
  /** The call has ended after all. */
  returned(): void;
}

/** Calls a listener. If a call takes too long, its signal tells the listener, and the observer is told. */
export class ListenerCalls {
  readonly listener: Listener;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly observer: CallObserver;
  readonly turns = new Mutex();
  controller = new AbortController();

  constructor(
    listener: Listener,
    limit: { readonly clock: Clock; readonly timeoutMs: number },
    observer: CallObserver,
  ) {
    this.listener = listener;
    this.clock = limit.clock;
    this.timeoutMs = limit.timeoutMs;
    this.observer = observer;
  }

  /** Runs `action` while no other call is under way. A listener that never commits has but one caller. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    return this.listener.commit === undefined ? action() : this.turns.run(action);
  }

  /** Gives events to the listener. Never rejects, whatever the listener does. */
  async handle(events: readonly Event[]): Promise<CallResult> {
    const { listener, controller } = this;
    try {
      const result =
        listener.handleBatch === undefined
          ? listener.handle(events[0] as Event, controller.signal)
          : listener.handleBatch(events, controller.signal);
      return { outcome: isThenable(result) ? await this.inTime(result) : result };
    } catch (thrown) {
      return { thrown };
    }
  }

  async inTime(result: PromiseLike<Outcome>): Promise<Outcome> {
    let stalled = false;
    const cancel = this.clock.after(this.timeoutMs, () => {
      stalled = true;
      this.controller.abort();
      this.controller = new AbortController();
      this.observer.stalled();
    });
    try {
      return await result;
    } finally {
      cancel();
      if (stalled) this.observer.returned();
    }
  }
}

/** What a listener with `commit` has made safe, as far as is known: where it is taken back to after a crash. */
export class CommitPoint {
  readonly calls: ListenerCalls;
  saved: ListenerCheckpoint = { acknowledged: 0, position: null };
  /** The listener has said so, in this run or an earlier one. */
  known = false;
  /** It is being asked. */
  asking = false;

  constructor(calls: ListenerCalls) {
    this.calls = calls;
  }

  restore(saved: ListenerCheckpoint): void {
    this.saved = saved;
    this.known = saved.position !== null;
  }

  /** Returns whether `commit` would say something new of a listener that has handled the events up to this number. */
  isBehind(acknowledged: number): boolean {
    if (this.calls.listener.commit === undefined || this.asking) return false;
    return !this.known || acknowledged > this.saved.acknowledged;
  }

  /** Asks the listener, between two calls, what is safe of what it has handled by then. Rejects if it cannot say. */
  async ask(acknowledged: () => number): Promise<void> {
    this.asking = true;
    try {
      this.saved = await this.calls.inTurn(async () => {
        const upTo = acknowledged();
        const position: Json = (await this.calls.listener.commit?.()) ?? null;
        return { acknowledged: upTo, position };
      });
      this.known = true;
    } finally {
      this.asking = false;
    }
  }
}

/** Returns whether a value is a promise, of any make. */
function isThenable(value: unknown): value is PromiseLike<Outcome> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

import type { Event } from '@correlator/events';
import type { Cancel, Clock } from '../base/clock.ts';
import type { Listener, Outcome } from '../contract/listener.ts';

/** How a call of a listener ended. */
export type CallResult = { readonly outcome: Outcome } | { readonly thrown: unknown };

/** How long a call may take, and what is told of one that takes longer. */
export interface CallLimit {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** It is still waited for: two calls at once would break the order. */
  readonly onStall: () => void;
  /** It has ended after all. */
  readonly onReturn: () => void;
}

/** Calls a listener, and tells it by its signal when a call takes too long. */
export class ListenerCaller {
  readonly listener: Listener;
  readonly limit: CallLimit;
  controller = new AbortController();

  constructor(listener: Listener, limit: CallLimit) {
    this.listener = listener;
    this.limit = limit;
  }

  /** Never rejects, whatever the listener does. */
  async call(events: readonly Event[]): Promise<CallResult> {
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
    const cancel: Cancel = this.limit.clock.after(this.limit.timeoutMs, () => {
      stalled = true;
      this.controller.abort();
      this.controller = new AbortController();
      this.limit.onStall();
    });
    try {
      return await result;
    } finally {
      cancel();
      if (stalled) this.limit.onReturn();
    }
  }
}

/** A promise of any make. */
function isThenable(value: unknown): value is PromiseLike<Outcome> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

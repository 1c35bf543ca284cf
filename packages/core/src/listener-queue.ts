import { durationMs, type Event, messageOf } from '@correlator/events';
import type { Clock } from './clock.ts';
import { sleep } from './clock.ts';
import type { Listener, Outcome } from './listener.ts';

/** How a listener is doing. */
export type ListenerState = 'ok' | 'stalled' | 'failing';

/** What a queue tells the engine. */
export interface QueueReports {
  /** A call ended with outcomes. */
  outcome(listener: string, cause: Event, events: readonly Event[]): void;
  /** Something went wrong with this listener: `type` such as `engine.listener-failed`. */
  trouble(listener: string, type: string, summary: string, data: Readonly<Record<string, unknown>>): void;
}

/** A listener's figures. */
export interface ListenerFigures {
  readonly listener: string;
  readonly handled: number;
  /** Given up because the queue was full. */
  readonly dropped: number;
  /** Given up because handling them failed. */
  readonly deadLetters: number;
  readonly queued: number;
  readonly state: ListenerState;
}

interface Settings {
  readonly capacity: number;
  readonly batch: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly backoffMs: number;
}

function settingsOf({ name, queue = {} }: Listener): Settings {
  const { capacity = 10_000, batch = 500, timeout = '30s', retries = 3, backoff = '100ms' } = queue;
  return {
    capacity,
    batch,
    retries,
    timeoutMs: durationMs(timeout, `listeners.${name}.queue.timeout`),
    backoffMs: durationMs(backoff, `listeners.${name}.queue.backoff`),
  };
}

/** So many dead letters in a row, and a listener is failing: it is tried again now and then, and slows nobody. */
const failingAfter = 5;
const longestPauseMs = 60_000;

/** One listener's bounded queue: one call at a time, retried, timed out, counted; never in the way of other listeners. */
export class ListenerQueue {
  readonly listener: Listener;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly reports: QueueReports;
  readonly events: Event[] = [];
  /** Where in `events` the queue begins: taking is cheap. */
  head = 0;
  state: ListenerState = 'ok';
  /** Patience with it ran out: it slows nobody until its queue is half empty. */
  outrun = false;
  handled = 0;
  dropped = 0;
  deadLetters = 0;
  deadInRow = 0;
  working: Promise<void> | undefined = undefined;
  abandoned = false;
  controller = new AbortController();
  /** Who waits for this queue to get on. */
  waiting: (() => void)[] = [];

  constructor(listener: Listener, clock: Clock, reports: QueueReports) {
    this.listener = listener;
    this.settings = settingsOf(listener);
    this.clock = clock;
    this.reports = reports;
  }

  get length(): number {
    return this.events.length - this.head;
  }

  /** Whether the engine should wait for it. */
  get slows(): boolean {
    return this.length >= this.settings.capacity && this.state === 'ok' && !this.outrun;
  }

  figures(): ListenerFigures {
    const { handled, dropped, deadLetters, state } = this;
    return { listener: this.listener.name, handled, dropped, deadLetters, queued: this.length, state };
  }

  push(event: Event): void {
    this.events.push(event);
    if (this.length > this.settings.capacity && (this.state !== 'ok' || this.outrun)) this.dropOldest();
    this.working ??= Promise.resolve().then(() => this.work());
  }

  dropOldest(): void {
    this.discard(1);
    this.dropped++;
    if (this.dropped === 1 || this.dropped % 10_000 === 0) {
      const data = { listener: this.listener.name, dropped: this.dropped };
      this.trouble('engine.listener-dropped', 'is too slow: the oldest events in its queue are dropped', data);
    }
  }

  discard(count: number): void {
    this.head += count;
    if (this.head < 1_024 && this.head < this.events.length) return;
    this.events.splice(0, this.head);
    this.head = 0;
  }

  async work(): Promise<void> {
    while (this.length > 0 && !this.abandoned) {
      const batch = this.take();
      const done = await this.deliver(batch);
      if (done) this.recovered(batch.length);
      else await this.deadLetter(batch);
      if (this.outrun && this.length <= this.settings.capacity / 2) this.outrun = false;
      this.wake();
    }
    this.working = undefined;
    this.wake();
  }

  take(): readonly Event[] {
    const size = this.listener.handleBatch === undefined ? 1 : this.settings.batch;
    const batch = this.events.slice(this.head, this.head + size);
    this.discard(batch.length);
    return batch;
  }

  recovered(count: number): void {
    this.handled += count;
    this.deadInRow = 0;
    this.state = 'ok';
  }

  /** Tries until it works or the retries are used up; while the listener is failing, once. */
  async deliver(batch: readonly Event[]): Promise<boolean> {
    const retries = this.state === 'failing' ? 0 : this.settings.retries;
    for (let attempt = 0; ; attempt++) {
      const error = await this.call(batch);
      if (error === undefined) return true;
      if (attempt >= retries || this.abandoned) return this.failed(batch, error);
      await sleep(this.clock, this.settings.backoffMs * 2 ** attempt);
    }
  }

  failed(batch: readonly Event[], error: Failure): false {
    this.trouble('engine.listener-failed', `failed: ${messageOf(error.thrown)}`, {
      listener: this.listener.name,
      error: messageOf(error.thrown),
      events: batch.slice(0, 10).map((event) => event.type),
      count: batch.length,
    });
    return false;
  }

  /** One call of the listener; what it threw, if anything. */
  async call(batch: readonly Event[]): Promise<Failure | undefined> {
    const { listener, controller } = this;
    try {
      const result =
        listener.handleBatch === undefined
          ? listener.handle(batch[0] as Event, controller.signal)
          : listener.handleBatch(batch, controller.signal);
      this.conclude(batch, result instanceof Promise ? await this.withTimeout(result) : result);
      return undefined;
    } catch (thrown) {
      return { thrown };
    }
  }

  conclude(batch: readonly Event[], outcome: Outcome): void {
    if (outcome === undefined) return;
    const events = Array.isArray(outcome) ? (outcome as readonly Event[]) : [outcome as Event];
    if (events.length > 0) this.reports.outcome(this.listener.name, batch[0] as Event, events);
  }

  /** A call that takes too long is said to be stalled, and still waited for: two calls at once would break the order. */
  async withTimeout(result: Promise<Outcome>): Promise<Outcome> {
    const cancel = this.clock.after(this.settings.timeoutMs, () => this.stall());
    try {
      return await result;
    } finally {
      cancel();
      if (this.state === 'stalled') this.state = 'ok';
    }
  }

  stall(): void {
    this.state = 'stalled';
    this.controller.abort();
    this.controller = new AbortController();
    const data = { listener: this.listener.name, timeoutMs: this.settings.timeoutMs, queued: this.length };
    this.trouble('engine.listener-stalled', 'hangs: a call takes longer than its timeout', data);
    this.wake();
  }

  async deadLetter(batch: readonly Event[]): Promise<void> {
    if (batch.length > 1 && this.state !== 'failing') return this.oneByOne(batch);
    this.deadLetters += batch.length;
    this.deadInRow++;
    if (this.deadInRow < failingAfter) return;
    if (this.state !== 'failing') {
      this.state = 'failing';
      const data = { listener: this.listener.name, deadLetters: this.deadLetters };
      this.trouble(
        'engine.listener-failing',
        'fails again and again: it is tried now and then, and slows nobody',
        data,
      );
    }
    this.wake();
    const pause = this.settings.backoffMs * 2 ** Math.min(this.deadInRow, 20);
    if (!this.abandoned) await sleep(this.clock, Math.min(pause, longestPauseMs));
  }

  /** One bad event must not take its whole batch with it. */
  async oneByOne(batch: readonly Event[]): Promise<void> {
    for (const event of batch) {
      const error = await this.call([event]);
      if (error === undefined) this.recovered(1);
      else await this.deadLetter([event]);
    }
  }

  trouble(type: string, what: string, data: Readonly<Record<string, unknown>>): void {
    this.reports.trouble(this.listener.name, type, `listener ${this.listener.name} ${what}`, data);
  }

  wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when something about the queue has changed. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  /** Resolves when the engine need not wait for it any more. */
  async relieved(): Promise<void> {
    while (this.slows) {
      await this.change();
    }
  }

  /** Resolves when its queue is empty and no call is under way, or when it hangs or fails: then the rest is given up. */
  async drained(): Promise<void> {
    while (this.working !== undefined && this.state === 'ok') {
      await this.change();
    }
  }

  /** Gives up what is queued. */
  abandon(): void {
    this.abandoned = true;
    if (this.length === 0) return;
    const data = { listener: this.listener.name, count: this.length };
    this.deadLetters += this.length;
    this.discard(this.length);
    this.trouble('engine.listener-abandoned', `did not handle ${data.count} events before the end`, data);
  }
}

interface Failure {
  readonly thrown: unknown;
}

import type { Event } from '@correlator/events';
import type { Clock } from './clock.ts';
import { type DeliveryQueue, figuresOf } from './delivery.ts';
import { EventQueue } from './event-queue.ts';
import type { Listener, Outcome } from './listener.ts';
import { type CallResult, ListenerCaller } from './listener-caller.ts';
import type { ListenerFigures } from './listener-figures.ts';
import { ListenerHealth, type QueueReports } from './listener-health.ts';
import { Patience } from './patience.ts';
import { Pause } from './pause.ts';
import { type QueueSettings, queueSettings } from './queue-settings.ts';

/** What a queue needs of the engine. */
export interface QueueContext {
  readonly clock: Clock;
  /** How long the engine waits for a listener in all, until that has caught up. */
  readonly patienceMs: number;
  readonly reports: QueueReports;
}

/** Between two tries of a listener that is failing. */
const longestPauseMs = 60_000;

/** One listener's bounded queue: one call at a time, tried again, timed, counted; never in the way of other listeners. */
export class ListenerQueue implements DeliveryQueue {
  readonly listener: Listener;
  readonly settings: QueueSettings;
  readonly context: QueueContext;
  readonly health: ListenerHealth;
  readonly caller: ListenerCaller;
  readonly pause: Pause;
  readonly queue = new EventQueue<Event>();
  accepted = 0;
  handled = 0;
  underWay = 0;
  /** So many of the next events are handled one by one: a call with all of them failed. */
  single = 0;
  readonly patience: Patience;
  working: Promise<void> | undefined = undefined;
  /** The run is over: nothing is accepted any more. */
  closed = false;
  /** Who waits for this queue to get on. */
  waiting: (() => void)[] = [];

  constructor(listener: Listener, context: QueueContext) {
    const { clock, patienceMs, reports } = context;
    const change = () => this.change();
    const settings = queueSettings(listener);
    const health = new ListenerHealth(listener.name, reports);
    const onStall = () => this.changed(() => health.stall(settings.timeoutMs, this.queue.length));
    const onReturn = () => health.comeBack();
    this.listener = listener;
    this.settings = settings;
    this.context = context;
    this.health = health;
    this.caller = new ListenerCaller(listener, { clock, timeoutMs: settings.timeoutMs, onStall, onReturn });
    this.pause = new Pause(clock);
    this.patience = new Patience({ clock, patienceMs, health, change, changed: () => this.wake() });
  }

  /** Whether the engine should wait for it: it is full, and worth it. */
  get slows(): boolean {
    return this.queue.length >= this.settings.capacity && this.health.state === 'ok';
  }

  figures(): ListenerFigures {
    const { accepted, handled, queue, underWay, health } = this;
    return figuresOf({ accepted, handled, queued: queue.length, underWay, health });
  }

  push(event: Event): void {
    if (this.closed) return;
    this.accepted++;
    this.queue.push(event);
    if (this.queue.length > this.settings.capacity) this.overflow();
    this.working ??= Promise.resolve().then(() => this.work());
  }

  /** A queue that is waited for may hold more than its capacity: what one record sets off. */
  overflow(): void {
    if (this.health.state === 'ok') return;
    for (const event of this.queue.take(this.queue.length - this.settings.capacity)) this.health.drop(event);
  }

  /** Its criteria threw at `event`. */
  refuse(event: Event, thrown: unknown): void {
    if (this.closed) return;
    this.accepted++;
    this.health.refuse(event, thrown);
  }

  async work(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.take(this.atOnce);
      this.underWay = batch.length;
      const result = await this.deliver(batch);
      this.underWay = 0;
      if ('outcome' in result) this.succeeded(batch, result.outcome);
      else await this.failed(batch, result.thrown);
      if (this.queue.length === 0) this.caughtUp();
      this.wake();
    }
    this.working = undefined;
    this.wake();
  }

  get atOnce(): number {
    return this.listener.handleBatch === undefined || this.oneByOne ? 1 : this.settings.batch;
  }

  get oneByOne(): boolean {
    return this.health.failing || this.single > 0;
  }

  /** Calls the listener until that goes well or the retries are used up; only once where it failed just before. */
  async deliver(batch: readonly Event[]): Promise<CallResult> {
    const retries = this.oneByOne ? 0 : this.settings.retries;
    for (let attempt = 0; ; attempt++) {
      const result = await this.caller.call(batch);
      if ('outcome' in result) return result;
      this.health.failures++;
      if (attempt < retries) await this.pause.wait(Math.min(this.settings.backoffMs * 2 ** attempt, longestPauseMs));
      if (attempt >= retries || this.closed) return result;
    }
  }

  succeeded(batch: readonly Event[], outcome: Outcome): void {
    this.handled += batch.length;
    this.single = Math.max(0, this.single - batch.length);
    this.health.worked();
    if (outcome !== undefined && !this.closed) this.context.reports.outcome(this.listener.name, batch, outcome);
  }

  /** One bad event must not take the others in its batch with it: they are tried one by one. */
  async failed(batch: readonly Event[], thrown: unknown): Promise<void> {
    const { health, settings } = this;
    if (batch.length > 1 && !this.closed) {
      this.queue.putBack(batch);
      this.single = batch.length;
      return;
    }
    this.single = Math.max(0, this.single - 1);
    for (const event of batch) health.deadLetter(event, thrown);
    if (!health.failing || this.closed) return;
    this.wake();
    await this.pause.wait(Math.min(settings.backoffMs * 2 ** Math.min(health.deadInRow, 20), longestPauseMs));
  }

  caughtUp(): void {
    this.patience.find();
    this.health.caughtUp();
  }

  /** Resolves when the engine need not wait for room in it any more. */
  relieved(): Promise<void> {
    return this.patience.wait(() => this.slows);
  }

  /** Resolves when it has handled everything, or hangs or fails, however long that takes. */
  async drained(): Promise<void> {
    while (this.working !== undefined && !this.hopeless) await this.change();
  }

  get hopeless(): boolean {
    return this.health.stalled || this.health.failing;
  }

  /** Ends it: what it has not handled is given up and said so. */
  close(): void {
    this.closed = true;
    this.health.abandon(this.queue.take(this.queue.length), this.underWay);
    this.pause.end();
    this.wake();
  }

  changed(change: () => void): void {
    change();
    this.wake();
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
}

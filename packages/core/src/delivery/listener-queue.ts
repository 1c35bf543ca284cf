import type { Event } from '@correlator/events';
import { EventQueue } from '../base/waiting.ts';
import type { Listener, Outcome } from '../contract/listener.ts';
import { BaseQueue, type QueueContext } from './base-queue.ts';
import type { DeliveryQueue } from './delivery.ts';
import type { CallResult } from './listener-caller.ts';
import type { QueueReports } from './listener-health.ts';

/** Between two tries of a listener that is failing. */
const longestPauseMs = 60_000;

/** One listener's bounded queue: one call at a time, tried again, timed, counted; never in the way of other listeners. */
export class ListenerQueue extends BaseQueue implements DeliveryQueue {
  readonly reports: QueueReports;
  readonly queue = new EventQueue<Event>();

  constructor(listener: Listener, context: QueueContext) {
    super(listener, context);
    this.reports = context.reports;
  }

  get queued(): number {
    return this.queue.length;
  }

  get held(): number {
    return this.queue.length;
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
    if (outcome !== undefined && !this.closed) this.reports.outcome(this.listener.name, batch, outcome);
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

  /** Ends it: what it has not handled is given up and said so. */
  close(): void {
    this.closed = true;
    this.health.abandon(this.queue.take(this.queue.length), this.underWay);
    this.pause.end();
    this.wake();
  }
}

import type { Event } from '@correlator/events';
import { EventQueue, Mutex } from '../base/waiting.ts';
import { accepts } from '../contract/criteria.ts';
import type { Listener, Outcome } from '../contract/listener.ts';
import type { ListenerCheckpoint } from '../contract/store.ts';
import { Backlog } from './backlog.ts';
import { BaseQueue, type QueueContext } from './base-queue.ts';
import { CommitPoint } from './commit-point.ts';
import type { Delivery, DeliveryQueue } from './delivery.ts';
import type { CallResult } from './listener-caller.ts';
import { Redelivery } from './redelivery.ts';

/** What a durable queue needs of the engine. */
export interface DurableContext extends QueueContext {
  /** Numbers a durable event of this queue and keeps it until it is acknowledged. */
  stage(queue: DurableQueue, event: Event): void;
  /** What is for this queue and not in the store yet, after number `after`. */
  staged(queue: DurableQueue, after: number): readonly Delivery[];
  /** What is for this queue and in the store, after number `after`, `most` at most. */
  load(queue: DurableQueue, after: number, most: number): Promise<readonly Delivery[]>;
  /** Keeps an event that the listener cannot handle as a dead letter. */
  bury(queue: DurableQueue, event: Event, thrown: unknown): void;
}

/** So many times its capacity a queue takes in: what was dispatched before inputs had to wait comes at once when it is committed. */
const roomFor = 3;

/**
 * One listener's queue with a store behind it: what it has no room for waits there, and what it has not handled when the
 * run ends is delivered in the next one. A listener with `commit` is given an event when the checkpoint that holds it is
 * committed, any other at once.
 */
export class DurableQueue extends BaseQueue implements DeliveryQueue {
  readonly context: DurableContext;
  readonly redelivery: Redelivery;
  /** Calls of the listener, `commit` included: one at a time. */
  readonly calls = new Mutex();
  readonly waiting = new EventQueue<Delivery>();
  readonly backlog: Backlog;
  readonly point: CommitPoint;
  /** Of the events for it: all up to this one are handled or set aside. */
  acknowledged = 0;

  constructor(listener: Listener, context: DurableContext) {
    super(listener, context);
    this.context = context;
    this.redelivery = new Redelivery(this);
    this.backlog = new Backlog(this.waiting, (after, most) => this.redelivery.load(after, most));
    this.point = new CommitPoint(listener, this.calls);
  }

  get held(): number {
    return this.waiting.length;
  }

  get journaled(): boolean {
    return this.listener.commit !== undefined;
  }

  get queued(): number {
    return this.accepted - this.handled - this.health.dropped.count - this.health.dead.count - this.underWay;
  }

  push(event: Event): void {
    if (this.closed && !this.keeps(event)) return;
    this.accepted++;
    if (this.keeps(event)) this.context.stage(this, event);
    else if (this.waiting.length >= this.settings.capacity) this.health.drop(event);
    else this.enter({ sequence: 0, event });
  }

  /** Whether `event` is durable here. Criteria that throw leave it so. */
  keeps(event: Event): boolean {
    const { durable = true } = this.listener;
    try {
      return typeof durable === 'boolean' ? durable : accepts(durable, event);
    } catch {
      return true;
    }
  }

  /** A dead letter of it is sent again. */
  resent(event: Event): void {
    this.accepted++;
    this.context.stage(this, event);
  }

  refuse(event: Event, thrown: unknown): void {
    this.accepted++;
    this.health.refuse(event, thrown);
  }

  /** A durable event for it was dispatched. */
  dispatched(delivery: Delivery): void {
    if (!this.journaled && !this.backlog.behind) this.handOver(delivery);
  }

  /** A durable event for it is in the store now. */
  released(delivery: Delivery): void {
    this.backlog.committed = delivery.sequence;
    if (this.journaled && !this.backlog.behind) this.handOver(delivery);
    else if (this.backlog.behind) this.begin();
  }

  /** What there is no room for comes out of the store later. */
  handOver(delivery: Delivery): void {
    const { backlog, waiting, settings } = this;
    backlog.behind = waiting.length >= settings.capacity * roomFor;
    if (backlog.behind) return;
    backlog.handedOver = delivery.sequence;
    this.enter(delivery);
  }

  enter(delivery: Delivery): void {
    this.waiting.push(delivery);
    this.begin();
  }

  begin(): void {
    if (!this.closed) this.working ??= Promise.resolve().then(() => this.work());
  }

  /** Goes on from a checkpoint. Before the listener starts. */
  restore(saved: ListenerCheckpoint, sequence: number): void {
    this.point.restore(saved);
    this.acknowledged = saved.acknowledged;
    this.backlog.restore(saved.acknowledged, sequence);
  }

  /** Everything is started: what an earlier run has not delivered is. */
  open(): void {
    if (this.backlog.behind) this.begin();
  }

  async work(): Promise<void> {
    while (!this.closed && (await this.fill())) {
      await this.redelivery.deliver(this.waiting.peek(this.atOnce));
      this.wake();
    }
    this.working = undefined;
    if (this.backlog.behind && this.backlog.handedOver < this.backlog.committed) this.begin();
    this.wake();
  }

  /** Whether there is something to deliver; takes more out of the store where little is left. */
  async fill(): Promise<boolean> {
    const { backlog, waiting } = this;
    while (backlog.behind && waiting.length < 2 && !this.closed) {
      const inherited = await backlog.takeMore();
      this.accepted += inherited ?? 0;
      if (inherited === undefined && waiting.length > 0) break;
      if (inherited !== undefined && !backlog.behind) this.takeStaged();
    }
    return waiting.length > 0;
  }

  /** The store has no more: what is dispatched since and not in it yet is next. */
  takeStaged(): void {
    if (this.journaled) return;
    for (const delivery of this.context.staged(this, this.backlog.handedOver)) this.dispatched(delivery);
  }

  /** Calls the listener with these, the oldest ones that wait: where that goes well, they wait no more. */
  call(deliveries: readonly Delivery[]): Promise<CallResult> {
    return this.calls.run(() => this.callAlone(deliveries));
  }

  /** The same for who has the turn already. */
  async callAlone(deliveries: readonly Delivery[]): Promise<CallResult> {
    this.underWay = deliveries.length;
    const result = await this.caller.call(deliveries.map(({ event }) => event));
    this.underWay = 0;
    if ('outcome' in result) this.succeeded(deliveries, result.outcome);
    else this.health.failures++;
    return result;
  }

  succeeded(deliveries: readonly Delivery[], outcome: Outcome): void {
    this.settle(deliveries.length);
    this.handled += deliveries.length;
    this.health.worked();
    this.answer(deliveries, outcome);
  }

  answer(deliveries: readonly Delivery[], outcome: Outcome): void {
    if (outcome === undefined || this.closed) return;
    const causes = deliveries.map(({ event }) => event);
    this.context.reports.outcome(this.listener.name, causes, outcome);
  }

  /** The oldest `count` wait no more. */
  settle(count: number): void {
    this.single = Math.max(0, this.single - count);
    for (const { sequence } of this.waiting.take(count)) this.acknowledged = Math.max(this.acknowledged, sequence);
    if (this.waiting.length === 0 && !this.backlog.behind) this.caughtUp();
  }

  checkpoint(): ListenerCheckpoint {
    return this.journaled ? this.point.saved : { acknowledged: this.acknowledged, position: null };
  }

  close(): void {
    this.closed = true;
    this.health.keep(this.queued, this.underWay);
    this.pause.end();
    this.wake();
  }
}

import type { Event } from '@correlator/events';
import type { Clock } from './clock.ts';
import { accepts } from './criteria.ts';
import type { DeliveryQueue } from './delivery.ts';
import { EventQueue } from './event-queue.ts';
import type { Json } from './json.ts';
import type { Listener, Outcome } from './listener.ts';
import { type CallResult, ListenerCaller } from './listener-caller.ts';
import type { ListenerFigures } from './listener-figures.ts';
import { ListenerHealth, type QueueReports } from './listener-health.ts';
import { Mutex } from './mutex.ts';
import { Pause } from './pause.ts';
import { type QueueSettings, queueSettings } from './queue-settings.ts';
import { Redelivery } from './redelivery.ts';
import type { ListenerCheckpoint } from './store.ts';

/** An event on its way to a listener. Its number is 0 where it is not durable. */
export interface Delivery {
  readonly sequence: number;
  readonly event: Event;
}

/** What a durable queue needs of the engine. */
export interface DurableContext {
  readonly clock: Clock;
  readonly reports: QueueReports;
  /** Numbers a durable event of this queue and keeps it until it is acknowledged. */
  stage(queue: DurableQueue, event: Event): void;
  /** What is for this queue and not in the store yet, after number `after`. */
  staged(queue: DurableQueue, after: number): readonly Delivery[];
  /** What is for this queue and in the store, after number `after`, `most` at most. */
  load(queue: DurableQueue, after: number, most: number): Promise<readonly Delivery[]>;
  /** Keeps an event that the listener cannot handle as a dead letter. */
  bury(queue: DurableQueue, event: Event, thrown: unknown): void;
}

/**
 * One listener's queue with a store behind it: what it has no room for waits there, and what it has not handled when the
 * run ends is delivered in the next one. A listener with `commit` is given an event when the checkpoint that holds it is
 * committed, any other at once.
 */
export class DurableQueue implements DeliveryQueue {
  readonly listener: Listener;
  readonly settings: QueueSettings;
  readonly context: DurableContext;
  readonly health: ListenerHealth;
  readonly caller: ListenerCaller;
  readonly pause: Pause;
  readonly redelivery: Redelivery;
  /** Calls of the listener, `commit` included: one at a time. */
  readonly calls = new Mutex();
  readonly waiting = new EventQueue<Delivery>();
  accepted = 0;
  handled = 0;
  underWay = 0;
  /** So many of the next events are handled one by one: a call with all of them failed. */
  single = 0;
  /** Of the events for it: all up to this one are handled or set aside. */
  acknowledged = 0;
  /** … up to this one came into `waiting`. */
  handedOver = 0;
  /** … up to this one are in the store. */
  committed = 0;
  /** … up to this one are of an earlier run. */
  inherited = 0;
  /** … up to this one were in the store when it was asked last. */
  asked = 0;
  /** More is in the store than was handed over. */
  behind = false;
  /** With `commit`: what is safe, as far as is known. */
  point: ListenerCheckpoint = { acknowledged: 0, position: null };
  /** It has said so. */
  pointKnown = false;
  /** It is being asked. */
  asking = false;
  working: Promise<void> | undefined = undefined;
  closed = false;
  waiters: (() => void)[] = [];

  constructor(listener: Listener, context: DurableContext) {
    const { clock, reports } = context;
    const settings = queueSettings(listener);
    const health = new ListenerHealth(listener.name, reports);
    const onStall = () => {
      health.stall(settings.timeoutMs, this.queued);
      this.wake();
    };
    const onReturn = () => health.comeBack();
    this.listener = listener;
    this.settings = settings;
    this.context = context;
    this.health = health;
    this.caller = new ListenerCaller(listener, { clock, timeoutMs: settings.timeoutMs, onStall, onReturn });
    this.pause = new Pause(clock);
    this.redelivery = new Redelivery(this);
  }

  /** What does not fit in waits in the store: inputs never wait for it. */
  readonly slows = false;

  async relieved(): Promise<void> {}

  get journaled(): boolean {
    return this.listener.commit !== undefined;
  }

  /** So many events are taken out of the store at a time: making events of them must not hold up the loop. */
  get most(): number {
    return Math.min(this.settings.capacity, 1_000);
  }

  get queued(): number {
    return this.accepted - this.handled - this.health.dropped.count - this.health.dead.count - this.underWay;
  }

  get hopeless(): boolean {
    return this.health.stalled || this.health.failing;
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
    if (!this.journaled && !this.behind) this.handOver(delivery);
  }

  /** A durable event for it is in the store now. */
  released(delivery: Delivery): void {
    this.committed = delivery.sequence;
    if (this.journaled && !this.behind) this.handOver(delivery);
    else if (this.behind) this.begin();
  }

  handOver(delivery: Delivery): void {
    this.behind = this.waiting.length >= this.settings.capacity;
    if (this.behind) return;
    this.handedOver = delivery.sequence;
    this.enter(delivery);
  }

  enter(delivery: Delivery): void {
    this.waiting.push(delivery);
    this.begin();
  }

  begin(): void {
    if (!this.closed) this.working ??= Promise.resolve().then(() => this.work());
  }

  /** Goes on from a checkpoint, or begins behind all that the store holds. Before the listener starts. */
  restore(saved: ListenerCheckpoint | undefined, sequence: number): void {
    this.point = saved ?? { acknowledged: sequence, position: null };
    this.pointKnown = this.point.position !== null;
    this.acknowledged = this.point.acknowledged;
    this.handedOver = this.acknowledged;
    this.committed = sequence;
    this.inherited = sequence;
    this.behind = this.handedOver < sequence;
  }

  /** Everything is started: what an earlier run has not delivered is. */
  open(): void {
    if (this.behind) this.begin();
  }

  async work(): Promise<void> {
    while (!this.closed && (await this.fill())) {
      await this.redelivery.deliver(this.waiting.peek(this.atOnce));
      this.wake();
    }
    this.working = undefined;
    if (this.behind && this.handedOver < this.committed) this.begin();
    this.wake();
  }

  get atOnce(): number {
    return this.listener.handleBatch === undefined || this.health.failing || this.single > 0 ? 1 : this.settings.batch;
  }

  /** Whether there is something to deliver; takes more out of the store where little is left. */
  async fill(): Promise<boolean> {
    while (this.behind && this.waiting.length < 2 && !this.closed) {
      this.asked = this.committed;
      const loaded = await this.redelivery.load(this.handedOver, this.most);
      if (loaded !== undefined) this.takeIn(loaded);
      else if (this.waiting.length > 0) break;
    }
    return this.waiting.length > 0;
  }
  /** What the store gave: less than was asked for is all that it had then. */
  takeIn(loaded: readonly Delivery[]): void {
    for (const delivery of loaded) {
      if (delivery.sequence <= this.inherited) this.accepted++;
      this.waiting.push(delivery);
    }
    this.handedOver = Math.max(this.handedOver, loaded.at(-1)?.sequence ?? 0);
    if (loaded.length < this.most) this.handedOver = Math.max(this.handedOver, this.asked);
    if (this.handedOver < this.committed) return;
    this.behind = false;
    if (!this.journaled) for (const delivery of this.context.staged(this, this.handedOver)) this.dispatched(delivery);
  }

  /** Calls the listener with these, the oldest ones that wait: where that goes well, they wait no more. */
  call(deliveries: readonly Delivery[]): Promise<CallResult> {
    return this.calls.run(async () => {
      this.underWay = deliveries.length;
      const result = await this.caller.call(deliveries.map(({ event }) => event));
      this.underWay = 0;
      if ('outcome' in result) this.succeeded(deliveries, result.outcome);
      else this.health.failures++;
      return result;
    });
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
    if (this.waiting.length === 0 && !this.behind) this.health.caughtUp();
  }

  /** Asks a listener with `commit` what is safe, between two calls. Rejects where it cannot say. */
  async commit(): Promise<void> {
    this.asking = true;
    try {
      this.point = await this.calls.run(async () => {
        const { acknowledged } = this;
        const position: Json = (await this.listener.commit?.()) ?? null;
        return { acknowledged, position };
      });
      this.pointKnown = true;
    } finally {
      this.asking = false;
    }
  }

  /** Whether `commit` would say something new. */
  get hasMore(): boolean {
    return this.journaled && (!this.pointKnown || this.acknowledged > this.point.acknowledged);
  }

  checkpoint(): ListenerCheckpoint {
    return this.journaled ? this.point : { acknowledged: this.acknowledged, position: null };
  }

  async drained(): Promise<void> {
    while (this.working !== undefined && !this.hopeless) {
      await new Promise<void>((resolve) => {
        this.waiters.push(resolve);
      });
    }
  }

  close(): void {
    this.closed = true;
    this.health.keep(this.queued, this.underWay);
    this.pause.end();
    this.wake();
  }

  wake(): void {
    const { waiters } = this;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }

  figures(): ListenerFigures {
    const { accepted, handled, queued, underWay, health } = this;
    const { listener, dropped, dead, failures, stalls, state } = health;
    const [droppedCount, deadLetters] = [dropped.count, dead.count];
    return {
      listener,
      accepted,
      handled,
      dropped: droppedCount,
      deadLetters,
      queued,
      underWay,
      failures,
      stalls,
      state,
    };
  }
}

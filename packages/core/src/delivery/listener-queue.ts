/** One listener's queue: what waits for it, and how it is tried until it is handled. */
import type { Event } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import { Pause, Waiters } from '../base/waiting.ts';
import { accepts } from '../contract/criteria.ts';
import type { ListenerFigures } from '../contract/figures.ts';
import type { Listener, Outcome } from '../contract/listener.ts';
import type { ListenerCheckpoint } from '../contract/store.ts';
import type { Reports } from '../reports/reports.ts';
import { type FailurePolicy, failurePolicyOf, restMs, retryPauseMs, says } from './failure-policy.ts';
import { type CallObserver, type CallResult, CommitPoint, ListenerCalls } from './listener-call.ts';
import { ListenerHealth } from './listener-health.ts';
import { type Backing, type Delivery, memoryOnly, type Recipient } from './outbox.ts';
import type { Outcomes } from './outcomes.ts';
import { WaitingEvents } from './waiting-events.ts';

/** What a queue works with. */
export interface QueueParts {
  readonly clock: Clock;
  /** How long the engine waits for a listener in all, until that has caught up. */
  readonly patienceMs: number;
  readonly reports: Reports;
  readonly outcomes: Outcomes;
  /** What keeps events for the listener beside its queue. */
  readonly backing: Backing;
}

/** How many events behind the first are tried in its place, to find out whether it is to blame. */
const mostProbed = 16;

/**
 * One listener's queue, with a store behind it or without. One call at a time, tried again, timed, counted; never in the way of
 * other listeners. With a store, what it has no room for waits there, and what it has not handled when the run ends is delivered
 * in the next one; a listener with `commit` is given an event when the checkpoint that holds it is committed, any other at once.
 */
export class ListenerQueue implements Recipient, CallObserver {
  readonly listener: Listener;
  readonly parts: QueueParts;
  readonly policy: FailurePolicy;
  readonly health: ListenerHealth;
  readonly calls: ListenerCalls;
  readonly point: CommitPoint;
  readonly pause: Pause;
  readonly waiting: WaitingEvents;
  /** The oldest, taken out of `waiting` to be tried until they are handled. */
  trying: readonly Delivery[] = [];
  /** They are tried one by one: a call with all of them failed. */
  oneByOne = false;
  acknowledged = 0;
  accepted = 0;
  handled = 0;
  underWay = 0;
  /** How often in a row everything failed. */
  rounds = 0;
  /** It fails at the only event that there is: whether that one is to blame shows when another comes. */
  alone = false;
  /** What is left of the engine's patience with it. */
  patienceLeftMs: number;
  working: Promise<void> | undefined = undefined;
  /** The run is over for it: nothing more is delivered. */
  closed = false;
  /** Those who wait for this queue to get on. */
  readonly waiters = new Waiters();

  constructor(listener: Listener, parts: QueueParts) {
    const { clock, patienceMs, backing } = parts;
    const policy = failurePolicyOf(listener, { patienceMs, stored: backing !== memoryOnly });
    this.listener = listener;
    this.parts = parts;
    this.policy = policy;
    this.health = new ListenerHealth(listener.name, policy, parts.reports);
    this.calls = new ListenerCalls(listener, { clock, timeoutMs: policy.timeoutMs }, this);
    this.point = new CommitPoint(this.calls);
    this.pause = new Pause(clock);
    const { capacity } = policy;
    this.waiting = new WaitingEvents({ capacity, backing, recipient: this, isJournaled: this.isJournaled });
    this.patienceLeftMs = policy.patienceMs;
  }

  get name(): string {
    return this.listener.name;
  }

  /** Whether a store stands behind it. */
  get isDurable(): boolean {
    return this.policy.deadLetters === 'kept';
  }

  /** Whether it is given events only when a commit holds them. */
  get isJournaled(): boolean {
    return this.isDurable && this.listener.commit !== undefined;
  }

  /** How many events wait for the listener, those under way aside. */
  get queued(): number {
    return this.accepted - this.handled - this.health.dropped.count - this.health.dead.count - this.underWay;
  }

  /** Whether the engine should wait for it. To wait a moment is cheaper than to read again what a store was given. */
  get slows(): boolean {
    return this.waiting.length >= this.policy.capacity && this.isWaitedFor;
  }

  get isWaitedFor(): boolean {
    return this.health.state === 'ok' && this.policy.whenFull === 'wait';
  }

  /** Whether it hangs or fails: to wait for it may have no end. */
  get isHopeless(): boolean {
    return this.health.stalled || this.health.failing;
  }

  // What comes in

  /** Returns whether `event` is durable here. Criteria that throw leave it so. */
  keeps(event: Event): boolean {
    if (!this.isDurable) return false;
    const { durable = true } = this.listener;
    try {
      return typeof durable === 'boolean' ? durable : accepts(durable, event);
    } catch {
      return true;
    }
  }

  /** Takes an event that the listener's criteria accept. */
  take(event: Event): void {
    if (this.keeps(event)) this.push(this.parts.backing.stage(event, this));
    else if (!this.closed) this.pushVolatile({ sequence: 0, event });
  }

  /** Takes a durable event. */
  push(delivery: Delivery): void {
    this.accepted++;
    this.waiting.push(delivery);
    this.wakeUp();
  }

  /** Counts an event at which the listener's criteria threw. */
  refuse(event: Event, thrown: unknown): void {
    if (this.closed && !this.isDurable) return;
    this.accepted++;
    this.health.refuse(event, thrown);
  }

  /** A queue that is waited for may hold more than its capacity: what one record sets off. */
  pushVolatile(delivery: Delivery): void {
    const { policy, health } = this;
    const { memory } = this.waiting;
    this.accepted++;
    if (this.isDurable && memory.length >= policy.capacity) {
      health.drop(delivery.event);
      return;
    }
    memory.push(delivery);
    if (memory.length > policy.capacity && !this.isWaitedFor) {
      for (const { event } of memory.take(memory.length - policy.capacity)) health.drop(event);
    }
    this.wakeUp();
  }

  /** There is something new to be handled, or to be tried in place of what fails. */
  wakeUp(): void {
    if (!this.waiting.isEmpty) this.begin();
    if (this.alone) this.pause.end();
  }

  /** A checkpoint is in the store that holds the durable events up to number `sequence`. */
  committed(sequence: number): void {
    this.waiting.committed(sequence);
    if (!this.waiting.isEmpty) this.begin();
  }

  /** Takes more out of the store, for as long as little waits in memory. */
  async fill(): Promise<void> {
    const { waiting } = this;
    while (waiting.behind && waiting.length < 2 && !this.closed) {
      try {
        this.accepted += await waiting.load();
      } catch (thrown) {
        this.health.unreadable(thrown);
        this.waiters.wake();
        await this.rest();
        if (waiting.length > 0) return;
      }
    }
  }

  // What goes out

  begin(): void {
    if (!this.closed) this.working ??= Promise.resolve().then(() => this.work());
  }

  async work(): Promise<void> {
    while (!this.closed && !(this.waiting.isEmpty && this.trying.length === 0)) {
      if (this.trying.length === 0 && this.waiting.behind) await this.fill();
      if (this.trying.length === 0) this.takeNext();
      if (this.trying.length === 0) continue;
      await this.deliver(this.oneByOne ? this.trying.slice(0, 1) : this.trying);
      this.waiters.wake();
    }
    this.working = undefined;
    this.waiters.wake();
  }

  takeNext(): void {
    this.oneByOne = false;
    this.trying = this.waiting.memory.take(this.atOnce);
  }

  get atOnce(): number {
    return this.listener.handleBatch === undefined || this.health.failing ? 1 : this.policy.batch;
  }

  /** Tries these, the oldest ones, until they are handled or their turn is over. */
  async deliver(deliveries: readonly Delivery[]): Promise<void> {
    const retries = this.oneByOne || this.health.failing ? 0 : this.policy.retries;
    for (let attempt = 1; ; attempt++) {
      const result = await this.calls.inTurn(() => this.call(deliveries));
      if ('outcome' in result) return this.works();
      if (this.closed) return this.giveUp(deliveries);
      if (attempt > retries) return this.failed(deliveries, result.thrown);
      await this.pause.wait(retryPauseMs(this.policy, attempt, this.parts.clock.now()));
      if (this.closed) return;
    }
  }

  /** Calls the listener with the oldest ones: if that goes well, they wait no longer. */
  async call(deliveries: readonly Delivery[]): Promise<CallResult> {
    this.underWay = deliveries.length;
    const result = await this.calls.handle(deliveries.map(({ event }) => event));
    this.underWay = 0;
    if ('outcome' in result) this.succeeded(deliveries, result.outcome);
    else this.health.failures++;
    return result;
  }

  succeeded(deliveries: readonly Delivery[], outcome: Outcome): void {
    this.settle(deliveries.length);
    this.handled += deliveries.length;
    this.health.worked();
    if (outcome === undefined || this.closed) return;
    const causes = deliveries.map(({ event }) => event);
    this.parts.outcomes.take(this.name, causes, outcome);
  }

  /** The oldest `count` wait no longer. */
  settle(count: number): void {
    for (let i = 0; i < count; i++) this.acknowledged = Math.max(this.acknowledged, this.trying[i]?.sequence ?? 0);
    this.trying = this.trying.slice(count);
    if (this.trying.length === 0 && this.waiting.isEmpty) this.caughtUp();
  }

  caughtUp(): void {
    this.patienceLeftMs = this.policy.patienceMs;
    this.health.caughtUp();
  }

  works(): void {
    this.rounds = 0;
    this.alone = false;
  }

  /** A batch is tried one by one. Of a single event it is found out whether it is to blame. */
  async failed(deliveries: readonly Delivery[], thrown: unknown): Promise<void> {
    if (deliveries.length > 1) {
      this.oneByOne = true;
      return;
    }
    if (says(thrown, 'permanent')) return this.bury(thrown);
    const isPassing = says(thrown, 'passing');
    if (!isPassing && (await this.calls.inTurn(() => this.probe()))) return this.works();
    this.health.down(thrown, this.queued);
    this.alone = !isPassing && this.waiting.length === 0 && this.trying.length === 1;
    this.waiters.wake();
    await this.rest();
  }

  /**
   * Tries an event further behind. If that is handled, those before it are tried a last time: they are to blame. One turn: a
   * commit between would take what is handled out of order for what is not handled.
   */
  async probe(): Promise<boolean> {
    const others = Math.min(this.trying.length - 1 + this.waiting.length, mostProbed);
    if (others < 1) return false;
    const place = 1 + (this.rounds % others);
    this.oneByOne = true;
    this.trying = [...this.trying, ...this.waiting.memory.take(place + 1 - this.trying.length)];
    const probed = this.trying[place] as Delivery;
    const result = await this.calls.handle([probed.event]);
    if ('thrown' in result) this.health.failures++;
    if (!('outcome' in result) || this.closed) return false;
    for (let left = place; left > 0 && !this.closed; left--) await this.tryLast();
    if (!this.closed) this.succeeded([probed], result.outcome);
    return true;
  }

  async tryLast(): Promise<void> {
    const result = await this.call(this.trying.slice(0, 1));
    if ('thrown' in result && !this.closed) this.bury(result.thrown);
  }

  /** Sets the oldest aside. */
  bury(thrown: unknown): void {
    const [{ event, sequence }] = this.trying as readonly [Delivery];
    this.settle(1);
    if (sequence > 0) this.parts.backing.bury(this, event, thrown);
    this.health.setAside(event, thrown);
  }

  /** A call that was under way when the queue was closed has failed. */
  giveUp(deliveries: readonly Delivery[]): void {
    if (!this.isDurable) for (const { event } of deliveries) this.health.dead.add(event);
  }

  /** Pauses before everything is tried again, longer each time. */
  async rest(): Promise<void> {
    this.rounds++;
    await this.pause.wait(restMs(this.policy, this.rounds, this.parts.clock.now()));
    this.alone = false;
  }

  stalled(): void {
    this.health.stall(this.queued);
    this.waiters.wake();
  }

  returned(): void {
    this.health.comeBack();
  }

  // Who waits for it

  /** Resolves when the engine need not wait for room in it any longer. When patience runs out, the listener counts as slow. */
  async relieved(): Promise<void> {
    if (!this.slows) return;
    const { clock } = this.parts;
    const since = clock.now();
    const lose = () => {
      this.health.slow = true;
      this.waiters.wake();
    };
    const isEndless = this.patienceLeftMs === Number.POSITIVE_INFINITY;
    const cancel = isEndless ? () => {} : clock.after(this.patienceLeftMs, lose);
    while (this.slows) await this.waiters.wait();
    cancel();
    this.patienceLeftMs = Math.max(0, this.patienceLeftMs - Math.max(0, clock.now() - since));
  }

  /** Resolves when it has handled everything, or hangs or fails, however long that takes. */
  async drained(): Promise<void> {
    while (this.working !== undefined && !this.isHopeless) await this.waiters.wait();
  }

  // Its life

  /** Goes on from a checkpoint whose last durable event has number `sequence`. Before the listener starts. */
  restore(saved: ListenerCheckpoint, sequence: number): void {
    this.point.restore(saved);
    this.acknowledged = saved.acknowledged;
    this.waiting.restore(saved, sequence);
  }

  /** Everything is started: delivers what an earlier run has not. */
  open(): void {
    if (!this.waiting.isEmpty) this.begin();
  }

  checkpoint(): ListenerCheckpoint {
    return this.isJournaled ? this.point.saved : { acknowledged: this.acknowledged, position: null };
  }

  /** Ends it. What it has not handled is kept for the next run, or given up, and that is reported. */
  close(): void {
    this.closed = true;
    const left = [...this.trying.slice(this.underWay), ...this.waiting.memory.take(this.waiting.length)];
    this.health.abandon(
      left.map(({ event }) => event),
      this.queued,
      this.underWay,
    );
    this.pause.end();
    this.waiters.wake();
  }

  figures(): ListenerFigures {
    const { name: listener, accepted, handled, queued, underWay, health } = this;
    const { failures, stalls, state } = health;
    const [dropped, deadLetters] = [health.dropped.count, health.dead.count];
    return { listener, accepted, handled, dropped, deadLetters, queued, underWay, failures, stalls, state };
  }
}

import { type Event, messageOf } from '@correlator/events';
import type { ListenerState } from '../contract/figures.ts';
import type { Outcome } from '../contract/listener.ts';
import { isWorthReporting, type OperationalType } from '../reports/operational.ts';
import { Losses } from './losses.ts';

type Data = Readonly<Record<string, unknown>>;

/** What a listener's queue tells the engine. */
export interface QueueReports {
  /** A call with these events ended with an outcome. */
  outcome(listener: string, causes: readonly Event[], outcome: Outcome): void;
  /** Something went wrong with this listener, or is well again. */
  trouble(listener: string, type: OperationalType, summary: string, data: Data): void;
}

/** So many dead letters in a row, and a listener is failing. */
const failingAfter = 5;

/** How a listener is doing, what was lost for it, and what is said of that. */
export class ListenerHealth {
  readonly listener: string;
  readonly reports: QueueReports;
  readonly dropped = new Losses();
  readonly dead = new Losses();
  /** Calls that threw or rejected, and calls that took longer than their timeout. */
  failures = 0;
  stalls = 0;
  deadInRow = 0;
  slow = false;
  stalled = false;
  failing = false;
  /** Events were dropped since it had last caught up. */
  dropping = false;

  constructor(listener: string, reports: QueueReports) {
    this.listener = listener;
    this.reports = reports;
  }

  get state(): ListenerState {
    if (this.stalled) return 'stalled';
    if (this.failing) return 'failing';
    return this.slow ? 'slow' : 'ok';
  }

  /** A call went well. */
  worked(): void {
    this.deadInRow = 0;
    if (!this.failing) return;
    this.failing = false;
    this.recovered('failing', 'works again', { deadLetters: this.dead.count, ...this.dead.tell() });
  }

  /** The last try to handle `event` failed. */
  deadLetter(event: Event, thrown: unknown): void {
    this.dead.add(event);
    this.deadInRow++;
    if (this.deadInRow >= failingAfter && !this.failing) this.fail(thrown);
    else if (isWorthReporting(this.dead.count))
      this.report('engine.listener-failed', `failed: ${messageOf(thrown)}`, this.deadData(thrown));
  }

  fail(thrown: unknown): void {
    this.failing = true;
    const what = `failed ${failingAfter} times in a row: it is tried now and then and slows nobody; it failed with: ${messageOf(thrown)}`;
    this.report('engine.listener-failing', what, this.deadData(thrown));
  }

  /** With a store: it fails at everything, and `waiting` events wait for it. */
  down(thrown: unknown, waiting: number): void {
    if (this.failing) return;
    this.failing = true;
    const what = `fails at everything: ${waiting} events wait for it in the store, and it is tried again and again; it failed with: ${messageOf(thrown)}`;
    this.report('engine.listener-failing', what, { error: messageOf(thrown), waiting });
  }

  /** With a store: `event` alone fails, and is kept as a dead letter. */
  setAside(event: Event, thrown: unknown): void {
    this.dead.add(event);
    if (!isWorthReporting(this.dead.count)) return;
    const what = `failed at an event, which is kept as a dead letter: ${messageOf(thrown)}`;
    this.report('engine.listener-failed', what, this.deadData(thrown));
  }

  /** Events that wait for it in the store cannot be read. */
  unreadable(error: string): void {
    this.failures++;
    if (!isWorthReporting(this.failures)) return;
    const what = `waits for events that the store cannot give: ${error}`;
    this.report('engine.listener-trouble', what, { error });
  }

  /** With a store: the run ends, and `waiting` events wait for the next. */
  keep(waiting: number, underWay: number): void {
    if (waiting + underWay === 0) return;
    const open = underWay === 0 ? '' : `; it has not ended a call with ${underWay}, which it is given again`;
    const what = `did not handle ${waiting} events before the end: the next run gives them to it${open}`;
    this.report('engine.listener-abandoned', what, { count: waiting, underWay });
  }

  /** Its criteria threw: whether it wants `event` is not known, and acting on what it may not want would be worse. */
  refuse(event: Event, thrown: unknown): void {
    this.dead.add(event);
    if (!isWorthReporting(this.dead.count)) return;
    const what = `is not given events that its criteria fail at: ${messageOf(thrown)}`;
    this.report('engine.criteria-failed', what, this.deadData(thrown));
  }

  deadData(thrown: unknown): Data {
    return { error: messageOf(thrown), deadLetters: this.dead.count, ...this.dead.tell() };
  }

  /** Its queue is full, and nobody waits for it. */
  drop(event: Event): void {
    this.dropping = true;
    this.dropped.add(event);
    // They come thick and fast: the first, then at 10, 100, 1,000 and so on.
    if (!Number.isInteger(Math.log10(this.dropped.count))) return;
    const data = { dropped: this.dropped.count, ...this.dropped.tell() };
    this.report('engine.listener-dropped', 'is too slow: the oldest events in its queue are dropped', data);
  }

  /** Its queue is empty. */
  caughtUp(): void {
    this.slow = false;
    if (!this.dropping) return;
    this.dropping = false;
    const { count } = this.dropped;
    const what = `has caught up; ${count} events were dropped so far`;
    this.recovered('slow', what, { dropped: count, ...this.dropped.tell() });
  }

  stall(timeoutMs: number, queued: number): void {
    this.stalled = true;
    this.stalls++;
    if (!isWorthReporting(this.stalls)) return;
    const data = { timeoutMs, queued, stalls: this.stalls };
    this.report('engine.listener-stalled', 'hangs: a call takes longer than its timeout', data);
  }

  comeBack(): void {
    this.stalled = false;
    if (isWorthReporting(this.stalls))
      this.recovered('stalled', 'has come back: the call has ended', { stalls: this.stalls });
  }

  /** The run ends, and it is not waited for: `events` are given up. Whether those under way were handled is not known. */
  abandon(events: readonly Event[], underWay: number): void {
    for (const event of events) this.dead.add(event);
    if (events.length === 0 && underWay === 0) return;
    const data = { count: events.length, underWay, deadLetters: this.dead.count, ...this.dead.tell() };
    const open = underWay === 0 ? '' : `, and has not ended a call with ${underWay}`;
    this.report('engine.listener-abandoned', `did not handle ${events.length} events before the end${open}`, data);
  }

  stopFailed({ message }: Error): void {
    const { listener } = this;
    this.reports.trouble(listener, 'engine.listener-failed', message, { listener, error: message });
  }

  /** Says of losses what was not said yet. */
  tellRest(): void {
    const { dead, dropped } = this;
    if (dead.unreported > 0) {
      const told = dead.tell();
      const data = { deadLetters: dead.count, ...told };
      this.report('engine.listener-failed', `failed at ${told.lost} more events`, data);
    }
    if (dropped.unreported === 0) return;
    const told = dropped.tell();
    const data = { dropped: dropped.count, ...told };
    this.report('engine.listener-dropped', `is too slow: ${told.lost} more events were dropped`, data);
  }

  recovered(was: ListenerState, what: string, data: Data): void {
    this.report('engine.listener-recovered', what, { was, ...data });
  }

  report(type: OperationalType, what: string, data: Data): void {
    const { listener } = this;
    this.reports.trouble(listener, type, `listener ${listener} ${what}`, { listener, ...data });
  }
}

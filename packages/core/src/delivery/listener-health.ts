/** How a listener is doing: what was lost for it, and what is said of that. */
import { type Event, errorText, formatValue } from '@correlator/events';
import type { ListenerState } from '../contract/figures.ts';
import { isWorthReporting, type OperationalType } from '../reports/operational.ts';
import type { Reports } from '../reports/reports.ts';
import type { FailurePolicy } from './failure-policy.ts';

type Data = Readonly<Record<string, unknown>>;

/** How a listener is doing. Each change is reported, and what is well again is reported too. */
export class ListenerHealth {
  readonly listener: string;
  readonly policy: FailurePolicy;
  readonly reports: Reports;
  readonly dropped = new Losses();
  readonly dead = new Losses();
  /** Calls that threw or rejected, and calls that took longer than their timeout. */
  failures = 0;
  stalls = 0;
  /** How often the store could not give what waits for it. */
  unread = 0;
  slow = false;
  stalled = false;
  failing = false;
  /** Events were dropped since it had last caught up. */
  dropping = false;

  constructor(listener: string, policy: FailurePolicy, reports: Reports) {
    this.listener = listener;
    this.policy = policy;
    this.reports = reports;
  }

  get state(): ListenerState {
    if (this.stalled) return 'stalled';
    if (this.failing) return 'failing';
    return this.slow ? 'slow' : 'ok';
  }

  get isKept(): boolean {
    return this.policy.deadLetters === 'kept';
  }

  /** A call went well. */
  worked(): void {
    if (!this.failing) return;
    this.failing = false;
    this.recovered('failing', 'works again', { deadLetters: this.dead.count, ...this.dead.report() });
  }

  /** It fails, and no event alone is to blame: `waiting` events wait for it, and it is tried again and again. */
  down(thrown: unknown, waiting: number): void {
    if (this.failing) return;
    this.failing = true;
    const error = errorText(thrown);
    const { capacity } = this.policy;
    const where = this.isKept ? 'in the store' : `in memory, the newest ${capacity} at most`;
    const what = `fails: ${waiting} events wait for it ${where}, and it is tried again and again; it failed with: ${error}`;
    this.report('engine.listener-failing', what, { error, waiting });
  }

  /** It cannot handle `event`, which is a dead letter. */
  setAside(event: Event, thrown: unknown): void {
    this.dead.add(event);
    if (!isWorthReporting(this.dead.count)) return;
    const then = this.isKept ? 'which is kept as a dead letter' : 'which is given up';
    this.report('engine.listener-failed', `failed at an event, ${then}: ${errorText(thrown)}`, this.deadData(thrown));
  }

  /** Its criteria threw: whether it wants `event` is not known, and to act on what it may not want would be worse. */
  refuse(event: Event, thrown: unknown): void {
    this.dead.add(event);
    if (!isWorthReporting(this.dead.count)) return;
    const what = `is not given events that its criteria fail at: ${errorText(thrown)}`;
    this.report('engine.criteria-failed', what, this.deadData(thrown));
  }

  deadData(thrown: unknown): Data {
    return { error: errorText(thrown), deadLetters: this.dead.count, ...this.dead.report() };
  }

  /** Events that wait for it in the store cannot be read. */
  unreadable(thrown: unknown): void {
    this.unread++;
    if (!isWorthReporting(this.unread)) return;
    const error = errorText(thrown);
    this.report('engine.listener-trouble', `waits for events that the store cannot give: ${error}`, { error });
  }

  /** Its queue is full, and nobody waits for it. */
  drop(event: Event): void {
    this.dropping = true;
    this.dropped.add(event);
    // They come thick and fast: the first is reported, then the 10th, the 100th and so on.
    if (!Number.isInteger(Math.log10(this.dropped.count))) return;
    const data = { dropped: this.dropped.count, ...this.dropped.report() };
    this.report('engine.listener-dropped', 'is too slow: the oldest events in its queue are dropped', data);
  }

  /** Its queue is empty. */
  caughtUp(): void {
    this.slow = false;
    if (!this.dropping) return;
    this.dropping = false;
    const { count } = this.dropped;
    const what = `has caught up; ${count} events were dropped so far`;
    this.recovered('slow', what, { dropped: count, ...this.dropped.report() });
  }

  /** A call takes longer than its timeout; `queued` events wait behind it. */
  stall(queued: number): void {
    this.stalled = true;
    this.stalls++;
    if (!isWorthReporting(this.stalls)) return;
    const data = { timeoutMs: this.policy.timeoutMs, queued, stalls: this.stalls };
    this.report('engine.listener-stalled', 'hangs: a call takes longer than its timeout', data);
  }

  /** The call that took too long has ended. */
  comeBack(): void {
    this.stalled = false;
    if (isWorthReporting(this.stalls))
      this.recovered('stalled', 'has come back: the call has ended', { stalls: this.stalls });
  }

  /**
   * The run ends, and it is not waited for. With a store, the next run gives it what waits; without one, `events` are given up.
   * Whether those under way were handled is not known.
   */
  abandon(events: readonly Event[], waiting: number, underWay: number): void {
    if (waiting + underWay === 0) return;
    if (this.isKept) {
      const open = underWay === 0 ? '' : `; it has not ended a call with ${underWay}, which it is given again`;
      const what = `did not handle ${waiting} events before the end: the next run gives them to it${open}`;
      this.report('engine.listener-abandoned', what, { count: waiting, underWay });
      return;
    }
    for (const event of events) this.dead.add(event);
    const data = { count: events.length, underWay, deadLetters: this.dead.count, ...this.dead.report() };
    const open = underWay === 0 ? '' : `, and has not ended a call with ${underWay}`;
    this.report('engine.listener-abandoned', `did not handle ${events.length} events before the end${open}`, data);
  }

  stopFailed({ message }: Error): void {
    const { listener, reports } = this;
    reports.report({ type: 'engine.listener-failed', summary: message, data: { listener, error: message } }, listener);
  }

  /** Reports the losses that were not reported yet. */
  reportRest(): void {
    const { dead, dropped } = this;
    if (dead.unreported > 0) {
      const losses = dead.report();
      const data = { deadLetters: dead.count, ...losses };
      this.report('engine.listener-failed', `failed at ${losses.lost} more events`, data);
    }
    if (dropped.unreported === 0) return;
    const losses = dropped.report();
    const data = { dropped: dropped.count, ...losses };
    this.report('engine.listener-dropped', `is too slow: ${losses.lost} more events were dropped`, data);
  }

  recovered(was: ListenerState, what: string, data: Data): void {
    this.report('engine.listener-recovered', what, { was, ...data });
  }

  /** A listener is never told of its own troubles. */
  report(type: OperationalType, what: string, data: Data): void {
    const { listener } = this;
    this.reports.report({ type, summary: `listener ${listener} ${what}`, data: { listener, ...data } }, listener);
  }
}

/** How many ids of lost events a report names. */
const mostIds = 20;

/** What a report says of losses. */
export interface ReportedLosses {
  /** How many were lost since the report before. */
  readonly lost: number;
  /** The times of the first and the last of them. */
  readonly from: string;
  readonly to: string;
  /** The ids of the first of them. */
  readonly ids: readonly string[];
}

/** Counts events that were lost for a listener, and keeps what a report needs to find them again elsewhere. */
export class Losses {
  count = 0;
  /** Of `count`, how many were reported. */
  reported = 0;
  first: Event | undefined = undefined;
  last: Event | undefined = undefined;
  readonly ids: string[] = [];

  add(event: Event): void {
    this.count++;
    this.first ??= event;
    this.last = event;
    if (this.ids.length < mostIds) this.ids.push(event.id);
  }

  get unreported(): number {
    return this.count - this.reported;
  }

  /** Takes the losses since the last report: how many, the time they span, the ids of the first. */
  report(): ReportedLosses {
    const { unreported, first, last, ids } = this;
    const losses = { lost: unreported, from: timeOf(first), to: timeOf(last), ids: [...ids] };
    this.reported = this.count;
    this.first = undefined;
    this.last = undefined;
    ids.length = 0;
    return losses;
  }
}

const timeOf = (event: Event | undefined): string =>
  event === undefined ? '' : String(formatValue('time', event.time));

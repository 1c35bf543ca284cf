/** One module instance at work: what it is doing, for what cause, how often it failed. */
import {
  CorrelatorError,
  type Event,
  type EventCause,
  type EventOrigin,
  errorText,
  isEvent,
  type LogRecord,
  positionOf,
  stampEvent,
} from '@correlator/events';
import type { Json } from '../base/json.ts';
import type { Module, ModuleHost } from '../contract/module.ts';
import type { Publisher } from '../delivery/outcomes.ts';
import { isWorthReporting } from '../reports/operational.ts';
import type { Reports } from '../reports/reports.ts';
import type { Collection } from '../state/collection.ts';
import type { EventTime } from '../time/event-time.ts';

/** A module that has failed this often in a row is stopped. */
const stoppedAfter = 10;

/** A module dispatches fewer events than this for one record, event or timer: otherwise it could go on without end. */
const mostDispatched = 1_000_000;

/** What a task needs of the engine. */
export interface TaskContext {
  readonly instance: string;
  readonly time: EventTime;
  readonly publisher: Publisher;
  readonly reports: Reports;
  readonly dayOf: (time: number) => string;
}

/** Snapshots of collections, by their names. */
export type Snapshots = Readonly<Record<string, Json | undefined>>;

/** One module instance and what it is doing: the engine's side of one partition of one module. */
export class ModuleTask implements ModuleHost {
  readonly module: Module;
  /** The module's name: the system of its events. */
  readonly system: string;
  /** Module and part, as in the identity of events. */
  readonly id: string;
  readonly context: TaskContext;
  readonly pending = new Map<Collection, number>();
  /** Of the collections, and of the module's timers by name. */
  readonly ranks = new Map<Collection | string, number>();
  cause: EventCause = '';
  time = 0;
  record: LogRecord | undefined = undefined;
  origin: EventOrigin = { instance: '', cause: '', module: '', ordinal: 0 };
  ordinal = 0;
  /** So many things came of the record or event at hand that have a cause of their own. */
  own = 0;
  busy = false;
  stopped = false;
  /** Failures in a row, and in all. */
  failuresInRow = 0;
  failures = 0;

  constructor(name: string, module: Module, context: TaskContext) {
    this.module = module;
    this.system = name;
    this.id = module.part === '' ? name : `${name}/${module.part}`;
    this.context = context;
    module.runtime.host = this;
    for (const { name: timer } of module.runtime.timers) this.ranks.set(timer, context.time.nextRank());
    for (const collection of module.runtime.collections.values()) {
      this.ranks.set(collection, context.time.nextRank());
      collection.connect(this);
    }
  }

  get now(): number {
    return this.context.time.now;
  }

  dayOf(time: number): string {
    return this.context.dayOf(time);
  }

  process(record: LogRecord): void {
    if (this.stopped) return;
    this.cause = record;
    this.record = record;
    this.time = record.time;
    this.ordinal = 0;
    this.own = 0;
    this.busy = true;
    try {
      const result: unknown = this.module.process?.(record);
      if (result !== undefined) refusePromise(result, 'process');
      this.failuresInRow = 0;
    } catch (error) {
      this.failed(error, record);
    }
    this.busy = false;
  }

  processEvent(event: Event): void {
    if (this.stopped) return;
    if (this.busy) throw cycle(this.id, event.type);
    this.cause = event;
    this.record = event.record;
    this.time = event.time;
    this.ordinal = 0;
    this.own = 0;
    this.busy = true;
    try {
      const result: unknown = this.module.processEvent?.(event);
      if (result !== undefined) refusePromise(result, 'processEvent');
      this.failuresInRow = 0;
    } catch (error) {
      this.failed(error, event.record);
    }
    this.busy = false;
  }

  /** Runs `action` for `cause`; a failure in it is the module's. */
  run(cause: string, time: number, action: () => unknown): void {
    this.cause = cause;
    this.time = time;
    this.ordinal = 0;
    this.own = 0;
    this.busy = true;
    try {
      refusePromise(action(), cause);
      this.failuresInRow = 0;
    } catch (error) {
      this.failed(error, this.record);
    }
    this.busy = false;
  }

  inCause(cause: string, action: () => void): void {
    const { cause: causeBefore, time, record, ordinal, own, busy } = this;
    const before = { cause: causeBefore, time, record, ordinal, own, busy };
    this.record = undefined;
    this.run(cause, this.now, action);
    Object.assign(this, before);
  }

  /** The same module may let go of one key several times for one record: they are numbered. */
  inOwnCause(cause: string, action: () => void): void {
    this.inCause(`${cause} ${this.own++} ${nameOf(this.cause)}`, action);
  }

  dispatch(event: Event): void {
    if (!isEvent(event)) throw notAnEvent(event);
    if (!this.busy) throw tooLate(this.id, event.type);
    if (event.origin !== undefined) throw dispatchedTwice(event.type);
    const { cause } = this;
    if (this.ordinal >= mostDispatched) throw tooManyEvents();
    this.origin = { instance: this.context.instance, cause, module: this.id, ordinal: this.ordinal++ };
    stampEvent(event, this);
    this.context.publisher.publish(event);
  }

  /** Counts a failure of the module; one that fails too often in a row is stopped. */
  failed(error: unknown, record: LogRecord | undefined): void {
    this.failures++;
    this.failuresInRow++;
    if (this.stopped) return;
    const failure = { module: this.id, error: errorText(error), failures: this.failures, record };
    if (this.failuresInRow >= stoppedAfter) {
      this.stopped = true;
      this.context.reports.moduleStopped(failure, stoppedAfter);
    } else if (isWorthReporting(this.failures)) this.context.reports.moduleFailed(failure);
  }

  /** Counts it that the module keeps something that cannot be saved: a failure, but not one of a record or event. */
  keepsUnfit(error: CorrelatorError): void {
    this.failures++;
    if (this.stopped || !isWorthReporting(this.failures)) return;
    this.context.reports.moduleFailed({
      module: this.id,
      error: error.message,
      failures: this.failures,
      record: undefined,
    });
  }

  /** Sets the module's timers; they fire whenever event time passes a multiple of their interval. */
  startTimers(now: number): void {
    for (const { name, intervalMs, action } of this.module.runtime.timers) {
      const next = (after: number) => (Math.floor(after / intervalMs) + 1) * intervalMs;
      const run = (due: number, target: number) => {
        if (this.stopped) return undefined;
        this.inCause(`every ${name} ${due}`, () => action(due));
        return next(target);
      };
      this.context.time.schedule(next(now), run, this.ranks.get(name));
    }
  }

  /**
   * Takes state back that was saved in `version`, collection by collection. One of an earlier version is as `migrate` gives it; a
   * module that cannot migrate starts afresh, which is reported. Throws what the module throws.
   */
  restore(snapshots: Snapshots, version: number): void {
    const { module } = this;
    const wanted = version === module.stateVersion ? snapshots : this.migrated(snapshots, version);
    for (const [name, snapshot] of Object.entries(wanted)) {
      if (snapshot !== undefined) module.runtime.collections.get(name)?.restore(snapshot);
    }
  }

  migrated(snapshots: Snapshots, version: number): Snapshots {
    const { module, id } = this;
    if (module.migrate !== undefined) return module.migrate(snapshots as Readonly<Record<string, Json>>, version);
    const summary = `module ${id} starts afresh: the store holds its state in version ${version}, which version ${module.stateVersion} cannot take over`;
    this.context.reports.report({ type: 'engine.state-dropped', summary, data: { module: id, version } });
    return {};
  }

  schedule(collection: Collection, due: number): void {
    const pending = this.pending.get(collection);
    if (pending !== undefined && pending <= due) return;
    this.pending.set(collection, due);
    const run = (at: number) => {
      if (this.pending.get(collection) === at) this.pending.delete(collection);
      this.expire(collection, at);
      return undefined;
    };
    this.context.time.schedule(due, run, this.ranks.get(collection));
  }

  /** A collection of a module's own kind may throw: that is the module's failure. */
  expire(collection: Collection, at: number): void {
    try {
      collection.expire(at);
    } catch (error) {
      this.failed(error, undefined);
    }
  }
}

function nameOf(cause: EventCause): string {
  if (typeof cause === 'string') return cause;
  return isEvent(cause) ? cause.id : positionOf(cause);
}

/** What comes of a promise would be taken for the work of whatever record is at hand by then. */
function refusePromise(result: unknown, what: string): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return;
  if (typeof result.then !== 'function') return;
  result.then(undefined, () => {});
  throw new CorrelatorError(
    'MODULE_ASYNCHRONOUS',
    `'${what}' answered with a promise: modules are synchronous; take 'async' away, and have a listener do what takes time`,
  );
}

function tooLate(id: string, type: string): CorrelatorError {
  return new CorrelatorError(
    'MODULE_NOT_RUNNING',
    `module ${id} dispatched an event of type ${type} while it was given nothing to do: dispatch in process, processEvent, timers and onExpire, before they return`,
  );
}

function notAnEvent(value: unknown): CorrelatorError {
  return new CorrelatorError(
    'EVENT_INVALID',
    `a value of type ${typeof value} was dispatched that is no event: dispatch an ErrorEvent, a WarningEvent, a NoticeEvent or an AuditEvent`,
  );
}

function cycle(id: string, type: string): CorrelatorError {
  return new CorrelatorError(
    'MODULE_CYCLE',
    `module ${id} was given an event of type ${type} while it was at work: its own events lead back to it; end the cycle`,
  );
}

function dispatchedTwice(type: string): CorrelatorError {
  return new CorrelatorError('EVENT_DISPATCHED_TWICE', `an event of type ${type} was dispatched twice; make a new one`);
}

function tooManyEvents(): CorrelatorError {
  return new CorrelatorError(
    'EVENTS_TOO_MANY',
    `more than ${mostDispatched} events were dispatched for one record, event or timer: end the loop that does so`,
  );
}

import { CorrelatorError, type Event, type EventClass, type LogRecord } from '@correlator/events';
import { positiveDurationMs } from '../base/durations.ts';
import type { Json } from '../base/json.ts';
import type { Collection, CollectionHost } from '../state/collection.ts';
import {
  type CounterMerge,
  type Counters,
  CountersCollection,
  type DailyCounters,
  DailyCountersCollection,
} from '../state/counters.ts';
import { type Keyed, KeyedCollection, type KeyedOptions } from '../state/keyed.ts';
import { type SlidingWindow, type SlidingWindowOptions, WindowCollection } from '../state/sliding-window.ts';
import { type Tally, TallyCollection } from '../state/tally.ts';
import type { Tap } from './tap.ts';
import type { Trace } from './trace.ts';

/** What a module needs of the engine. */
export interface ModuleHost extends CollectionHost {
  dispatch(event: Event): void;
}

/** A timer that a module declared. */
export interface ModuleTimer {
  readonly name: string;
  /** Fires whenever event time passes a multiple of this, counted from 1970 UTC. */
  readonly intervalMs: number;
  readonly action: (due: number) => void;
}

/** The engine's side of a module. Authors need it for state of their own kind alone. */
export class ModuleRuntime {
  readonly protocol = 1;
  readonly collections = new Map<string, Collection>();
  readonly timers: ModuleTimer[] = [];
  host: ModuleHost | undefined = undefined;

  /** The engine that runs the module. Throws `MODULE_NOT_RUNNING` where none does. */
  get engine(): ModuleHost {
    if (this.host !== undefined) return this.host;
    throw new CorrelatorError(
      'MODULE_NOT_RUNNING',
      'this module is not run by an engine yet: dispatch and read event time in process, processEvent or statistics only',
    );
  }

  /** Takes up a collection: a checkpoint saves it, partitions divide it. Throws `STATE_NAME_TAKEN`. */
  declare<C extends Collection>(collection: C): C {
    if (this.collections.has(collection.name)) {
      throw new CorrelatorError('STATE_NAME_TAKEN', `state '${collection.name}' is declared twice; rename one`);
    }
    this.collections.set(collection.name, collection);
    return collection;
  }
}

/** By what a module's work is divided: one handler touches the state of one partition only. */
export interface PartitionBy {
  /** The field of records. */
  readonly record?: 'host' | 'program' | 'pid';
  /** The data field of events; events without it share one partition. */
  readonly event?: string;
}

/** Why statistics are asked for, and for when. */
export interface StatisticsRequest {
  /** `midnight`: a day of event time ended. `end`: the inputs ended. `request`: an operator asked. */
  readonly reason: 'midnight' | 'end' | 'request';
  /** The day that ended, or that event time is in: `2026-11-23`, in the engine's zone. */
  readonly day: string;
  /** Event time, ms since 1970 UTC. */
  readonly time: number;
}

/** What a module read in a record, for people who ask: names and plain values. */
export type Reading = Readonly<Record<string, Json>>;

/**
 * Processes records, or other modules' events, of one subject: keeps state, dispatches events, reports statistics.
 * Everything in it is synchronous, and the only time is that of records.
 */
export abstract class Module<O = unknown> {
  readonly options: O;
  /** Tells the parts of a module from one another. @default '' */
  readonly part: string = '';
  /** The programs whose records it processes. @default all programs */
  readonly programs: readonly string[] | undefined = undefined;
  /** The event classes of other modules that it processes. @default none */
  readonly consumes: readonly EventClass[] = [];
  /** The event classes that other modules may consume of it; a circle of modules is refused at start. @default none */
  readonly dispatches: readonly EventClass[] = [];
  /** @default undefined: the module is never divided */
  readonly partitionBy: PartitionBy | undefined = undefined;
  /** The version of its state; see `migrate`. */
  readonly stateVersion: number = 1;
  readonly runtime = new ModuleRuntime();

  constructor(options: O) {
    this.options = options;
  }

  /** Processes one record. Called for each record of its programs, in order. */
  process?(record: LogRecord): void;
  /** Processes one event of a class in `consumes`, at the moment when it is dispatched. */
  processEvent?(event: Event): void;
  /** Reports what it counted. It reads state and does not change it: with partitions it sees all of them merged. */
  statistics?(request: StatisticsRequest): Event | readonly Event[] | undefined;
  /** What it reads in `record`, without any effect on its state. */
  explain?(record: LogRecord): Reading | undefined;
  /** How it came to that: which pattern matched, which came near. `createPatternTracer` makes one. */
  trace?(record: LogRecord): Trace | undefined;
  /** State of an earlier `stateVersion`, collection by collection, as this version wants it. */
  migrate?(snapshots: Readonly<Record<string, Json>>, version: number): Readonly<Record<string, Json>>;

  /** Event time: ms since 1970 UTC. */
  get now(): number {
    return this.runtime.engine.now;
  }

  /** Dispatches an event: its time, record and system are filled in where it does not say them. */
  dispatch(event: Event): void {
    this.runtime.engine.dispatch(event);
  }

  /** The day of an instant in the engine's zone: `2026-11-23`. */
  dayOf(time: number): string {
    return this.runtime.engine.dayOf(time);
  }

  /** Declares values by key. */
  keyed<V, K = string>(name: string, options: KeyedOptions<V, K>): Keyed<V, K> {
    return this.runtime.declare(new KeyedCollection<V, K>(name, options));
  }

  /** Declares a sliding window of instants by key. */
  slidingWindow(name: string, options: SlidingWindowOptions): SlidingWindow {
    return this.runtime.declare(new WindowCollection(name, options));
  }

  /** Declares counters with fixed names. */
  counters<const N extends string>(name: string, names: readonly N[] | Readonly<Record<N, CounterMerge>>): Counters<N> {
    return this.runtime.declare(new CountersCollection<N>(name, names));
  }

  /** Declares counters with fixed names for each day of the engine's zone. */
  dailyCounters<const N extends string>(name: string, names: readonly N[]): DailyCounters<N> {
    return this.runtime.declare(new DailyCountersCollection<N>(name, names));
  }

  /** Declares counts by keys that come up as they come. */
  tally(name: string, options: { readonly max: number }): Tally {
    return this.runtime.declare(new TallyCollection(name, options));
  }

  /** Has `action` called whenever event time passes a multiple of `interval`. Not for modules with `partitionBy`. */
  every(interval: string, name: string, action: (due: number) => void): void {
    this.runtime.timers.push({ name, intervalMs: positiveDurationMs(interval, `timer ${name}`), action });
  }
}

/** A module as an engine wants it: its name, and how a fresh one is made. */
export interface ModuleSpec {
  /** The system of its events; unique among modules. */
  readonly name: string;
  /** A fresh module, or its cooperating parts; called once per partition, and once more to merge statistics. */
  create(): Module | readonly Module[];
  /** The event classes it dispatches, where that is known. */
  readonly events?: readonly EventClass[];
  /** What reads along beside it, once per engine. @default none */
  readonly taps?: readonly Tap[];
}

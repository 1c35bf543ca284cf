/** Operational events: what an operator should know of this run. Takes plain data, dispatches one event, decides nothing. */
import { type Event, formatDuration, type LogRecord } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { UnparsedEntry } from '../contract/input.ts';
import { createOperationalEvents, type Operational } from './operational.ts';

/** Takes events on their way to listeners. */
export interface EventSink {
  /** Gives `event` to every listener that wants it, except the one named `except`. */
  dispatch(event: Event, except?: string): void;
}

/** A failure of a module. */
export interface ModuleFailure {
  /** The module's name, and the part of it. */
  readonly module: string;
  readonly error: string;
  /** How often it has failed so far, this failure included. */
  readonly failures: number;
  /** What it was processing. */
  readonly record: LogRecord | undefined;
}

/** Tells listeners what an operator should know of this run. Whoever reports decides when that is worth a word. */
export class Reports {
  readonly make: (about: Operational) => Event;
  sink: EventSink | undefined = undefined;

  constructor(clock: Clock) {
    this.make = createOperationalEvents(clock);
  }

  /** Dispatches an operational event; the listener named `except` is not given it. */
  report(about: Operational, except?: string): void {
    this.sink?.dispatch(this.make(about), except);
  }

  /** Reports that an input gave an entry that could not be parsed, the `count`th for its reason. */
  unparsed(input: string, entry: UnparsedEntry, count: number): void {
    const { reason, explanation, column, raw, source, offset } = entry;
    const data = { input, reason, count, column, line: raw.slice(0, 200), source: source.identity, offset };
    const summary = `input ${input}: an entry could not be parsed (${count} so far for this reason): ${explanation}`;
    this.report({ type: 'engine.unparsed', summary, data });
  }

  /** Reports that an input has dropped `count` entries so far for this reason. */
  dropped(input: string, reason: string, count: number): void {
    const summary = `input ${input} dropped ${count} entries so far: ${reason}`;
    this.report({ type: 'engine.dropped', summary, data: { input, reason, count } });
  }

  /** Reports that a module's state has given up `evicted` keys so far. */
  stateFull(state: string, evicted: number): void {
    const summary = `state ${state} is full: ${evicted} of its oldest keys were given up so far; raise its maximum`;
    this.report({ type: 'engine.state-full', summary, data: { state, evicted } });
  }

  moduleFailed({ record, ...data }: ModuleFailure): void {
    const summary = `module ${data.module} failed: ${data.error}`;
    this.report({ type: 'engine.module-failed', summary, data, record });
  }

  /** Reports that a module is stopped, as it has failed `inRow` times in a row. */
  moduleStopped({ record, ...data }: ModuleFailure, inRow: number): void {
    const summary = `module ${data.module} is stopped: it failed ${inRow} times in a row, last with: ${data.error}`;
    this.report({ type: 'engine.module-stopped', summary, data, record });
  }

  /** Reports that the wall clock was set by `byMs` milliseconds, or that the machine stood still for as long. */
  clockStepped(byMs: number): void {
    const [way, by] = [byMs < 0 ? 'back' : 'on', formatDuration(Math.round(Math.abs(byMs)))];
    const what = byMs < 0 ? 'records may be late until it is where it was' : 'it was set, or this machine stood still';
    const summary = `the clock of this machine went ${way} by ${by}: ${what}`;
    this.report({ type: 'engine.clock-stepped', summary, data: { byMs } });
  }
}

import { type Event, formatDuration, type LogRecord, messageOf } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { UnparsedEntry } from '../contract/input.ts';
import type { InputState } from '../intake/input-state.ts';
import type { ModuleGroup } from '../modules/module-group.ts';
import type { ModuleTask } from '../modules/module-task.ts';
import type { Collection } from '../state/collection.ts';
import { createOperationalEvents, isWorthReporting, type Operational } from './operational.ts';

/** A module that failed so often in a row is stopped. */
const stoppedAfter = 10;

interface NamedState {
  readonly name: string;
  readonly collection: Collection;
}

function statesOf({ id, tasks }: ModuleGroup): NamedState[] {
  const collections = tasks.flatMap(({ module }) => [...module.runtime.collections.values()]);
  return collections.map((collection) => ({ name: `${id} ${collection.name}`, collection }));
}

/** Tells listeners what an operator should know of this run, and no more often than is worth reading. */
export class Reports {
  readonly make: (about: Operational) => Event;
  readonly dispatch: (event: Event, except?: string) => void;
  /** Counts by what they are of, and as they were when they were last told of. */
  readonly counts = new Map<string, number>();
  readonly told = new Map<string, number>();
  /** The state of all modules. */
  states: readonly NamedState[] | undefined = undefined;

  /** `dispatch` gives an event to all listeners but the one named. */
  constructor(clock: Clock, dispatch: (event: Event, except?: string) => void) {
    this.make = createOperationalEvents(clock);
    this.dispatch = dispatch;
  }

  report(about: Operational, except?: string): void {
    this.dispatch(this.make(about), except);
  }

  moduleFailed(task: ModuleTask, error: unknown, record: LogRecord | undefined): void {
    task.failures++;
    task.failuresInRow++;
    if (task.stopped) return;
    const data = { module: task.id, error: messageOf(error), failures: task.failures };
    if (task.failuresInRow >= stoppedAfter) {
      task.stopped = true;
      const summary = `module ${task.id} is stopped: it failed ${stoppedAfter} times in a row, last with: ${data.error}`;
      this.report({ type: 'engine.module-stopped', summary, data, record });
    } else if (isWorthReporting(task.failures)) {
      const summary = `module ${task.id} failed: ${data.error}`;
      this.report({ type: 'engine.module-failed', summary, data, record });
    }
  }

  unparsed({ input }: InputState, entry: UnparsedEntry): void {
    const { reason, explanation, column, raw, source, offset } = entry;
    const count = this.count(`unparsed ${input.name} ${reason}`, 1);
    if (!isWorthReporting(count)) return;
    const data = { input: input.name, reason, count, column, line: raw.slice(0, 200), source: source.identity, offset };
    const summary = `input ${input.name}: an entry could not be parsed (${count} so far for this reason): ${explanation}`;
    this.report({ type: 'engine.unparsed', summary, data });
  }

  droppedByInput({ input }: InputState, reason: string, dropped: number): void {
    const what = `dropped ${input.name} ${reason}`;
    const count = this.count(what, dropped);
    if (!this.hasGrown(what, count)) return;
    const summary = `input ${input.name} dropped ${count} entries so far: ${reason}`;
    this.report({ type: 'engine.dropped', summary, data: { input: input.name, reason, count } });
  }

  /** The wall clock was set, or the machine stood still. */
  clockStepped(byMs: number): void {
    const [way, by] = [byMs < 0 ? 'back' : 'on', formatDuration(Math.round(Math.abs(byMs)))];
    const what = byMs < 0 ? 'records may be late until it is where it was' : 'it was set, or this machine stood still';
    const summary = `the clock of this machine went ${way} by ${by}: ${what}`;
    this.report({ type: 'engine.clock-stepped', summary, data: { byMs } });
  }

  /** Looks after every batch whether state is full: over a list made once, as modules may be many. */
  evictions(groups: readonly ModuleGroup[]): void {
    this.states ??= groups.flatMap(statesOf);
    for (const { name, collection } of this.states) {
      if (collection.evicted > 0) this.eviction(name, collection.evicted);
    }
  }

  eviction(state: string, evicted: number): void {
    if (!this.hasGrown(`evicted ${state}`, evicted)) return;
    const summary = `state ${state} is full: ${evicted} of its oldest keys were given up so far; raise its maximum`;
    this.report({ type: 'engine.state-full', summary, data: { state, evicted } });
  }

  count(what: string, more: number): number {
    const count = (this.counts.get(what) ?? 0) + more;
    this.counts.set(what, count);
    return count;
  }

  /** Whether a count is ten times what it was when it was last told of: that is worth a word. */
  hasGrown(what: string, count: number): boolean {
    if (count < Math.max(1, (this.told.get(what) ?? 0) * 10)) return false;
    this.told.set(what, count);
    return true;
  }
}

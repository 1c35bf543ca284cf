import { type Event, type LogRecord, messageOf } from '@correlator/events';
import type { Clock } from './clock.ts';
import type { UnparsedEntry } from './input.ts';
import type { InputSlot } from './input-slot.ts';
import type { Lane } from './lane.ts';
import type { ModuleGroup } from './module-group.ts';
import { createOperationalEvents, isWorthReporting, type Operational } from './operational.ts';

/** A module that failed so often in a row is stopped. */
const stoppedAfter = 10;

/** Tells listeners what an operator should know of this run, and no more often than is worth reading. */
export class Reports {
  readonly make: (about: Operational) => Event;
  readonly dispatch: (event: Event, except?: string) => void;
  readonly evictionsReported = new Map<string, number>();

  /** `dispatch` gives an event to all listeners but the one named. */
  constructor(clock: Clock, dispatch: (event: Event, except?: string) => void) {
    this.make = createOperationalEvents(clock);
    this.dispatch = dispatch;
  }

  report(about: Operational, except?: string): void {
    this.dispatch(this.make(about), except);
  }

  moduleFailed(lane: Lane, error: unknown, record: LogRecord | undefined): void {
    lane.failures++;
    lane.failuresInRow++;
    const data = { module: lane.id, error: messageOf(error), failures: lane.failures };
    if (lane.failuresInRow >= stoppedAfter && !lane.stopped) {
      lane.stopped = true;
      const summary = `module ${lane.id} is stopped: it failed ${stoppedAfter} times in a row, last with: ${data.error}`;
      this.report({ severity: 'error', type: 'engine.module-stopped', summary, data, record });
    } else if (isWorthReporting(lane.failures)) {
      const summary = `module ${lane.id} failed: ${data.error}`;
      this.report({ severity: 'error', type: 'engine.module-failed', summary, data, record });
    }
  }

  unparsed(slot: InputSlot, entry: UnparsedEntry): void {
    const { reason, explanation, column, raw, source, offset } = entry;
    const count = (slot.unparsedByReason.get(reason) ?? 0) + 1;
    slot.unparsedByReason.set(reason, count);
    if (!isWorthReporting(count)) return;
    const input = slot.input.name;
    const data = { input, reason, count, column, line: raw.slice(0, 200), source: source.identity, offset };
    const summary = `input ${input}: an entry could not be parsed (${count} so far for this reason): ${explanation}`;
    this.report({ severity: 'warning', type: 'engine.unparsed', summary, data });
  }

  droppedByInput(slot: InputSlot, reason: string, count: number): void {
    const input = slot.input.name;
    const summary = `input ${input} dropped ${count} entries: ${reason}`;
    this.report({ severity: 'warning', type: 'engine.dropped', summary, data: { input, reason, count } });
  }

  evictions(groups: readonly ModuleGroup[]): void {
    for (const { id, lanes } of groups) {
      for (const { module } of lanes) {
        for (const { name, evicted } of module.runtime.collections.values()) {
          if (evicted > 0) this.eviction(`${id} ${name}`, evicted);
        }
      }
    }
  }

  eviction(state: string, evicted: number): void {
    const reported = this.evictionsReported.get(state) ?? 0;
    if (evicted < Math.max(1, reported * 10)) return;
    this.evictionsReported.set(state, evicted);
    const summary = `state ${state} is full: ${evicted} of its oldest keys were given up so far; raise its maximum`;
    this.report({ severity: 'warning', type: 'engine.state-full', summary, data: { state, evicted } });
  }
}

import type { Event } from '@correlator/events';
import { Checkpointing } from './checkpointing.ts';
import { Dispatcher } from './dispatcher.ts';
import { type EngineOptions, type EngineSettings, settingsOf } from './engine-options.ts';
import { InputSlot } from './input-slot.ts';
import type { QueueReports } from './listener-health.ts';
import { Outcomes } from './outcomes.ts';
import { Processing } from './processing.ts';
import { Reports } from './reports.ts';
import { Routing } from './routing.ts';
import { Statistics } from './statistics.ts';
import { Timekeeping } from './timekeeping.ts';

/** The parts of one engine. Each is given those that it needs. */
export interface EngineParts {
  readonly options: EngineOptions;
  readonly settings: EngineSettings;
  readonly slots: readonly InputSlot[];
  readonly reports: Reports;
  readonly dispatcher: Dispatcher;
  readonly routing: Routing;
  readonly outcomes: Outcomes;
  readonly timekeeping: Timekeeping;
  readonly statistics: Statistics;
  readonly processing: Processing;
  readonly checkpointing: Checkpointing;
}

/** Makes the parts of an engine and connects them. */
export function createParts(options: EngineOptions): EngineParts {
  const settings = settingsOf(options);
  const slots = options.inputs.map((input) => new InputSlot(input));
  const reports: Reports = new Reports(settings.clock, (event, except) => dispatcher.dispatch(event, except));
  const trouble: QueueReports['trouble'] = (listener, type, summary, data) =>
    reports.report({ type, summary, data }, listener);
  const publish = (event: Event) => routing.publish(event);
  const outcomes = new Outcomes({ instance: settings.instance, clock: settings.clock, publish, trouble });
  const dispatcher = new Dispatcher(options.listeners ?? [], {
    clock: settings.clock,
    patienceMs: settings.patienceMs,
    reports: { trouble, outcome: (listener, causes, outcome) => outcomes.take(listener, causes, outcome) },
  });
  const routing = new Routing(dispatcher);
  const known = { options, settings, slots, reports, dispatcher, routing, outcomes };
  const timekeeping = new Timekeeping({ ...known, onMidnight: (due) => statistics.midnight(due) });
  const statistics: Statistics = new Statistics({ ...known, timekeeping });
  const processing = new Processing({ ...known, timekeeping });
  const checkpointing = new Checkpointing({ ...known, timekeeping });
  return { ...known, timekeeping, statistics, processing, checkpointing };
}

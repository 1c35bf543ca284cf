import type { Event } from '@correlator/events';
import { Checkpointing } from './checkpointing.ts';
import { Dispatcher } from './dispatcher.ts';
import { type EngineOptions, type EngineSettings, settingsOf } from './engine-options.ts';
import { InputSlot } from './input-slot.ts';
import { Intake } from './intake.ts';
import type { QueueReports } from './listener-health.ts';
import { Outcomes } from './outcomes.ts';
import { Processing } from './processing.ts';
import { inputsOf } from './recorded-inputs.ts';
import { Reports } from './reports.ts';
import { Routing } from './routing.ts';
import { Statistics } from './statistics.ts';
import type { Tap } from './tap.ts';
import { Taps } from './taps.ts';
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
  readonly taps: Taps;
  readonly intake: Intake;
  readonly checkpointing: Checkpointing;
}

/** Makes the parts of an engine and connects them. */
export function createParts(options: EngineOptions): EngineParts {
  const settings = settingsOf(options);
  const slots = inputsOf(options).map((input) => new InputSlot(input));
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
  const onMidnight = (due: number) => statistics.midnight(due);
  const timekeeping = new Timekeeping({ ...known, onMidnight });
  const statistics: Statistics = new Statistics({ ...known, timekeeping });
  const processing = new Processing({ ...known, timekeeping });
  const checkpointing = new Checkpointing({ ...known, timekeeping });
  const taps = new Taps(tapsOf(options), { reports, clock: settings.clock });
  const more = { ...known, timekeeping, statistics, processing, checkpointing, taps };
  return { ...more, intake: new Intake(more) };
}

/** Those that are given, and those that modules bring. */
function tapsOf({ taps = [], modules }: EngineOptions): readonly Tap[] {
  return [...taps, ...modules.flatMap((module) => module.taps ?? [])];
}

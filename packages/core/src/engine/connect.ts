import type { Event } from '@correlator/events';
import { Checkpointer } from '../checkpoints/checkpointer.ts';
import type { Tap } from '../contract/tap.ts';
import { Dispatcher } from '../delivery/dispatcher.ts';
import type { DurableContext } from '../delivery/durable-queue.ts';
import type { QueueReports } from '../delivery/listener-health.ts';
import { type EventClasses, Outbox } from '../delivery/outbox.ts';
import { Outcomes } from '../delivery/outcomes.ts';
import { InputState } from '../intake/input-state.ts';
import { Intake } from '../intake/intake.ts';
import { RecordProcessor } from '../intake/records.ts';
import { inputsOf } from '../intake/replay.ts';
import { Taps } from '../intake/taps.ts';
import { Router } from '../modules/router.ts';
import { engineEvents } from '../reports/engine-events.ts';
import { Reports } from '../reports/reports.ts';
import { Watermarks } from '../time/watermarks.ts';
import { type EngineOptions, type EngineSettings, settingsOf } from './options.ts';
import { Statistics } from './statistics.ts';

/** The parts of one engine. Each is given those that it needs. */
export interface EngineParts {
  readonly options: EngineOptions;
  readonly settings: EngineSettings;
  readonly slots: readonly InputState[];
  readonly reports: Reports;
  /** With a store. */
  readonly outbox: Outbox | undefined;
  readonly dispatcher: Dispatcher;
  readonly router: Router;
  readonly outcomes: Outcomes;
  readonly watermarks: Watermarks;
  readonly statistics: Statistics;
  readonly processing: RecordProcessor;
  readonly taps: Taps;
  readonly intake: Intake;
  readonly checkpointer: Checkpointer;
}

/** Makes the parts of an engine and connects them. */
export function createParts(options: EngineOptions): EngineParts {
  const settings = settingsOf(options);
  const slots = inputsOf(options).map((input) => new InputState(input));
  const reports: Reports = new Reports(settings.clock, (event, except) => dispatcher.dispatch(event, except));
  const trouble: QueueReports['trouble'] = (listener, type, summary, data) =>
    reports.report({ type, summary, data }, listener);
  const publish = (event: Event) => router.publish(event);
  const outcomes = new Outcomes({ instance: settings.instance, clock: settings.clock, publish, trouble });
  const outbox = createOutbox(options, settings, reports);
  const { clock, patienceMs } = settings;
  const queueReports: QueueReports = { trouble, outcome: (...taken) => outcomes.take(...taken) };
  const durable = outbox && durableContext(outbox, { clock, patienceMs, reports: queueReports });
  const dispatcher = new Dispatcher(options.listeners ?? [], { clock, patienceMs, reports: queueReports, durable });
  const router = new Router(dispatcher);
  const known = { options, settings, slots, reports, outbox, dispatcher, router, outcomes };
  const onMidnight = (due: number) => statistics.midnight(due);
  const watermarks = new Watermarks({ ...known, onMidnight });
  const statistics: Statistics = new Statistics({ ...known, watermarks });
  const processing = new RecordProcessor({ ...known, watermarks });
  const taps = new Taps(tapsOf(options), { reports, clock: settings.clock });
  const more = { ...known, watermarks, statistics, processing, taps };
  const intake = new Intake(more);
  return { ...more, intake, checkpointer: new Checkpointer({ ...more, intake }) };
}

function createOutbox(options: EngineOptions, { clock }: EngineSettings, reports: Reports): Outbox | undefined {
  const { store, modules, listeners = [] } = options;
  if (store === undefined) return undefined;
  const declared = [...engineEvents, ...modules.flatMap(({ events = [] }) => events)];
  const unfit = ({ type }: Event, why: string) => {
    const summary = `an event of type ${type} cannot be kept, and is lost where the run ends before it is handled: ${why}`;
    reports.report({ type: 'engine.listener-trouble', summary, data: { listeners: listeners.length, event: type } });
  };
  const classes = declared.filter((known) => typeof known === 'function') as EventClasses;
  return new Outbox({ store, classes: () => classes, now: () => clock.now(), unfit });
}

function durableContext(
  outbox: Outbox,
  rest: Pick<DurableContext, 'clock' | 'patienceMs' | 'reports'>,
): DurableContext {
  return {
    ...rest,
    stage: (queue, event) => outbox.stage(queue, event),
    staged: (queue, after) => outbox.waiting(queue, after),
    load: (queue, after, most) => outbox.load(queue, after, most),
    bury: (queue, event, thrown) => outbox.bury(queue, event, thrown),
  };
}

/** Those that are given, and those that modules bring. */
function tapsOf({ taps = [], modules }: EngineOptions): readonly Tap[] {
  return [...taps, ...modules.flatMap((module) => module.taps ?? [])];
}

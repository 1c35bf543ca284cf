/** The parts of an engine, made and connected: the only place that knows all of them. */
import type { Event } from '@correlator/events';
import type { CheckpointedParts } from '../checkpoints/checkpoint.ts';
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
import { recordedInputs } from '../intake/replay.ts';
import { Taps } from '../intake/taps.ts';
import { Router } from '../modules/router.ts';
import { engineEvents } from '../reports/engine-events.ts';
import { Reports } from '../reports/reports.ts';
import { EventTime } from '../time/event-time.ts';
import { Watermarks } from '../time/watermarks.ts';
import { type EngineOptions, type EngineSettings, settingsOf } from './options.ts';
import { Statistics } from './statistics.ts';

/** The parts of one engine. */
export interface EngineParts extends CheckpointedParts {
  readonly options: EngineOptions;
  readonly settings: EngineSettings;
  readonly reports: Reports;
  /** Undefined without a store. */
  readonly outbox: Outbox | undefined;
  readonly outcomes: Outcomes;
  readonly runEnds: Statistics;
  readonly taps: Taps;
  readonly intake: Intake;
  readonly checkpointer: Checkpointer;
}

/** Makes the parts of an engine and connects them. Each is given what it works with. */
export function createParts(options: EngineOptions): EngineParts {
  const settings = settingsOf(options);
  const { instance, clock, zone, latenessMs, maxSkewMs } = settings;
  const { store, receipts } = options;
  const inputs = (receipts === undefined ? options.inputs : recordedInputs(receipts)).map(
    (input) => new InputState(input),
  );
  const time = new EventTime();
  const reports = new Reports(clock);
  const delivery = createDelivery(options, settings, reports);
  const { dispatcher, outbox, outcomes } = delivery;
  const router = new Router(dispatcher, reports);
  reports.sink = dispatcher;
  outcomes.publisher = router;
  const runEnds = new Statistics({ instance, clock, zone, time, inputs, router, dispatcher });
  const marks = inputs.map(({ watermark }) => watermark);
  const watermarks = new Watermarks(time, marks, { zone, latenessMs, timers: router, midnights: runEnds });
  const saved: CheckpointedParts = { instance, inputs, router, dispatcher, watermarks, runEnds };
  const taps = new Taps(tapsOf(options), reports, clock);
  const processor = new RecordProcessor({ maxSkewMs, watermarks, router, dispatcher, reports });
  const intake = new Intake({ clock, inputs, watermarks, processor, taps, notesPositions: store !== undefined });
  const { checkpointMs: intervalMs, outboxBytes } = settings;
  const checkpointer = new Checkpointer(saved, {
    ...{ clock, store, outbox, outcomes, intake, reports },
    ...{ intervalMs, outboxBytes },
  });
  return { ...saved, runEnds, options, settings, reports, outbox, outcomes, taps, intake, checkpointer };
}

/** What takes events to listeners, and what listeners answer back. */
function createDelivery(options: EngineOptions, settings: EngineSettings, reports: Reports) {
  const { instance, clock, patienceMs } = settings;
  const trouble: QueueReports['trouble'] = (listener, type, summary, data) =>
    reports.report({ type, summary, data }, listener);
  const outcomes = new Outcomes({ instance, clock, trouble });
  const outbox = createOutbox(options, settings, reports);
  const queueReports: QueueReports = { trouble, outcome: (...taken) => outcomes.take(...taken) };
  const context = { clock, patienceMs, reports: queueReports };
  const durable = outbox && durableContext(outbox, context);
  return { outcomes, outbox, dispatcher: new Dispatcher(options.listeners ?? [], { ...context, durable }) };
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

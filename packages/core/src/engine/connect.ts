/** The parts of an engine, made and connected: the only place that knows all of them. */
import type { Clock } from '../base/clock.ts';
import type { CheckpointedParts } from '../checkpoints/checkpoint.ts';
import { Checkpointer } from '../checkpoints/checkpointer.ts';
import type { Tap } from '../contract/tap.ts';
import { Dispatcher } from '../delivery/dispatcher.ts';
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
  const { instance, clock, zone, latenessMs, maxSkewMs, patienceMs } = settings;
  const { store, receipts } = options;
  const inputs = (receipts === undefined ? options.inputs : recordedInputs(receipts)).map(
    (input) => new InputState(input),
  );
  const time = new EventTime();
  const reports = new Reports(clock);
  const outcomes = new Outcomes(instance, clock, reports);
  const outbox = createOutbox(options, clock, reports);
  const dispatcher = new Dispatcher(options.listeners ?? [], { clock, patienceMs, reports, outcomes, outbox });
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

function createOutbox({ store, modules }: EngineOptions, clock: Clock, reports: Reports): Outbox | undefined {
  if (store === undefined) return undefined;
  const declared = [...engineEvents, ...modules.flatMap(({ events = [] }) => events)];
  const classes = declared.filter((known) => typeof known === 'function') as EventClasses;
  return new Outbox({ store, classes, clock, reports });
}

/** Those that are given, and those that modules bring. */
function tapsOf({ taps = [], modules }: EngineOptions): readonly Tap[] {
  return [...taps, ...modules.flatMap((module) => module.taps ?? [])];
}

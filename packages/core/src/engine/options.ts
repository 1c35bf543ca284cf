/** What an engine is made of, complete and checked. */
import { CorrelatorError, durationMs, type TimeZone, timeZone } from '@correlator/events';
import { type Clock, systemClock } from '../base/clock.ts';
import { positiveDurationMs } from '../base/durations.ts';
import type { Input } from '../contract/input.ts';
import type { Listener } from '../contract/listener.ts';
import type { ModuleSpec } from '../contract/module.ts';
import type { Store } from '../contract/store.ts';
import type { ReceiptSource, RunDescription, Tap } from '../contract/tap.ts';

/** What an engine is made of. */
export interface EngineOptions {
  /** Its name; part of every event's identity. @default 'correlator' */
  readonly instance?: string;
  /** IANA zone of records that name none, and of midnight. @default 'UTC' */
  readonly zone?: string;
  readonly inputs: readonly Input[];
  readonly modules: readonly ModuleSpec[];
  /** @default none */
  readonly listeners?: readonly Listener[];
  /** What reads along. @default none */
  readonly taps?: readonly Tap[];
  /** What an earlier run was told, to be acted on again; `inputs` must be empty. Settings are those of that run. @default none */
  readonly receipts?: ReceiptSource;
  /** Where checkpoints survive. @default none: nothing is written */
  readonly store?: Store;
  /** What an earlier engine handed over, to begin with where `store` holds nothing. Nothing is saved there. @default none */
  readonly initial?: Store | undefined;
  /** How many partitions modules with `partitionBy` have. @default 1 */
  readonly partitions?: number;
  /** How long in all a slow listener may hold live inputs up until it has caught up. Inputs that end wait. @default '5s' */
  readonly patience?: string | number;
  /** How far event time stays behind the greatest record time. @default '5s' */
  readonly lateness?: string | number;
  /** How far a live record's time may be ahead of its receipt. @default '1m' */
  readonly maxSkew?: string | number;
  /** How often a checkpoint is saved, with a store: listeners with `commit` are given events that much later. @default '1s' */
  readonly checkpointInterval?: string | number;
  /** How many bytes of events wait in the store for listeners before inputs wait for those too. @default 1 GiB */
  readonly outboxBytes?: number;
  /** @default the machine's */
  readonly clock?: Clock;
}

/** The options of an engine, complete and checked, durations in milliseconds. */
export interface EngineSettings {
  readonly instance: string;
  readonly clock: Clock;
  readonly zone: TimeZone;
  readonly partitions: number;
  /** Infinity where no input is live. */
  readonly patienceMs: number;
  readonly latenessMs: number;
  readonly maxSkewMs: number;
  readonly checkpointMs: number;
  readonly outboxBytes: number;
}

/** Completes options. Throws `TIME_ZONE_UNKNOWN`, `DURATION_INVALID`, `OPTIONS_INVALID` and, for inputs beside receipts, `INPUTS_WITH_RECEIPTS`. */
export function settingsOf(options: EngineOptions): EngineSettings {
  const { inputs, receipts } = options;
  if (receipts !== undefined && inputs.length > 0) throw inputsWithReceipts();
  const live = receipts === undefined && inputs.some((input) => input.live);
  const patienceMs = durationMs(options.patience ?? '5s', 'patience');
  const run = receipts?.run;
  const { partitions = 1, outboxBytes = 2 ** 30 } = options;
  if (!Number.isSafeInteger(partitions) || partitions < 1) throw noCount('partitions', partitions);
  if (!(outboxBytes >= 1)) throw noCount('outboxBytes', outboxBytes);
  return {
    instance: options.instance ?? run?.instance ?? 'correlator',
    clock: options.clock ?? systemClock,
    zone: timeZone(options.zone ?? run?.zone ?? 'UTC'),
    partitions,
    patienceMs: live ? patienceMs : Number.POSITIVE_INFINITY,
    latenessMs: durationMs(options.lateness ?? run?.latenessMs ?? '5s', 'lateness'),
    maxSkewMs: durationMs(options.maxSkew ?? run?.maxSkewMs ?? '1m', 'maxSkew'),
    checkpointMs: positiveDurationMs(options.checkpointInterval ?? '1s', 'checkpointInterval'),
    outboxBytes,
  };
}

function noCount(option: string, value: number): CorrelatorError {
  return new CorrelatorError('OPTIONS_INVALID', `${option}: must be a whole number of 1 or more, not ${value}`);
}

function inputsWithReceipts(): CorrelatorError {
  const message = "an engine is given both inputs and receipts: leave 'inputs' empty to replay, 'receipts' out to read";
  return new CorrelatorError('INPUTS_WITH_RECEIPTS', message);
}

/** What a capture says of a run. */
export function describeRun(inputs: readonly Input[], settings: EngineSettings): RunDescription {
  const { instance, zone, latenessMs, maxSkewMs, clock } = settings;
  return {
    instance,
    zone: zone.name,
    latenessMs,
    maxSkewMs,
    inputs: inputs.map(({ name, live }) => ({ name, live })),
    startedAt: clock.now(),
  };
}

import { durationMs, type TimeZone, timeZone } from '@correlator/events';
import { type Clock, systemClock } from './clock.ts';
import type { Input } from './input.ts';
import type { Listener } from './listener.ts';
import type { ModuleSpec } from './module-group.ts';
import type { Store } from './store.ts';

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
  /** Where checkpoints survive. @default none: nothing is written */
  readonly store?: Store;
  /** How many partitions modules with `partitionBy` have. @default 1 */
  readonly partitions?: number;
  /** How long in all a slow listener may hold live inputs up until it has caught up. Inputs that end wait. @default '5s' */
  readonly patience?: string | number;
  /** How far event time stays behind the greatest record time. @default '5s' */
  readonly lateness?: string | number;
  /** How far a live record's time may be ahead of its receipt. @default '1m' */
  readonly maxSkew?: string | number;
  /** How often state is saved, with a store. @default '10s' */
  readonly checkpointInterval?: string | number;
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
}

/** Completes options. Throws `TIME_ZONE_UNKNOWN` and `DURATION_INVALID`. */
export function settingsOf(options: EngineOptions): EngineSettings {
  const live = options.inputs.some((input) => input.live);
  const patienceMs = durationMs(options.patience ?? '5s', 'patience');
  return {
    instance: options.instance ?? 'correlator',
    clock: options.clock ?? systemClock,
    zone: timeZone(options.zone ?? 'UTC'),
    partitions: options.partitions ?? 1,
    patienceMs: live ? patienceMs : Number.POSITIVE_INFINITY,
    latenessMs: durationMs(options.lateness ?? '5s', 'lateness'),
    maxSkewMs: durationMs(options.maxSkew ?? '1m', 'maxSkew'),
    checkpointMs: durationMs(options.checkpointInterval ?? '10s', 'checkpointInterval'),
  };
}

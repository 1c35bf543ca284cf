import { type Distinct, type Json, noneDistinct, packInstants, unpackInstants } from '@correlator/core';

/** The state of a source. It changes with each attempt. */
export interface SourceState {
  /** The latest failed attempts: ascending, ms since 1970 UTC. */
  readonly failures: number[];
  /** The user names that were tried lately. */
  readonly users: Distinct;
  /** The last time that each alarm was raised. Within the alarm's window, what goes on is the same attack. */
  exceededAt: number | null;
  slowAt: number | null;
  usersAt: number | null;
  /** The day of the following figures. */
  day: string;
  /** The number of connections on which attempts failed. */
  failed: number;
  succeeded: boolean;
  exceeded: boolean;
}

/** Returns the state of a source of which nothing is known. */
export function newSource(day: string): SourceState {
  return {
    failures: [],
    users: noneDistinct(),
    exceededAt: null,
    slowAt: null,
    usersAt: null,
    day,
    failed: 0,
    succeeded: false,
    exceeded: false,
  };
}

/** Returns whether what happens at `at` belongs to the attack that was reported at `alarmAt`. */
export function isSameAttack(alarmAt: number | null, at: number, windowMs: number): boolean {
  return alarmAt !== null && Math.abs(at - alarmAt) <= windowMs;
}

type Instants = readonly (number | null)[];
type Alarm = number | null;
type PackedSource = readonly [
  failures: Instants,
  users: readonly string[],
  times: Instants,
  exceededAt: Alarm,
  slowAt: Alarm,
  usersAt: Alarm,
  day: string,
  failed: number,
  succeeded: number,
  exceeded: number,
];

/** Packs a source for a store. It is short, as sources are many and change all the time. */
export function packSource(source: SourceState): Json {
  const { failures, users, exceededAt, slowAt, usersAt, day, failed, succeeded, exceeded } = source;
  const times = packInstants(users.times);
  const flags = [succeeded ? 1 : 0, exceeded ? 1 : 0];
  return [packInstants(failures), users.values, times, exceededAt, slowAt, usersAt, day, failed, ...flags];
}

/** Returns the source that `packSource` was given. */
export function unpackSource(packed: Json): SourceState {
  const [failures, values, times, exceededAt, slowAt, usersAt, day, failed, succeeded, exceeded] =
    packed as unknown as PackedSource;
  return {
    failures: unpackInstants(failures),
    users: { values: [...values], times: unpackInstants(times) },
    exceededAt,
    slowAt,
    usersAt,
    day,
    failed,
    succeeded: succeeded === 1,
    exceeded: exceeded === 1,
  };
}

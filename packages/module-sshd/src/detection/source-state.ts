import { type Distinct, type Json, noneDistinct, packInstants, unpackInstants } from '@correlator/core';

/** What is known of a source. Changes with each attempt. */
export interface SourceState {
  /** Its failed attempts lately: ascending, ms since 1970 UTC. */
  readonly failures: number[];
  /** User names that it tried lately. */
  readonly users: Distinct;
  /** When each alarm about it was raised last: for the length of its window, what goes on is the same attack. */
  exceededAt: number | null;
  slowAt: number | null;
  usersAt: number | null;
  /** The day that the following is of. */
  day: string;
  /** Connections on which it failed to log in. */
  failed: number;
  succeeded: boolean;
  exceeded: boolean;
}

/** A source of which nothing is known. */
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

/** Whether what happens at `at` belongs to the attack that was told of at `alarmAt`. */
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

/** A source as a store keeps it: there are many, and they change all the time. */
export function packSource(source: SourceState): Json {
  const { failures, users, exceededAt, slowAt, usersAt, day, failed, succeeded, exceeded } = source;
  const times = packInstants(users.times);
  const flags = [succeeded ? 1 : 0, exceeded ? 1 : 0];
  return [packInstants(failures), users.values, times, exceededAt, slowAt, usersAt, day, failed, ...flags];
}

/** The source that `packSource` was given. */
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

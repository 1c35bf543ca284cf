import { type Distinct, type Json, noneDistinct, packInstants, unpackInstants } from '@correlator/core';

/** The figures of a source on one day. */
export interface SourceDay {
  readonly day: string;
  /** The number of connections on which attempts failed, and nobody logged in. */
  failed: number;
  succeeded: boolean;
  exceeded: boolean;
}

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
  today: SourceDay;
  /** The day before on which something happened: a connection may begin on one day and be logged in on the next. */
  before: SourceDay | null;
  /** The last time that the source was counted in its network; null if it never was. */
  networkAt: number | null;
  /** The last time that the guard held back an alarm, or that an attempt was made meanwhile; null if none was. */
  sparedAt: number | null;
  /** The number of attempts since the guard began to hold back. */
  spared: number;
}

/** Returns the figures of a day on which nothing has happened. */
export function newDay(day: string): SourceDay {
  return { day, failed: 0, succeeded: false, exceeded: false };
}

/** Returns the state of a source of which nothing is known. */
export function newSource(day: string): SourceState {
  return {
    failures: [],
    users: noneDistinct(),
    exceededAt: null,
    slowAt: null,
    usersAt: null,
    today: newDay(day),
    before: null,
    networkAt: null,
    sparedAt: null,
    spared: 0,
  };
}

/**
 * Returns the source's figures of a day, to be changed in place. Of a day before the last two nothing is remembered: what
 * comes as late as that finds a day of its own.
 */
export function dayOf(source: SourceState, day: string): SourceDay {
  // Days mostly are the same, and finding out which text is greater costs more than whether they differ.
  if (day === source.today.day) return source.today;
  if (day > source.today.day) {
    source.before = source.today;
    source.today = newDay(day);
    return source.today;
  }
  if (source.before === null || source.before.day < day) source.before = newDay(day);
  return source.before.day === day ? source.before : newDay(day);
}

/** Returns whether what happens at `at` belongs to the attack that was reported at `alarmAt`. */
export function isSameAttack(alarmAt: number | null, at: number, windowMs: number): boolean {
  return alarmAt !== null && Math.abs(at - alarmAt) <= windowMs;
}

type Instants = readonly (number | null)[];
type Alarm = number | null;
type PackedDay = readonly [day: string, failed: number, succeeded: number, exceeded: number];
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
  before: PackedDay | null,
  networkAt: number | null,
  sparedAt: number | null,
  spared: number,
];

function packDay({ day, failed, succeeded, exceeded }: SourceDay): PackedDay {
  return [day, failed, succeeded ? 1 : 0, exceeded ? 1 : 0];
}

function unpackDay([day, failed, succeeded, exceeded]: PackedDay): SourceDay {
  return { day, failed, succeeded: succeeded === 1, exceeded: exceeded === 1 };
}

/** Packs a source for a store. It is short, as sources are many and change all the time. */
export function packSource(source: SourceState): Json {
  const { failures, users, exceededAt, slowAt, usersAt, today, before, networkAt, sparedAt, spared } = source;
  const times = packInstants(users.times);
  const alarms = [exceededAt, slowAt, usersAt];
  const days = [...packDay(today), before && packDay(before)];
  return [packInstants(failures), users.values, times, ...alarms, ...days, networkAt, sparedAt, spared];
}

/** Returns the source that `packSource` was given, of this version or of the first, which had neither day before nor sparing. */
export function unpackSource(packed: Json): SourceState {
  const [failures, values, times, exceededAt, slowAt, usersAt, ...rest] = packed as unknown as PackedSource;
  const [day, failed, succeeded, exceeded, before = null, networkAt = null, sparedAt = null, spared = 0] = rest;
  return {
    failures: unpackInstants(failures),
    users: { values: [...values], times: unpackInstants(times) },
    exceededAt,
    slowAt,
    usersAt,
    today: unpackDay([day, failed, succeeded, exceeded]),
    before: before && unpackDay(before),
    networkAt,
    sparedAt,
    spared,
  };
}

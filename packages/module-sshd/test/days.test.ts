import { useModule } from '@correlator/core';
import type { Event } from '@correlator/events';
import { restartAnywhere } from '@correlator/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { recordsOf } from './support.ts';

const dayMs = 86_400_000;
const windowMs = 300_000;
const latenessMs = 5_000;
const limit = 3;
const start = Date.UTC(2026, 10, 20);

/** A connection: passwords that are refused, how it ends, and how much later than it is written each line arrives. */
interface Connection {
  readonly at: number;
  readonly source: number;
  readonly tries: number;
  readonly gap: number;
  readonly end: 'login' | 'close' | 'nothing';
  readonly delay: number;
}

interface Line {
  readonly time: number;
  readonly arrives: number;
  readonly text: string;
  readonly what: 'attempt' | 'login' | 'end';
  readonly connection: number;
  readonly source: number;
}

/** Seconds since the start, a few of them right about a midnight. */
const aboutMidnight = (days: number, from: number, to: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: days }), fc.integer({ min: from, max: to }))
    .map(([day, second]) => day * 86_400 + second);

/** Connections of which many are about midnight, in UTC and in Prague; days may be silent, five and more in a row. */
const connectionsAt = (at: fc.Arbitrary<number>): fc.Arbitrary<readonly Connection[]> =>
  fc.array(
    fc.record({
      at,
      source: fc.integer({ min: 1, max: 3 }),
      tries: fc.integer({ min: 0, max: 3 }),
      gap: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 300 })),
      end: fc.constantFrom('login', 'close', 'nothing'),
      delay: fc.integer({ min: 0, max: latenessMs - 1 }),
    }),
    { minLength: 1, maxLength: 14 },
  );

const anyTime = fc.oneof(fc.integer({ min: 0, max: 7 * 86_400 }), aboutMidnight(7, -300, 60), aboutMidnight(2, -6, 6));

/** All about one midnight, so that they are in each other's way. */
const crowded = fc.oneof(aboutMidnight(1, -600, 60), aboutMidnight(1, -6, 6));

/** What is logged of connections in zone `zoneMs`, as it arrives: each connection's lines in order, and others between. */
function linesOf(list: readonly Connection[], zoneMs: number): readonly Line[] {
  const lines = list.flatMap(({ at, source, tries, gap, end, delay }, connection): Line[] => {
    const peer = `192.0.2.${source} port ${40_000 + connection}`;
    const said: Pick<Line, 'what' | 'text'>[] = Array.from({ length: tries }, () => {
      return { what: 'attempt', text: `Failed password for root from ${peer} ssh2` };
    });
    if (end === 'login') said.push({ what: 'login', text: `Accepted password for root from ${peer} ssh2` });
    if (end === 'close' && tries > 0)
      said.push({ what: 'end', text: `Connection closed by authenticating user root ${peer} [preauth]` });
    return said.map((line, i) => {
      const time = start - zoneMs + (at + i * gap) * 1_000;
      return { ...line, time, arrives: time + delay, connection, source };
    });
  });
  return [...lines].sort((a, b) => a.arrives - b.arrives);
}

const textOf = ({ time, text, connection }: Line) =>
  `${new Date(time).toISOString()} web01 sshd[${1_000 + connection}]: ${text}`;

type DayOf = (time: number) => string;

/** The days on which each source exceeded the limit: so many attempts in one window, unless that was reported already. */
function exceeded(lines: readonly Line[], dayOf: DayOf): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Map<number, { readonly times: number[]; alarm: number }>();
  for (const { time, source } of lines.filter(({ what }) => what === 'attempt')) {
    const state = seen.get(source) ?? { times: [], alarm: Number.NEGATIVE_INFINITY };
    seen.set(source, state);
    state.times.push(time);
    const windows = state.times.filter((end) => end >= time && end - windowMs <= time);
    const isFull = windows.some((end) => state.times.filter((t) => t <= end && t >= end - windowMs).length >= limit);
    if (!isFull || Math.abs(time - state.alarm) <= windowMs) continue;
    state.alarm = time;
    found.add(`${dayOf(time)} ${source}`);
  }
  return found;
}

/**
 * The figures of a day out of what is known of it: connections failed whose first attempt was that day, unless somebody
 * logged in on them, and without success if nobody logged in that day from their source.
 */
function figuresOf(day: string, known: readonly Line[], dayOf: DayOf): object {
  const today = known.filter(({ time }) => dayOf(time) === day);
  const logins = known.filter(({ what }) => what === 'login');
  const firsts = known.filter(
    ({ what, connection }, i) => what === 'attempt' && known.findIndex((line) => line.connection === connection) === i,
  );
  const failed = firsts.filter(
    ({ time, connection }) => dayOf(time) === day && !logins.some((login) => login.connection === connection),
  );
  const lucky = new Set(today.filter(({ what }) => what === 'login').map(({ source }) => source));
  return {
    day,
    succeeded: today.filter(({ what }) => what === 'login').length,
    failed: failed.length,
    failedWithoutSuccess: failed.filter(({ source }) => !lucky.has(source)).length,
    attempts: today.filter(({ what }) => what === 'attempt').length,
    sourcesExceeded: [...exceeded(known, dayOf)].filter((found) => found.startsWith(day)).length,
  };
}

interface Report {
  /** When it was made. */
  readonly time: number;
  readonly data: object;
}

/**
 * The reports as they are to be: of each day from that of the first line to that of the greatest time, at its midnight, of what
 * had arrived when the lateness was over; the last one at the end.
 */
function recount(lines: readonly Line[], zoneMs: number): readonly Report[] {
  const dayOf = (time: number) => new Date(time + zoneMs).toISOString().slice(0, 10);
  const greatest = Math.max(...lines.map(({ time }) => time));
  const reports: Report[] = [];
  for (let day = dayOf(lines[0]?.time ?? 0); day <= dayOf(greatest); day = dayOf(Date.parse(day) + dayMs - zoneMs)) {
    const midnight = Date.parse(day) + dayMs - zoneMs;
    const over = lines.findIndex(({ time }) => time >= midnight + latenessMs);
    const data = figuresOf(day, over < 0 ? lines : lines.slice(0, over), dayOf);
    reports.push({ time: Math.min(midnight, greatest), data });
  }
  return reports;
}

/** The reports of days in what came of the lines, whatever record the run was started anew after. */
async function reportsOf(lines: readonly Line[], zone: string, options: object = {}): Promise<Report[]> {
  const spec = useModule(manifest, { limit, guard: { enabled: false }, ...options });
  const events: readonly Event[] = await restartAnywhere(spec, recordsOf(lines.map(textOf)), { zone });
  return events.filter(({ type }) => type === 'sshd.daily-statistics').map(({ time, data }) => ({ time, data }));
}

const zones = fc.constantFrom(['UTC', 0] as const, ['Europe/Prague', 3_600_000] as const);

describe('the figures of days, over midnights, silent days and restarts', { timeout: 300_000 }, () => {
  test.each([
    ['any time', anyTime],
    ['one midnight', crowded],
  ])('are those of a recount, at %s', async (_name, at) => {
    const property = fc.asyncProperty(connectionsAt(at), zones, async (list, [zone, zoneMs]) => {
      const lines = linesOf(list, zoneMs);
      if (lines.length > 0) expect(await reportsOf(lines, zone)).toEqual(recount(lines, zoneMs));
    });
    await fc.assert(property, { numRuns: 200, seed: 20_261_201 });
  });

  test.each([
    ['any time', anyTime],
    ['one midnight', crowded],
  ])('are never below zero, one report for each day, where sources give way to others, at %s', async (_name, at) => {
    const fewOf = fc.constantFrom({ maxSources: 1 }, { maxSources: 1, maxConnections: 2 });
    const property = fc.asyncProperty(connectionsAt(at), zones, fewOf, async (list, [zone, zoneMs], few) => {
      const lines = linesOf(list, zoneMs);
      if (lines.length === 0) return;
      const reports = await reportsOf(lines, zone, few);
      expect(reports.map(({ time }) => time)).toEqual(recount(lines, zoneMs).map(({ time }) => time));
      for (const { data } of reports) {
        const { day: _, ...figures } = data as Record<string, number>;
        for (const [name, figure] of Object.entries(figures)) expect(figure, name).toBeGreaterThanOrEqual(0);
        expect(figures.failedWithoutSuccess).toBeLessThanOrEqual(Number(figures.failed));
      }
    });
    await fc.assert(property, { numRuns: 200, seed: 20_261_201 });
  });
});

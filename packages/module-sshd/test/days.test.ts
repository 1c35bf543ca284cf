import { useModule } from '@correlator/core';
import type { Event } from '@correlator/events';
import { restartAnywhere } from '@correlator/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { recordsOf } from './support.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 20);

/** A connection: passwords that are refused, and how it ends. */
interface Connection {
  readonly at: number;
  readonly source: number;
  readonly tries: number;
  readonly gap: number;
  readonly end: 'login' | 'close' | 'nothing';
}

/** What a day's report says, as far as it is counted here. */
interface Day {
  readonly day: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly failedWithoutSuccess: number;
  readonly attempts: number;
}

interface Line {
  readonly time: number;
  readonly text: string;
  readonly what: 'attempt' | 'login' | 'end';
  readonly connection: number;
  readonly source: number;
}

/** Connections over five days, many of them about midnight; some days may be silent. */
const connections: fc.Arbitrary<readonly Connection[]> = fc.array(
  fc.record({
    at: fc.oneof(
      fc.integer({ min: 0, max: 5 * 86_400 }),
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -300, max: 60 })).map(([day, s]) => day * 86_400 + s),
    ),
    source: fc.integer({ min: 1, max: 3 }),
    tries: fc.integer({ min: 0, max: 3 }),
    gap: fc.integer({ min: 0, max: 300 }),
    end: fc.constantFrom('login', 'close', 'nothing'),
  }),
  { minLength: 1, maxLength: 12 },
);

/** What is logged of connections, in order. Away from midnight by a minute if `clear`, where it is certain what a report knows. */
function linesOf(list: readonly Connection[], clear: boolean, zoneMs: number): readonly Line[] {
  const lines = list.flatMap(({ at, source, tries, gap, end }, connection): Line[] => {
    let time = start + at * 1_000;
    const next = () => {
      const sinceMidnight = (time + zoneMs) % dayMs;
      if (clear && sinceMidnight < 60_000) time += 60_000;
      if (clear && sinceMidnight > dayMs - 60_000) time += 120_000;
      const now = time;
      time += gap * 1_000;
      return now;
    };
    const peer = `192.0.2.${source} port ${40_000 + connection}`;
    const common = { connection, source };
    const said: Line[] = [];
    for (let i = 0; i < tries; i++)
      said.push({ ...common, time: next(), what: 'attempt', text: `Failed password for root from ${peer} ssh2` });
    if (end === 'login')
      said.push({ ...common, time: next(), what: 'login', text: `Accepted password for root from ${peer} ssh2` });
    if (end === 'close' && tries > 0) {
      said.push({
        ...common,
        time: next(),
        what: 'end',
        text: `Connection closed by authenticating user root ${peer} [preauth]`,
      });
    }
    return said;
  });
  return [...lines].sort((a, b) => a.time - b.time);
}

const textOf = ({ time, text, connection }: Line) =>
  `${new Date(time).toISOString()} web01 sshd[${1_000 + connection}]: ${text}`;

/** The days as they are to be reported: what was known at the end of each. */
function recount(lines: readonly Line[], zoneMs: number): readonly Day[] {
  const dayOf = (time: number) => new Date(time + zoneMs).toISOString().slice(0, 10);
  const first = lines[0]?.time ?? 0;
  const days = new Set<string>();
  for (let time = first; time <= (lines.at(-1)?.time ?? 0) + dayMs; time += 3_600_000) days.add(dayOf(time));
  const last = dayOf(lines.at(-1)?.time ?? 0);
  return [...days]
    .filter((day) => day <= last)
    .map((day) => {
      const until = lines.filter(({ time }) => dayOf(time) <= day);
      const today = until.filter(({ time }) => dayOf(time) === day);
      const loggedIn = new Set(until.filter(({ what }) => what === 'login').map(({ connection }) => connection));
      const before = new Set(
        until.filter(({ time, what }) => what === 'attempt' && dayOf(time) < day).map(({ connection }) => connection),
      );
      const tried = today.filter(({ what }) => what === 'attempt');
      const failed = [...new Map(tried.map((line) => [line.connection, line])).values()].filter(
        ({ connection }) => !loggedIn.has(connection) && !before.has(connection),
      );
      const lucky = new Set(today.filter(({ what }) => what === 'login').map(({ source }) => source));
      return {
        day,
        succeeded: today.filter(({ what }) => what === 'login').length,
        failed: failed.length,
        failedWithoutSuccess: failed.filter(({ source }) => !lucky.has(source)).length,
        attempts: tried.length,
      };
    });
}

type Report = Event<Record<string, number | string>>;

/** The reports of days in what came of the lines, whatever record the run was started anew after. */
async function reportsOf(lines: readonly Line[], zone: string, options: object = {}): Promise<Report['data'][]> {
  const events = await restartAnywhere(useModule(manifest, options), recordsOf(lines.map(textOf)), { zone });
  return events.filter(({ type }) => type === 'sshd.daily-statistics').map((event) => (event as Report).data);
}

const zones = fc.constantFrom(['UTC', 0] as const, ['Europe/Prague', 3_600_000] as const);

describe('the figures of days, over midnights, silent days and restarts', { timeout: 300_000 }, () => {
  test('are those of a recount', async () => {
    const property = fc.asyncProperty(connections, zones, async (list, [zone, zoneMs]) => {
      const lines = linesOf(list, true, zoneMs);
      if (lines.length === 0) return;
      expect(await reportsOf(lines, zone)).toMatchObject(recount(lines, zoneMs));
    });
    await fc.assert(property, { numRuns: 150, seed: 20_261_201 });
  });

  test('are never below zero, one report for each day, about midnight and where sources give way too', async () => {
    const property = fc.asyncProperty(connections, zones, fc.boolean(), async (list, [zone, zoneMs], few) => {
      const lines = linesOf(list, false, zoneMs);
      if (lines.length === 0) return;
      const reports = await reportsOf(lines, zone, few ? { maxSources: 1, maxConnections: 2 } : {});
      expect(reports.map(({ day }) => day)).toEqual(recount(lines, zoneMs).map(({ day }) => day));
      for (const { day: _, ...figures } of reports) {
        for (const [name, figure] of Object.entries(figures)) expect(figure, name).toBeGreaterThanOrEqual(0);
        expect(figures.failedWithoutSuccess).toBeLessThanOrEqual(Number(figures.failed));
      }
    });
    await fc.assert(property, { numRuns: 150, seed: 20_261_201 });
  });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModuleManifest, useModule } from '@correlator/core';
import type { RecordDraft } from '@correlator/core/testing';
import { CorrelatorError, type Event } from '@correlator/events';
import { createLineParser, isParseFailure } from '@correlator/syslog';
import { restartAnywhere } from './restart-anywhere.ts';
import { runModule } from './run-module.ts';

/** How replays are run. */
export interface ReplayOptions {
  /** The year of lines that name none. @default 2026 */
  readonly year?: number;
  /** Whether `expected.jsonl` is written instead of read. @default where the variable `UPDATE_REPLAYS` is `1` */
  readonly update?: boolean;
}

/** What a replay gave, and what it is to give: JSON lines of time, type and data. */
export interface Replay {
  readonly actual: string;
  readonly expected: string;
}

/** The names of the replays in a folder: each is a folder that says in its name what is to happen. */
export function replaysIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
}

function recordsOf(text: string, year: number): RecordDraft[] {
  const parser = createLineParser({ reference: Date.UTC(year, 11, 31), year });
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, number) => {
    const record = parser.parse(line, { input: 'replay', identity: 'replay' }, number);
    if (!isParseFailure(record)) return record;
    throw new CorrelatorError('REPLAY_INVALID', `input.log, line ${number + 1}: ${record.explanation}; mend the line`);
  });
}

const rowsOf = (events: readonly Event[]): string[] =>
  events.map(({ time, type, data }) => JSON.stringify({ time: new Date(time).toISOString(), type, data }));

function optionsIn(folder: string): Record<string, unknown> {
  const file = join(folder, 'options.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * Runs a module over the lines of `input.log` in `folder`, with the options of `options.json` where there is one, and
 * resolves to its events beside those of `expected.jsonl`. Rejects with `REPLAY_PARTITIONS_DIFFER` where four
 * partitions give other events than one, `RESTART_DIFFERS` where a restart after some line does (see `restartAnywhere`),
 * `REPLAY_INVALID` where a line is none, and `MODULE_FAILED` where the module threw.
 *
 * @example
 * test.each(replaysIn(folder))('%s', async (name) => {
 *   const { actual, expected } = await runReplay(manifest, join(folder, name));
 *   assert.equal(actual, expected);
 * });
 */
export async function runReplay<O>(
  manifest: ModuleManifest<O>,
  folder: string,
  { year = 2026, update = process.env.UPDATE_REPLAYS === '1' }: ReplayOptions = {},
): Promise<Replay> {
  const spec = useModule(manifest as ModuleManifest<never>, optionsIn(folder) as never);
  const records = recordsOf(readFileSync(join(folder, 'input.log'), 'utf8'), year);
  const rows = rowsOf(await runModule(spec, records));
  const divided = rowsOf(await runModule(spec, records, { partitions: 4 }));
  const [lost] = difference(rows, divided);
  if (lost !== undefined) throw partitionsDiffer(lost);
  await restartAnywhere(spec, records);
  const actual = `${rows.join('\n')}\n`;
  const file = join(folder, 'expected.jsonl');
  if (update) writeFileSync(file, actual);
  return { actual, expected: existsSync(file) ? readFileSync(file, 'utf8') : '' };
}

/** The rows that only one of the two has. */
function difference(one: readonly string[], other: readonly string[]): string[] {
  const [a, b] = [[...one].sort(), [...other].sort()];
  return [...a.filter((row, i) => row !== b[i]), ...b.slice(a.length)];
}

function partitionsDiffer(row: string): CorrelatorError {
  const fix = 'keep what belongs together in one partition (partitionBy), and let counters be summed';
  return new CorrelatorError(
    'REPLAY_PARTITIONS_DIFFER',
    `four partitions give other events than one, such as ${row}; ${fix}`,
  );
}

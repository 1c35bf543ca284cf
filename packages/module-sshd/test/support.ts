import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Input, type InputLedger, type Listener, useModule } from '@correlator/core';
import type { Event, LogRecord } from '@correlator/events';
import { createLineParser, isParseFailure, type LineFormat } from '@correlator/syslog';
import { manifest, type SshAttempt, SshdDetection, SshdSessions, sshdOptions } from '../src/index.ts';

/** The folder of the labelled corpora, where the tests are given one. */
export const corpora = process.env.CORRELATOR_CORPORA;

/** The rows of one corpus. */
export function corpus<T>(name: string): T[] {
  const text = readFileSync(join(corpora ?? '', 'public', `${name}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as T);
}

/** Text as lines, without their ends. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

const reference = Date.UTC(2026, 11, 1);

/** The records of `lines`, where they are records. */
export function recordsOf(lines: readonly string[], format: LineFormat = 'auto'): LogRecord[] {
  const parser = createLineParser({ format, reference });
  const source = { input: 'lines', identity: 'test' };
  const parsed = lines.map((line, i) => parser.parse(line, source, i));
  return parsed.flatMap((record) => (isParseFailure(record) ? [] : [record]));
}

/** An input that gives these records in batches. */
export function inputOf(records: readonly LogRecord[], size = 100): Input {
  let next = 0;
  return {
    name: 'lines',
    live: false,
    start: async () => {},
    stop: async () => {},
    positions: () => next,
    resume: () => {},
    read: async () => {
      if (next >= records.length) return undefined;
      const batch = records.slice(next, next + size);
      next += size;
      return { records: batch, unparsed: [], bytes: 0 };
    },
  };
}

/** How lines are replayed. */
export interface Replay {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly partitions?: number;
}

/** What came of a replay. */
export interface Replayed {
  /** What the module dispatched, in order. */
  readonly events: readonly Event[];
  /** What engine and module said besides. */
  readonly others: readonly Event[];
  readonly ledger: readonly InputLedger[];
}

/** Gives `records` to the sshd module in an engine. */
export async function replay(
  records: readonly LogRecord[],
  { options = {}, partitions = 1 }: Replay = {},
): Promise<Replayed> {
  const all: Event[] = [];
  const listener: Listener = { name: 'collect', handle: (event) => void all.push(event) };
  const engine = createEngine({
    inputs: [inputOf(records)],
    modules: [useModule(manifest, options)],
    listeners: [listener],
    partitions,
  });
  await engine.run();
  return {
    events: all.filter(({ type }) => type.startsWith('sshd.')),
    others: all.filter(({ type }) => !type.startsWith('sshd.')),
    ledger: engine.ledger(),
  };
}

/** The attempts that the module's first part tells its second part of. */
export async function attemptsOf(records: readonly LogRecord[]): Promise<SshAttempt['data'][]> {
  const attempts: SshAttempt['data'][] = [];
  class Watching extends SshdDetection {
    override attempted(event: SshAttempt): void {
      const { counted, at } = event.data;
      // What was counted without a source is blamed on one only now.
      const before = counted ? attempts.findIndex((other) => other.source === null && other.at === at) : -1;
      if (before < 0) attempts.push(event.data);
      else attempts[before] = event.data;
      super.attempted(event);
    }
  }
  const options = sshdOptions.parse({});
  const spec = { name: 'sshd', create: () => [new SshdSessions(options), new Watching(options)] };
  await createEngine({ inputs: [inputOf(records)], modules: [spec] }).run();
  return attempts;
}

const attack = join(import.meta.dirname, '../../../apps/server/examples/attack');

/** The lines of one of the logs of a real attack. */
export function attackLog(name: string): string[] {
  return linesOf(readFileSync(join(attack, name), 'utf8'));
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Receipt, RunDescription } from '@correlator/core';
import { createManualClock, createRecord } from '@correlator/core/testing';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { type Capture, type CaptureReading, type CaptureWriterOptions, createCaptureWriter } from '../src/index.ts';

/** 25 November 2026, 10:00 UTC. */
export const ten = Date.UTC(2026, 10, 25, 10);

/** A run of two inputs. */
export const run: RunDescription = {
  instance: 'mine',
  zone: 'Europe/Vienna',
  latenessMs: 5_000,
  maxSkewMs: 60_000,
  inputs: [
    { name: 'a', live: true },
    { name: 'b', live: false },
  ],
  startedAt: ten,
};

/** A folder that is removed with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'capture-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A batch of one input, of messages at a time. */
export function batch(at: number, messages: readonly string[], host = 'web01'): Receipt {
  const source = { input: 'a', identity: 'epoch', sender: '192.0.2.1' };
  const records = messages.map((message, offset) =>
    createRecord({ time: at, host, program: 'app', message, source, offset }),
  );
  return { kind: 'batch', at, input: 'a', batch: { records, unparsed: [], dropped: [], bytes: 100, receivedAt: at } };
}

/** Writes receipts as one run. */
export async function write(
  receipts: readonly Receipt[],
  options: CaptureWriterOptions,
  described = run,
): Promise<string[]> {
  const warnings: string[] = [];
  const warn = (summary: string) => void warnings.push(summary);
  const writer = await createCaptureWriter(options, described, { clock: createManualClock(ten), warn });
  for (const receipt of receipts) await writer.receive(receipt);
  await writer.close();
  return warnings;
}

/** All receipts of all runs. */
export async function receiptsOf({ runs }: Capture, reading: CaptureReading = {}): Promise<Receipt[]> {
  const all: Receipt[] = [];
  for (const { receipts } of runs) for await (const receipt of receipts(reading)) all.push(receipt);
  return all;
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 10 }).map((s) => `${s}\ud800\0\n"`),
);
const number = fc.option(fc.nat({ max: 23 }), { nil: undefined });
const source = fc
  .record({ input: fc.constantFrom('a', 'b'), identity: text, sender: text }, { requiredKeys: ['input', 'identity'] })
  .map((made) => made as { input: string; identity: string; sender?: string });
const params = fc.array(fc.tuple(text, text), { maxLength: 3 }).map((pairs) => new Map(pairs));
const structuredData = fc.option(
  fc.array(fc.tuple(text, params), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  {
    nil: undefined,
  },
);

const optional = fc.record(
  {
    vouched: fc.record({ uid: fc.nat(), unit: text, peer: text }, { requiredKeys: [], noNullPrototype: true }),
    fields: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null)), { maxKeys: 3, noNullPrototype: true }),
    format: text,
  },
  { requiredKeys: [], noNullPrototype: true },
);

const record = fc
  .record({
    optional,
    time: fc.integer({ min: -1e12, max: 4e12 }),
    host: text,
    program: text,
    pid: text,
    facility: number,
    severity: number,
    msgid: text,
    structuredData,
    message: text,
    before: fc.option(text, { nil: undefined }),
    repeat: fc.integer({ min: 1, max: 1e6 }),
    source,
    offset: fc.maxSafeNat(),
  })
  .map(({ before, optional: more, ...rest }) => ({
    ...rest,
    ...more,
    raw: before === undefined ? 'something else' : `${before}${rest.message}`,
    late: false,
    retimed: false,
  }));

const unparsed = fc.record({
  reason: text,
  explanation: text,
  column: fc.nat(),
  raw: text,
  source,
  offset: fc.maxSafeNat(),
});
const dropped = fc.array(fc.record({ reason: text, count: fc.nat() }), { maxLength: 2 });

const batches = fc
  .record({
    records: fc.array(record, { maxLength: 4 }),
    unparsed: fc.array(unparsed, { maxLength: 2 }),
    dropped,
    bytes: fc.nat(),
    receivedAt: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
  })
  .map(({ receivedAt, ...rest }) => ({ ...rest, ...(receivedAt !== undefined && { receivedAt }) }));

const at = fc.integer({ min: 0, max: 4e12 });

/** Receipts of whatever. */
export const anyReceipts: fc.Arbitrary<Receipt[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('batch' as const), at, input: fc.constantFrom('a', 'b'), batch: batches }),
    fc.record({ kind: fc.constant('tick' as const), at }),
    fc.record({
      kind: fc.constant('input' as const),
      at,
      input: fc.constantFrom('a', 'b'),
      state: fc.constantFrom('up' as const, 'down' as const, 'ended' as const),
    }),
  ),
  { maxLength: 12 },
);

import type { LogRecord } from '@correlator/events';
import type { Input, RecordBatch } from './input.ts';
import type { Json } from './json.ts';
import { Ledger } from './ledger.ts';

/** An input and what the engine knows of it. */
export class InputSlot {
  readonly input: Input;
  readonly ledger: Ledger;
  /** The greatest record time so far. */
  greatest = Number.NEGATIVE_INFINITY;
  /** Wall clock of the last batch. */
  lastBatchAt = Number.NEGATIVE_INFINITY;
  /** It failed and is not back: event time does not wait for it. */
  down = false;
  ended = false;
  /** What it failed with for good. */
  failure: { readonly thrown: unknown } | undefined = undefined;
  /** Behind the last batch that was processed whole. */
  position: Json | undefined = undefined;

  constructor(input: Input) {
    this.input = input;
    this.ledger = new Ledger(input.name);
  }
}

/** A record with the time of its receipt, where its own lies further ahead of that than `maxSkewMs`. */
export function withoutSkew(record: LogRecord, batch: RecordBatch, maxSkewMs: number): LogRecord {
  const { receivedAt } = batch;
  if (receivedAt === undefined || record.time <= receivedAt + maxSkewMs) return record;
  return { ...record, time: receivedAt, retimed: true };
}

import { AuditEvent, integer, type LogRecord, text } from '@correlator/events';
import type { Json } from '../base/json.ts';
import type { Input, RecordBatch } from '../contract/input.ts';

/** An input and what the engine knows of it. */
export class InputState {
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

/** What became of an input's entries: read = processed + unparsed + dropped + in flight. */
export interface InputLedger {
  readonly input: string;
  readonly read: number;
  /** Given to the modules, late ones included. */
  readonly processed: number;
  /** Processed although their time was before event time. */
  readonly late: number;
  /** Processed with the time of receipt in place of their own. */
  readonly retimed: number;
  readonly unparsed: number;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly inFlight: number;
  /** Uncompressed bytes read. */
  readonly bytes: number;
  /** How often reading, or opening it again, failed. */
  readonly failures: number;
}

/** An input's ledger as an audit event, at the end of input, at midnight and on request. */
export class LedgerEvent extends AuditEvent.withFields({
  type: 'engine.ledger',
  fields: {
    input: text('Input'),
    read: integer('Entries read'),
    processed: integer('Processed'),
    late: integer('Of these late'),
    retimed: integer('Of these re-timed'),
    unparsed: integer('Unparsed'),
    dropped: integer('Dropped'),
    inFlight: integer('In flight'),
    failures: integer('Failures'),
  },
  summary:
    'input {{ input }}: {{ read }} entries read = {{ processed }} processed (of which {{ late }} late) + {{ unparsed }} unparsed + {{ dropped }} dropped + {{ inFlight }} in flight',
}) {}

/** Keeps an input's ledger. */
export class Ledger {
  readonly input: string;
  read = 0;
  processed = 0;
  late = 0;
  retimed = 0;
  unparsed = 0;
  bytes = 0;
  failures = 0;
  /** Of `read`, what earlier runs read. */
  inherited = 0;
  readonly dropped = new Map<string, number>();

  constructor(input: string) {
    this.input = input;
  }

  /** Goes on from the figures of an earlier run. What was in flight then is read again. */
  restore({ inFlight, dropped, input: _, ...figures }: InputLedger): void {
    Object.assign(this, figures, { read: figures.read - inFlight });
    this.inherited = this.read;
    for (const [reason, count] of Object.entries(dropped)) this.dropped.set(reason, count);
  }

  /** Counts a batch as read; its entries are in flight until their turn has come. */
  take(batch: RecordBatch): void {
    this.read += batch.records.length + batch.unparsed.length;
    this.bytes += batch.bytes;
    for (const { reason, count } of batch.dropped ?? []) {
      this.read += count;
      this.drop(reason, count);
    }
  }

  /** Counts what was read before as dropped. */
  drop(reason: string, count: number): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + count);
  }

  get droppedInAll(): number {
    return [...this.dropped.values()].reduce((sum, count) => sum + count, 0);
  }

  get inFlight(): number {
    return this.read - this.processed - this.unparsed - this.droppedInAll;
  }

  figures(): InputLedger {
    const { input, read, processed, late, retimed, unparsed, inFlight, bytes, failures } = this;
    const dropped = Object.fromEntries(this.dropped);
    return { input, read, processed, late, retimed, unparsed, dropped, inFlight, bytes, failures };
  }

  /** `settled`: without what is in flight, so that it is the same however entries come in batches. */
  event(settled: boolean): LedgerEvent {
    const { bytes: _, ...figures } = this.figures();
    const inFlight = settled ? 0 : figures.inFlight;
    const read = figures.read - (settled ? figures.inFlight : 0);
    return new LedgerEvent({ ...figures, read, dropped: this.droppedInAll, inFlight });
  }
}

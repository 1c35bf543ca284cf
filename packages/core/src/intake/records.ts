/** The way of records: each record of a batch goes to the modules that want it. */
import type { LogRecord } from '@correlator/events';
import type { RecordBatch, UnparsedEntry } from '../contract/input.ts';
import type { BatchReceipt } from '../contract/tap.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { ModuleGroup } from '../modules/module-group.ts';
import type { Router } from '../modules/router.ts';
import { isWorthReporting, ReportPace } from '../reports/operational.ts';
import type { Reports } from '../reports/reports.ts';
import type { Watermarks } from '../time/watermarks.ts';
import type { InputState } from './input-state.ts';

/** What a record processor works with. */
export interface RecordProcessorParts {
  /** How far the time of a live record may be ahead of its receipt. */
  readonly maxSkewMs: number;
  readonly watermarks: Watermarks;
  readonly router: Router;
  readonly dispatcher: Dispatcher;
  readonly reports: Reports;
}

/** Takes each record of a batch to the modules that want it. */
export class RecordProcessor {
  readonly parts: RecordProcessorParts;
  readonly pace = new ReportPace();
  /** How many unparsed entries of the batch have had their turn. */
  unparsed = 0;

  constructor(parts: RecordProcessorParts) {
    this.parts = parts;
  }

  /** Processes a batch of an input whole. Waits for slow listeners where that is worth it. */
  async take(input: InputState, { at, batch }: BatchReceipt): Promise<void> {
    input.watermark.ended = false;
    input.watermark.lastBatchAt = at;
    try {
      await this.processBatch(input, batch, at);
    } catch (error) {
      // Modules and listeners do not throw here: the input gave something that is not a record.
      input.ledger.drop('no-record', input.ledger.inFlight);
      throw error;
    }
  }

  async processBatch(input: InputState, batch: RecordBatch, at: number): Promise<void> {
    const { dispatcher, router } = this.parts;
    input.ledger.take(batch);
    this.unparsed = 0;
    for (const { reason, count } of batch.dropped ?? []) this.reportDropped(input, reason, count);
    for (let i = 0; i < batch.records.length; ) {
      i = this.processFrom(input, { batch, at, index: i });
      if (dispatcher.pressed) await dispatcher.relief();
    }
    for (const entry of batch.unparsed.slice(this.unparsed)) this.passOver(input, entry);
    router.checkState();
  }

  /** Processes records from `index` on, until the end or until a listener's queue is full; returns where it stopped. */
  processFrom(input: InputState, from: { batch: RecordBatch; at: number; index: number }): number {
    const { batch, at, index } = from;
    const { watermarks, router, dispatcher, maxSkewMs } = this.parts;
    const { time } = watermarks;
    const { ledger, watermark, repeats } = input;
    const { records, unparsed, receivedAt } = batch;
    const latest = receivedAt === undefined ? Number.POSITIVE_INFINITY : receivedAt + maxSkewMs;
    for (let i = index; i < records.length; i++) {
      let record = records[i] as LogRecord;
      if (!isRecord(record)) {
        this.passOverNoRecord(input);
        continue;
      }
      if (this.unparsed < unparsed.length) this.passOverBefore(record, input, batch);
      record = repeats.resolve(record);
      if (record.time > latest) {
        record = { ...record, time: receivedAt as number, retimed: true };
        ledger.retimed++;
      }
      if (record.time > watermark.greatest) watermarks.moveTo(watermark, record.time, at);
      if (record.time < time.now) {
        record = { ...record, late: true };
        ledger.late++;
      }
      const groups = router.groupsOf(record.program);
      for (let g = 0; g < groups.length; g++) (groups[g] as ModuleGroup).process(record);
      ledger.processed++;
      if (dispatcher.pressed) return i + 1;
    }
    return records.length;
  }

  /** Entries that could not be parsed have their turn before the record that follows them where they were read. */
  passOverBefore({ source, offset }: LogRecord, input: InputState, { unparsed }: RecordBatch): void {
    for (let entry = unparsed[this.unparsed]; entry !== undefined; entry = unparsed[this.unparsed]) {
      if (entry.source.identity === source.identity && entry.offset > offset) return;
      this.passOver(input, entry);
    }
  }

  passOver(input: InputState, entry: UnparsedEntry): void {
    input.ledger.unparsed++;
    this.unparsed++;
    const count = this.pace.count(`unparsed ${input.name} ${entry.reason}`, 1);
    if (isWorthReporting(count)) this.parts.reports.unparsed(input.name, entry, count);
  }

  passOverNoRecord(input: InputState): void {
    input.ledger.drop('no-record', 1);
    this.reportDropped(input, 'no-record', 1);
  }

  reportDropped({ name }: InputState, reason: string, dropped: number): void {
    const what = `dropped ${name} ${reason}`;
    const count = this.pace.count(what, dropped);
    if (this.pace.isDue(what, count)) this.parts.reports.dropped(name, reason, count);
  }
}

/** The latest instant that a `Date` can be, and with a minus the earliest: ms since 1970 UTC. */
const latestMs = 8.64e15;

/** Returns whether a value that an input gave is a record, as far as the engine and event identity stand on it. */
export function isRecord(value: unknown): value is LogRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { time, host, program, pid, message, source, offset } = value as LogRecord;
  const dated = typeof time === 'number' && time <= latestMs && time >= -latestMs;
  const worded = typeof message === 'string' && typeof program === 'string' && typeof host === 'string';
  return (
    dated && worded && typeof pid === 'string' && typeof source?.identity === 'string' && typeof offset === 'number'
  );
}

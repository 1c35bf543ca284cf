import type { LogRecord } from '@correlator/events';
import type { RecordBatch, UnparsedEntry } from '../contract/input.ts';
import type { BatchReceipt } from '../contract/tap.ts';
import type { EngineParts } from '../engine/connect.ts';
import type { ModuleGroup } from '../modules/module-group.ts';
import { type InputState, withoutSkew } from './input-state.ts';

type ProcessingParts = Pick<EngineParts, 'settings' | 'watermarks' | 'router' | 'dispatcher' | 'reports'>;

/** Takes each record of a batch to the modules that want it. */
export class RecordProcessor {
  readonly parts: ProcessingParts;
  /** So many unparsed entries of the batch have had their turn. */
  unparsed = 0;

  constructor(parts: ProcessingParts) {
    this.parts = parts;
  }

  async take(slot: InputState, { at, batch }: BatchReceipt): Promise<void> {
    slot.lastBatchAt = at;
    try {
      await this.processBatch(slot, batch, at);
    } catch (error) {
      // Modules and listeners do not throw here: what the input gave for records are none.
      slot.ledger.drop('no-record', slot.ledger.inFlight);
      throw error;
    }
  }

  async processBatch(slot: InputState, batch: RecordBatch, at: number): Promise<void> {
    const { dispatcher, reports, router } = this.parts;
    slot.ledger.take(batch);
    this.unparsed = 0;
    for (const { reason, count } of batch.dropped ?? []) reports.droppedByInput(slot, reason, count);
    for (let i = 0; i < batch.records.length; ) {
      i = this.processFrom(slot, { batch, at, index: i });
      if (dispatcher.pressed) await dispatcher.relief();
    }
    for (const entry of batch.unparsed.slice(this.unparsed)) this.passOver(slot, entry);
    reports.evictions(router.groups);
  }

  passOver(slot: InputState, entry: UnparsedEntry): void {
    slot.ledger.unparsed++;
    this.unparsed++;
    this.parts.reports.unparsed(slot, entry);
  }

  passOverNoRecord(slot: InputState): void {
    slot.ledger.drop('no-record', 1);
    this.parts.reports.droppedByInput(slot, 'no-record', 1);
  }

  /** Entries of a batch that could not be parsed have their turn before the record that follows them where they were read. */
  passOverBefore({ source, offset }: LogRecord, slot: InputState, { unparsed }: RecordBatch): void {
    for (let entry = unparsed[this.unparsed]; entry !== undefined; entry = unparsed[this.unparsed]) {
      if (entry.source.identity === source.identity && entry.offset > offset) return;
      this.passOver(slot, entry);
    }
  }

  /** Processes records from `index` on, until the end or until a listener's queue is full; says where it stopped. */
  processFrom(slot: InputState, from: { batch: RecordBatch; at: number; index: number }): number {
    const { batch, at, index } = from;
    const { settings, watermarks, router, dispatcher } = this.parts;
    const { maxSkewMs } = settings;
    const { time } = watermarks;
    const { records, unparsed } = batch;
    const { ledger } = slot;
    const live = batch.receivedAt !== undefined;
    for (let i = index; i < records.length; i++) {
      let record = records[i] as LogRecord;
      if (!isRecord(record)) {
        this.passOverNoRecord(slot);
        continue;
      }
      if (this.unparsed < unparsed.length) this.passOverBefore(record, slot, batch);
      if (live && record.time > (batch.receivedAt ?? 0) + maxSkewMs) {
        record = withoutSkew(record, batch, maxSkewMs);
        ledger.retimed++;
      }
      if (record.time > slot.greatest) watermarks.moveTo(slot, record.time, at);
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
}

/** The latest instant that a `Date` can be, and with a minus the earliest: ms since 1970 UTC. */
const latestMs = 8.64e15;

/** Whether what an input gave is a record, as far as the engine and event identity stand on it. */
export function isRecord(value: unknown): value is LogRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { time, host, program, pid, message, source, offset } = value as LogRecord;
  const dated = typeof time === 'number' && time <= latestMs && time >= -latestMs;
  const worded = typeof message === 'string' && typeof program === 'string' && typeof host === 'string';
  return (
    dated && worded && typeof pid === 'string' && typeof source?.identity === 'string' && typeof offset === 'number'
  );
}

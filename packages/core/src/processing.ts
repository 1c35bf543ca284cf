import type { LogRecord } from '@correlator/events';
import type { EngineParts } from './engine-parts.ts';
import type { RecordBatch } from './input.ts';
import { type InputSlot, withoutSkew } from './input-slot.ts';
import type { ModuleGroup } from './module-group.ts';

type ProcessingParts = Pick<EngineParts, 'settings' | 'timekeeping' | 'routing' | 'dispatcher' | 'reports'>;

/** Takes each record of a batch to the modules that want it. One batch at a time, whoever waits for listeners in it. */
export class Processing {
  readonly parts: ProcessingParts;
  turn: Promise<void> = Promise.resolve();

  constructor(parts: ProcessingParts) {
    this.parts = parts;
  }

  /** Processes a batch when those before it are done, then calls `after`, still before the next. */
  async take(slot: InputSlot, batch: RecordBatch, after: () => Promise<void>): Promise<void> {
    const before = this.turn;
    let done = () => {};
    this.turn = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    try {
      await this.processBatch(slot, batch);
      await after();
    } catch (error) {
      // Modules and listeners do not throw here: what the input gave for records are none.
      slot.ledger.drop('no-record', slot.ledger.inFlight);
      throw error;
    } finally {
      done();
    }
  }

  async processBatch(slot: InputSlot, batch: RecordBatch): Promise<void> {
    const { settings, dispatcher, reports, routing } = this.parts;
    slot.lastBatchAt = settings.clock.now();
    slot.ledger.take(batch);
    for (const entry of batch.unparsed) reports.unparsed(slot, entry);
    for (const { reason, count } of batch.dropped ?? []) reports.droppedByInput(slot, reason, count);
    for (let i = 0; i < batch.records.length; ) {
      i = this.processFrom(slot, batch, i);
      if (dispatcher.pressed) await dispatcher.relief();
    }
    reports.evictions(routing.groups);
  }

  /** Processes records from `index` on, until the end or until a listener's queue is full; says where it stopped. */
  processFrom(slot: InputSlot, batch: RecordBatch, index: number): number {
    const { settings, timekeeping, routing, dispatcher } = this.parts;
    const { maxSkewMs } = settings;
    const { byProgram, everyProgram } = routing;
    const { time } = timekeeping;
    const { records } = batch;
    const { ledger } = slot;
    const live = batch.receivedAt !== undefined;
    for (let i = index; i < records.length; i++) {
      let record = records[i] as LogRecord;
      if (live && record.time > (batch.receivedAt ?? 0) + maxSkewMs) {
        record = withoutSkew(record, batch, maxSkewMs);
        ledger.retimed++;
      }
      if (record.time > slot.greatest) timekeeping.moveTo(slot, record.time);
      if (record.time < time.now) {
        record = { ...record, late: true };
        ledger.late++;
      }
      const groups = byProgram.get(record.program) ?? everyProgram;
      for (let g = 0; g < groups.length; g++) (groups[g] as ModuleGroup).process(record);
      ledger.processed++;
      if (dispatcher.pressed) return i + 1;
    }
    return records.length;
  }
}

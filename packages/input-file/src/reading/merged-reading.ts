import type { LogFile } from './log-file.ts';
import { MergeCursor, type Merged } from './merge-cursor.ts';
import type { Reading, Step } from './reading.ts';

/** Entries in a batch, about. */
const batchEntries = 512;

/**
 * Reads several files as one, in order of (time, order given, position). A file's own order is kept: a record that lies
 * before the one above it comes right after that.
 */
export class MergedReading implements Reading {
  readonly cursors: readonly MergeCursor[];
  /** Those with something left, the one to read from first. Undefined until all have been looked into. */
  order: MergeCursor[] | undefined = undefined;
  stopped = false;

  constructor(files: readonly LogFile[]) {
    this.cursors = files.map((file, index) => new MergeCursor(file, index));
  }

  async next(): Promise<Step | undefined> {
    this.order ??= await this.begin();
    const merged: Merged = { records: [], unparsed: [] };
    let [first] = this.order;
    while (first !== undefined && merged.records.length + merged.unparsed.length < batchEntries) {
      first.moveTo(merged, this.order[1], batchEntries - merged.records.length);
      if (first.isEmpty()) await first.advance();
      if (this.stopped) return undefined;
      this.sortIn(first);
      first = this.order[0];
    }
    return this.step(merged);
  }

  stop(): void {
    this.stopped = true;
    for (const { file } of this.cursors) file.stop();
  }

  async close(): Promise<void> {
    await Promise.all(this.cursors.map(({ file }) => file.close()));
  }

  opened(): Iterable<LogFile> {
    return this.cursors.map(({ file }) => file);
  }

  /** One after the other, so that files that begin alike are numbered in the order given. */
  async begin(): Promise<MergeCursor[]> {
    for (const cursor of this.cursors) await cursor.advance();
    return this.cursors.filter((cursor) => !cursor.ended).sort((a, b) => (a.isBefore(b) ? -1 : 1));
  }

  /** Puts the first one where it now belongs; out where it has ended. */
  sortIn(first: MergeCursor): void {
    const order = this.order ?? [];
    order.shift();
    if (first.ended) return;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle]?.isBefore(first)) low = middle + 1;
      else high = middle;
    }
    order.splice(low, 0, first);
  }

  step(merged: Merged): Step | undefined {
    const bytes = this.cursors.reduce((sum, cursor) => sum + cursor.takeBytes(), 0);
    if (bytes === 0) return undefined;
    const marks = this.cursors.map(({ file, offset }) => ({ file, offset }));
    return { batch: { ...merged, bytes }, marks };
  }
}

import type { UnparsedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { FileBatch } from '../lines/file-parser.ts';
import type { LogFile } from './log-file.ts';
import type { Reading, Step } from './reading.ts';

/** About how many entries a batch has. */
const batchEntries = 512;

/**
 * Reads several files as one, in order of (time, order given, position). A file's own order is kept: a record that lies
 * before the one above it comes right after that.
 */
export class MergedReading implements Reading {
  readonly cursors: readonly MergeCursor[];
  /** Those with something left, in the order in which they are read from. Undefined until all have been looked into. */
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

  /** Puts the first one where it now belongs, or takes it out if it has ended. */
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

/** A merged batch that is being filled. */
export interface Merged {
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
}

/** How far a merge has come in one of its files. */
export class MergeCursor {
  readonly file: LogFile;
  /** Which one it is in the order given. */
  readonly index: number;
  lines: FileBatch | undefined = undefined;
  /** In `lines`: the first record that has not been moved, and the first unparsed entry. */
  record = 0;
  unparsed = 0;
  /** Behind what has been moved, in the file. */
  offset = 0;
  bytes = 0;
  ended = false;

  constructor(file: LogFile, index: number) {
    this.file = file;
    this.index = index;
  }

  /** The time to merge by. Lines without a record do not have one, and are next. */
  get time(): number {
    return this.lines?.records[this.record]?.time ?? Number.NEGATIVE_INFINITY;
  }

  isBefore(other: MergeCursor): boolean {
    const { time } = this;
    const otherTime = other.time;
    return time < otherTime || (time === otherTime && this.index < other.index);
  }

  /** Returns whether all of `lines` has been moved. */
  isEmpty(): boolean {
    return this.lines === undefined || this.offset === this.lines.end;
  }

  /** Goes to the file's next lines. */
  async advance(): Promise<void> {
    this.lines = await this.file.next();
    this.record = 0;
    this.unparsed = 0;
    this.ended = this.lines === undefined;
    this.offset = this.lines?.offset ?? this.file.end ?? this.offset;
  }

  /** Moves at most `most` records, up to the first one that comes after the next of `other`. */
  moveTo(merged: Merged, other: MergeCursor | undefined, most: number): void {
    const { records = [] } = this.lines ?? {};
    const limit = other?.time ?? Number.POSITIVE_INFINITY;
    const winsTies = other === undefined || this.index < other.index;
    const end = Math.min(records.length, this.record + most);
    for (; this.record < end; this.record++) {
      const record = records[this.record];
      if (record === undefined || record.time > limit || (record.time === limit && !winsTies)) break;
      merged.records.push(record);
    }
    this.moveUnparsed(merged);
  }

  /** Returns how many bytes have been moved since the last call. */
  takeBytes(): number {
    const { bytes } = this;
    this.bytes = 0;
    return bytes;
  }

  /** Unparsed entries go with the record before them. */
  moveUnparsed(merged: Merged): void {
    if (this.lines === undefined) return;
    const { records, unparsed, end } = this.lines;
    const offset = records[this.record]?.offset ?? end;
    let entry = unparsed[this.unparsed];
    while (entry !== undefined && entry.offset < offset) {
      merged.unparsed.push(entry);
      entry = unparsed[++this.unparsed];
    }
    this.bytes += offset - this.offset;
    this.offset = offset;
  }
}

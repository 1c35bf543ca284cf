import type { UnparsedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { FileBatch } from '../lines/file-batch.ts';
import type { LogFile } from './log-file.ts';

/** What a merged batch is filled with. */
export interface Merged {
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
}

/** Where a merge stands in one of its files. */
export class MergeCursor {
  readonly file: LogFile;
  /** Its place in the order given. */
  readonly index: number;
  lines: FileBatch | undefined = undefined;
  /** In `lines`: the first record, and the first unparsed entry, that has not been moved. */
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

  /** The time to merge by. Lines that gave no record have none, and are next. */
  get time(): number {
    return this.lines?.records[this.record]?.time ?? Number.NEGATIVE_INFINITY;
  }

  isBefore(other: MergeCursor): boolean {
    const { time } = this;
    const otherTime = other.time;
    return time < otherTime || (time === otherTime && this.index < other.index);
  }

  /** True when all of `lines` has been moved. */
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

  /** Moves at most `most` records, up to the one that `other` has the turn before. */
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

  /** Bytes moved since the last call. */
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

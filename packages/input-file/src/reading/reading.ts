/** Files read to their end: one, or several merged by time. */
import type { RecordBatch } from '@correlator/core';
import type { FileBatch } from '../lines/file-parser.ts';
import type { LogFile } from './log-file.ts';

/** A batch, and how far each file it is from has been read with it. */
export interface Step {
  readonly batch: RecordBatch;
  readonly marks: readonly Mark[];
}

/** Where in `file` what has been given out ends. */
export interface Mark {
  readonly file: LogFile;
  readonly offset: number;
  /** As of a `FileBatch`. Unknown within one. */
  readonly seam?: Buffer | undefined;
}

/** A way to read files: one, several merged by time, or several as lines arrive. */
export interface Reading {
  /** Returns the next batch; undefined at the end, and after `stop`. */
  next(): Promise<Step | undefined>;
  stop(): void;
  /** Closes all files, after `stop`. */
  close(): Promise<void>;
  /** Returns the files that are read. */
  opened(): Iterable<LogFile>;
}

/** Returns a file's batch as the engine is given it. */
export function stepOf(file: LogFile, live: boolean, lines: FileBatch): Step {
  const { records, unparsed, offset, end, receivedAt, seam } = lines;
  const bytes = end - offset;
  const batch: RecordBatch = live ? { records, unparsed, bytes, receivedAt } : { records, unparsed, bytes };
  return { batch, marks: [{ file, offset: end, seam }] };
}

/** One file, read to its end. */
export class SingleReading implements Reading {
  readonly file: LogFile;

  constructor(file: LogFile) {
    this.file = file;
  }

  async next(): Promise<Step | undefined> {
    const lines = await this.file.next();
    return lines && stepOf(this.file, false, lines);
  }

  stop(): void {
    this.file.stop();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  opened(): Iterable<LogFile> {
    return [this.file];
  }
}

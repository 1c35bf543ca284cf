import type { RecordBatch } from '@correlator/core';
import type { LogFile } from './log-file.ts';

/** A batch, and how far each file it is from has been read with it. */
export interface Step {
  readonly batch: RecordBatch;
  readonly marks: readonly Mark[];
}

/** Behind what of `file` has been given out. */
export interface Mark {
  readonly file: LogFile;
  readonly offset: number;
  /** See `FileBatch`. Unknown within a batch. */
  readonly seam?: Buffer | undefined;
}

/** A way to read files: one, several merged by time, or several as lines arrive. */
export interface Reading {
  /** The next batch; undefined at the end, and after `stop`. */
  next(): Promise<Step | undefined>;
  stop(): void;
  /** Closes all files, after `stop`. */
  close(): Promise<void>;
  /** The files that are read. */
  opened(): Iterable<LogFile>;
}

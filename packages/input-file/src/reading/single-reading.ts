import type { RecordBatch } from '@correlator/core';
import type { FileBatch } from '../lines/file-batch.ts';
import type { LogFile } from './log-file.ts';
import type { Reading, Step } from './reading.ts';

/** A file's batch as the engine gets it. */
export function stepOf(file: LogFile, live: boolean, lines: FileBatch): Step {
  const { records, unparsed, offset, end, receivedAt, seam } = lines;
  const bytes = end - offset;
  const batch: RecordBatch = live ? { records, unparsed, bytes, receivedAt } : { records, unparsed, bytes };
  return { batch, marks: [{ file, offset: end, seam }] };
}

/** Reads one file. */
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

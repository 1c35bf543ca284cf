import type { RecordBatch } from '@correlator/core';
import type { FileBatch } from './file-batch.ts';
import type { LogFile } from './log-file.ts';
import type { Reading, Step } from './reading.ts';

/** A file's batch as the engine gets it. */
export function stepOf(file: LogFile, live: boolean, lines: FileBatch): Step {
  const { records, unparsed, offset, end, receivedAt, epoch } = lines;
  const bytes = end - offset;
  const batch: RecordBatch = live ? { records, unparsed, bytes, receivedAt } : { records, unparsed, bytes };
  return { batch, marks: [{ file, offset: end, epoch }] };
}

/** Reads one file. */
export class SingleReading implements Reading {
  readonly file: LogFile;
  readonly live: boolean;

  constructor(file: LogFile, live: boolean) {
    this.file = file;
    this.live = live;
  }

  async next(): Promise<Step | undefined> {
    const lines = await this.file.next();
    return lines && stepOf(this.file, this.live, lines);
  }

  stop(): void {
    this.file.stop();
  }
}

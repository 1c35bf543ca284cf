import type { FileBatch } from './file-batch.ts';
import type { LogFile } from './log-file.ts';
import type { Reading, Step } from './reading.ts';
import { Signal } from './signal.ts';
import { stepOf } from './single-reading.ts';

/** Reads several files that grow, in the order in which lines arrive. Of each, one batch is read ahead. */
export class Arrivals implements Reading {
  readonly files: readonly LogFile[];
  readonly news = new Signal();
  readonly ready: { readonly file: LogFile; readonly lines: FileBatch }[] = [];
  started = false;
  reading = 0;
  failure: { readonly error: unknown } | undefined = undefined;

  constructor(files: readonly LogFile[]) {
    this.files = files;
  }

  async next(): Promise<Step | undefined> {
    if (!this.started) this.start();
    for (;;) {
      const arrival = this.ready.shift();
      if (arrival !== undefined) {
        this.readFrom(arrival.file);
        return stepOf(arrival.file, true, arrival.lines);
      }
      if (this.failure !== undefined) throw this.failure.error;
      if (this.reading === 0) return undefined;
      await this.news.wait();
    }
  }

  stop(): void {
    for (const file of this.files) file.stop();
    this.news.raise();
  }

  start(): void {
    this.started = true;
    for (const file of this.files) this.readFrom(file);
  }

  readFrom(file: LogFile): void {
    this.reading++;
    file.next().then(
      (lines) => this.arrived(file, lines),
      (error: unknown) => this.failed(error),
    );
  }

  arrived(file: LogFile, lines: FileBatch | undefined): void {
    this.reading--;
    if (lines !== undefined) this.ready.push({ file, lines });
    this.news.raise();
  }

  failed(error: unknown): void {
    this.reading--;
    this.failure ??= { error };
    this.news.raise();
  }
}

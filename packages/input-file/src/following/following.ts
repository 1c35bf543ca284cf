/** Logs followed as they grow and are rotated. */
import { Signal } from '@correlator/core';
import { openFile } from '../bytes/open-file.ts';
import { KnownFile } from '../identity/known-file.ts';
import type { FileBatch } from '../lines/file-parser.ts';
import { stdinPath } from '../paths/path-list.ts';
import { LogFile } from '../reading/log-file.ts';
import type { Reading, Step } from '../reading/reading.ts';
import { stepOf } from '../reading/reading.ts';
import type { FollowedLog, LogReading } from './followed-log.ts';
import { FollowedLogs, type LogsOptions } from './followed-logs.ts';

/** How logs are followed. */
export type FollowingOptions = Omit<LogReading, 'begin' | 'give' | 'historyOf'> & Omit<LogsOptions, 'failed'>;

interface Arrival {
  readonly step: Step;
  /** Starts to read what comes after it. */
  readonly next: () => void;
}

/** Logs that grow and are rotated, read in the order in which lines arrive. Of each file, one batch is read ahead. */
export class Following implements Reading {
  readonly options: FollowingOptions;
  readonly logs: FollowedLogs;
  readonly news = new Signal();
  readonly ready: Arrival[] = [];
  /** All files that are read. Standard input does not belong to a log. */
  readonly files = new Map<LogFile, FollowedLog | undefined>();
  started = false;
  stopped = false;
  failure: { readonly error: unknown } | undefined = undefined;

  constructor(options: FollowingOptions) {
    this.options = options;
    const failed = (error: unknown) => this.fail(error);
    this.logs = new FollowedLogs(
      { ...options, failed },
      {
        ...options,
        historyOf: (path) => options.paths.historyOf(path),
        begin: (file, log) => this.begin(file, log),
        // It is not a part of what the file has been read up to.
        give: (file, lines) => this.give({ ...stepOf(file, true, lines), marks: [] }, () => {}),
      },
    );
  }

  /** Opens what is there. */
  async start(): Promise<void> {
    if (this.options.paths.given.includes(stdinPath)) await this.openStdin();
    await this.logs.look();
  }

  async next(): Promise<Step | undefined> {
    if (!this.started) this.readAll();
    for (;;) {
      const arrival = this.ready.shift();
      arrival?.next();
      if (arrival !== undefined) return arrival.step;
      if (this.failure !== undefined) throw this.failure.error;
      if (this.stopped || (this.files.size === 0 && this.logs.areFinished)) return undefined;
      await this.news.wait();
    }
  }

  stop(): void {
    this.stopped = true;
    this.logs.stop();
    for (const file of this.files.keys()) file.stop();
    this.news.raise();
  }

  async close(): Promise<void> {
    await this.logs.rest();
    await Promise.all([...this.files.keys()].map((file) => file.close()));
  }

  opened(): Iterable<LogFile> {
    return this.files.keys();
  }

  async openStdin(): Promise<void> {
    const { known, setup, open } = this.options;
    const saved = known.of(stdinPath)[0] ?? known.add(new KnownFile(stdinPath));
    saved.open = true;
    this.files.set(new LogFile(await openFile(stdinPath, open), saved, setup), undefined);
  }

  readAll(): void {
    this.started = true;
    for (const file of this.files.keys()) this.readFrom(file);
  }

  begin(file: LogFile, log: FollowedLog): void {
    this.files.set(file, log);
    const { tail } = file.file;
    if (tail !== undefined) tail.idle = () => this.idle(file, log);
    if (this.started) this.readFrom(file);
  }

  readFrom(file: LogFile): void {
    if (this.stopped) return;
    file.next().then(
      (lines) => (lines === undefined ? this.ended(file) : this.arrived(file, lines)),
      (error: unknown) => this.ended(file, error),
    );
    this.goOnBehind(file);
  }

  arrived(file: LogFile, lines: FileBatch): void {
    this.files.get(file)?.heard(file);
    this.give(stepOf(file, true, lines), () => this.readFrom(file));
  }

  give(step: Step, next: () => void): void {
    this.ready.push({ step, next });
    this.news.raise();
  }

  idle(file: LogFile, log: FollowedLog): void {
    log.works(file);
    this.goOnBehind(file);
  }

  /** If all of a rotated file has been read, the next one's turn has come. */
  goOnBehind(file: LogFile): void {
    const log = this.files.get(file);
    if (log?.endsHere(file)) this.logs.lookAt(log);
  }

  ended(file: LogFile, error?: unknown): void {
    const log = this.files.get(file);
    if (this.stopped) return;
    this.files.delete(file);
    if (log === undefined && error !== undefined) this.fail(error);
    this.news.raise();
    if (log === undefined) return;
    const goOn = async () => {
      await log.ended(file, error);
      await log.look();
    };
    this.logs.do(log, goOn).then(() => this.news.raise());
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.news.raise();
  }
}

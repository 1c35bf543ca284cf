import { dirname, join } from 'node:path';
import type { Cancel } from '@correlator/core';
import type { FileBatch } from './file-batch.ts';
import { noMatch } from './file-warnings.ts';
import { FolderWatch } from './folder-watch.ts';
import { FollowedLog, type LogReading } from './followed-log.ts';
import { KnownFile } from './known-file.ts';
import { LogFile } from './log-file.ts';
import { openFile } from './open-file.ts';
import { type PathList, stdinPath } from './path-list.ts';
import type { Reading, Step } from './reading.ts';
import { Signal } from './signal.ts';
import { stepOf } from './single-reading.ts';

/** Longer than any run, and as long as a timer of Node.js can be. */
const foreverMs = 2 ** 31 - 1;

/** How logs are followed. */
export interface FollowingOptions extends Omit<LogReading, 'begin' | 'give' | 'historyOf'> {
  readonly paths: PathList;
  readonly pollMs: number;
  /** Has the system report changes, besides polling. */
  readonly watch: boolean;
}

/** Reads logs that grow and are rotated, in the order in which lines arrive. Of each file, one batch is read ahead. */
export class Following implements Reading {
  readonly options: FollowingOptions;
  readonly reading: LogReading;
  readonly logs = new Map<string, FollowedLog>();
  readonly folders: FolderWatch;
  readonly news = new Signal();
  readonly ready: { readonly step: Step; readonly next: () => void }[] = [];
  /** All files that are read. Standard input is of no log. */
  readonly files = new Map<LogFile, FollowedLog | undefined>();
  /** What is done with each log, one after the other. */
  readonly work = new Map<FollowedLog, Promise<void>>();
  readonly due = new Set<FollowedLog>();
  readonly toldUnmatched = new Set<string>();
  started = false;
  stopped = false;
  failure: { readonly error: unknown } | undefined = undefined;
  cancelPoll: Cancel = () => {};
  // Neither a clock's timers nor a watch keep a process alive; a followed log does, as an open socket would.
  readonly keepAlive = setInterval(() => {}, foreverMs);

  constructor(options: FollowingOptions) {
    this.options = options;
    this.folders = new FolderWatch((folder, name, renamed) => this.changed(folder, name, renamed));
    this.reading = {
      ...options,
      historyOf: (path) => options.paths.historyOf(path),
      begin: (file, log) => this.begin(file, log),
      // It is no part of what the file has been read up to.
      give: (file, lines) => this.give({ ...stepOf(file, true, lines), marks: [] }, () => {}),
    };
  }

  /** Opens what is there. */
  async start(): Promise<void> {
    if (this.options.paths.given.includes(stdinPath)) await this.openStdin();
    await this.lookAtAll();
    this.poll();
  }

  async next(): Promise<Step | undefined> {
    if (!this.started) this.readAll();
    for (;;) {
      const arrival = this.ready.shift();
      arrival?.next();
      if (arrival !== undefined) return arrival.step;
      if (this.failure !== undefined) throw this.failure.error;
      if (this.isDone()) return undefined;
      await this.news.wait();
    }
  }

  stop(): void {
    this.stopped = true;
    this.cancelPoll();
    clearInterval(this.keepAlive);
    this.folders.close();
    for (const file of this.files.keys()) file.stop();
    this.news.raise();
  }

  /** Closes all files. Called after `stop`. */
  async close(): Promise<void> {
    await Promise.all(this.work.values());
    await Promise.all([...this.files.keys()].map((file) => file.close()));
  }

  opened(): Iterable<LogFile> {
    return this.files.keys();
  }

  /** Nothing is read, and nothing can come. */
  isDone(): boolean {
    if (this.stopped) return true;
    const isFinished = [...this.logs.values()].every((log) => log.isFinished);
    return this.files.size === 0 && isFinished && !this.options.paths.hasPatterns;
  }

  async openStdin(): Promise<void> {
    const { known, setup, open } = this.options;
    const saved = known.of(stdinPath)[0] ?? known.add(new KnownFile(stdinPath));
    saved.open = true;
    this.files.set(new LogFile(await openFile(stdinPath, open), saved, setup), undefined);
  }

  poll(): void {
    if (this.stopped) return;
    const { pollMs, setup } = this.options;
    this.cancelPoll = setup.context.clock.after(pollMs, () => void this.lookAtAll().then(() => this.poll()));
  }

  async lookAtAll(): Promise<void> {
    await this.expand().catch((error) => this.fail(error));
    if (this.stopped) return;
    await Promise.all([...this.logs.values()].map((log) => this.look(log)));
    if (!this.stopped) this.folders.set(this.watched());
  }

  /** Finds the logs that are to be followed, and forgets those that have gone and are matched by a pattern no more. */
  async expand(): Promise<void> {
    const { paths } = this.options;
    const { paths: found, unmatched } = await paths.expandLogs((path) => this.logs.has(path));
    for (const path of found) if (path !== stdinPath && !this.logs.has(path)) this.follow(path);
    const wanted = new Set(found);
    for (const [path, log] of this.logs) if (!wanted.has(path) && log.isGone) this.logs.delete(path);
    for (const pattern of unmatched) this.tellUnmatched(pattern);
  }

  follow(path: string): void {
    const isGiven = this.options.paths.given.includes(path);
    this.logs.set(path, new FollowedLog(path, this.reading, isGiven));
  }

  tellUnmatched(pattern: string): void {
    if (this.toldUnmatched.has(pattern)) return;
    this.toldUnmatched.add(pattern);
    const { summary, data } = noMatch(pattern);
    this.options.setup.context.warn(summary, data);
  }

  watched(): ReadonlySet<string> {
    return this.options.watch ? new Set([...this.logs.keys()].map((path) => dirname(path))) : new Set();
  }

  /** Looks at a log as soon as what is done with it is done; several calls until then are one. */
  look(log: FollowedLog): Promise<void> {
    const underWay = this.work.get(log);
    if (this.due.has(log) && underWay !== undefined) return underWay;
    this.due.add(log);
    return this.do(log, () => {
      this.due.delete(log);
      return log.look();
    });
  }

  do(log: FollowedLog, action: () => Promise<void>): Promise<void> {
    const before = this.work.get(log) ?? Promise.resolve();
    const done = before.then(() => (this.stopped ? undefined : action())).catch((error) => this.fail(error));
    this.work.set(log, done);
    return done;
  }

  /** The system reports a change. */
  changed(folder: string, name: string | null, renamed: boolean): void {
    const log = name === null ? undefined : this.logAt(folder, name);
    if (log !== undefined && renamed) this.look(log);
    else if (log !== undefined) log.active?.file.tail?.wake();
    else this.changedBeside(folder, renamed);
  }

  /** A rotated file may have got more, or a new log may be there. */
  changedBeside(folder: string, renamed: boolean): void {
    for (const log of this.logs.values()) if (dirname(log.path) === folder) log.retired.look();
    if (renamed && this.options.paths.hasPatterns) this.expandSoon();
  }

  expanding = false;

  expandSoon(): void {
    if (this.expanding) return;
    this.expanding = true;
    this.lookAtAll().finally(() => {
      this.expanding = false;
    });
  }

  logAt(folder: string, name: string): FollowedLog | undefined {
    const path = join(folder, name);
    return (
      this.logs.get(path) ??
      this.logs.get(`${folder}/${name}`) ??
      (folder === '.' ? this.logs.get(`./${name}`) : undefined)
    );
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
    const log = this.files.get(file);
    log?.retired.heard(file);
    log?.works(file);
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

  /** Where all of a rotated file has been read, the next one's turn has come. */
  goOnBehind(file: LogFile): void {
    const log = this.files.get(file);
    if (log?.active === file && log.isOver()) this.look(log);
  }

  ended(file: LogFile, error?: unknown): void {
    const log = this.files.get(file);
    if (this.stopped) return;
    this.files.delete(file);
    if (log === undefined && error !== undefined) this.fail(error);
    this.news.raise();
    if (log === undefined) return;
    this.do(log, () => log.ended(file, error));
    this.look(log).then(() => this.news.raise());
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.news.raise();
  }
}

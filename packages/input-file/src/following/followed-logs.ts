import { type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Cancel } from '@correlator/core';
import { noMatch } from '../paths/file-warnings.ts';
import { type PathList, stdinPath } from '../paths/path-list.ts';
import { FollowedLog, type LogReading } from './followed-log.ts';

/** The longest time that a timer of Node.js takes. */
const foreverMs = 2 ** 31 - 1;

/** Which logs are followed, and how they are looked at. */
export interface LogsOptions {
  readonly paths: PathList;
  readonly pollMs: number;
  /** Has the system report changes, besides polling. */
  readonly watch: boolean;
  /** Called with an error that must not happen. */
  failed(error: unknown): void;
}

/** The logs that are followed: they are found, and looked at when they may have changed. */
export class FollowedLogs {
  readonly options: LogsOptions;
  readonly reading: LogReading;
  readonly logs = new Map<string, FollowedLog>();
  readonly folders: FolderWatch;
  /** What is done with each log, one after the other. */
  readonly work = new Map<FollowedLog, Promise<void>>();
  readonly due = new Set<FollowedLog>();
  readonly reportedUnmatched = new Set<string>();
  expanding = false;
  stopped = false;
  cancelPoll: Cancel = () => {};
  // Neither a clock's timers nor a watch keep a process alive; a followed log does, as an open socket would.
  readonly keepAlive = setInterval(() => {}, foreverMs);

  constructor(options: LogsOptions, reading: LogReading) {
    this.options = options;
    this.reading = reading;
    this.folders = new FolderWatch((folder, name, renamed) => this.changed(folder, name, renamed));
  }

  /** Whether nothing more can come. */
  get areFinished(): boolean {
    return !this.options.paths.hasPatterns && [...this.logs.values()].every((log) => log.isFinished);
  }

  /** Looks at all of them now, and again and again. */
  async look(): Promise<void> {
    await this.lookAtAll().catch(this.options.failed);
    if (this.stopped) return;
    const { clock } = this.reading.setup.context;
    this.cancelPoll = clock.after(this.options.pollMs, () => void this.look());
  }

  stop(): void {
    this.stopped = true;
    this.cancelPoll();
    clearInterval(this.keepAlive);
    this.folders.close();
  }

  /** Resolves, after `stop`, when nothing is being done. */
  async rest(): Promise<void> {
    await Promise.all(this.work.values());
  }

  async lookAtAll(): Promise<void> {
    await this.expand();
    await Promise.all([...this.logs.values()].map((log) => this.lookAt(log)));
  }

  /** Finds the logs that are to be followed, and forgets those that have gone and that no pattern matches. */
  async expand(): Promise<void> {
    const isFollowed = (path: string) => this.logs.has(path);
    const { paths: found, unmatched } = await this.options.paths.expandLogs(isFollowed);
    if (this.stopped) return;
    for (const path of found) if (path !== stdinPath && !isFollowed(path)) this.follow(path);
    const wanted = new Set(found);
    for (const [path, log] of this.logs) if (!wanted.has(path) && log.isGone) this.forget(log);
    for (const pattern of unmatched) this.reportUnmatched(pattern);
    if (this.options.watch) this.folders.set(new Set([...this.logs.keys()].map((path) => dirname(path))));
  }

  follow(path: string): void {
    const log = new FollowedLog(path, this.reading, this.options.paths.given.includes(path));
    this.logs.set(path, log);
    this.lookAt(log);
  }

  forget(log: FollowedLog): void {
    this.logs.delete(log.path);
    this.work.delete(log);
  }

  reportUnmatched(pattern: string): void {
    if (this.reportedUnmatched.has(pattern)) return;
    this.reportedUnmatched.add(pattern);
    const { summary, data } = noMatch(pattern);
    this.reading.setup.context.warn(summary, data);
  }

  /** Looks at a log as soon as what is being done with it is done. Several calls until then are one. */
  lookAt(log: FollowedLog): Promise<void> {
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
    const done = before.then(() => (this.stopped ? undefined : action())).catch(this.options.failed);
    this.work.set(log, done);
    return done;
  }

  /** The system reports a change. */
  changed(folder: string, name: string | null, renamed: boolean): void {
    const log = name === null ? undefined : (this.logs.get(join(folder, name)) ?? this.logs.get(`${folder}/${name}`));
    if (log === undefined) this.changedBeside(folder, name ?? '', renamed);
    else if (renamed) this.lookAt(log);
    else log.wake();
  }

  /** A rotated file may have got more, or a new log may be there. */
  changedBeside(folder: string, name: string, renamed: boolean): void {
    if (renamed && this.options.paths.hasPatterns) this.expandSoon();
    if (renamed) return;
    for (const log of this.logs.values()) if (log.mayHaveRotated(folder, name)) log.retired.look();
  }

  expandSoon(): void {
    if (this.expanding) return;
    this.expanding = true;
    const done = () => {
      this.expanding = false;
    };
    this.expand().catch(this.options.failed).finally(done);
  }
}

/** Called with each change in a folder: whether names changed, or only what is in a file. */
export type OnChange = (folder: string, name: string | null, renamed: boolean) => void;

/**
 * Folders in which the system reports changes. If it cannot (too few inotify watches, network file systems), nothing is
 * reported, and polling alone has to find the changes.
 */
export class FolderWatch {
  readonly onChange: OnChange;
  readonly watchers = new Map<string, FSWatcher>();

  constructor(onChange: OnChange) {
    this.onChange = onChange;
  }

  /** Watches these folders and no others. Those that are not there are tried again by the next call. */
  set(folders: ReadonlySet<string>): void {
    for (const folder of [...this.watchers.keys()]) if (!folders.has(folder)) this.drop(folder);
    for (const folder of folders) if (!this.watchers.has(folder)) this.add(folder);
  }

  add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (type, name) => {
        this.onChange(folder, name, type === 'rename');
      });
      watcher.on('error', () => this.drop(folder));
      this.watchers.set(folder, watcher);
    } catch {
      // Polling alone has to do, until it can be watched.
    }
  }

  drop(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }

  close(): void {
    for (const folder of [...this.watchers.keys()]) this.drop(folder);
  }
}

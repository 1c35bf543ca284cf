import { basename, dirname } from 'node:path';
import type { Clock } from '@correlator/core';
import type { FileBatch } from '../lines/file-parser.ts';
import { openingError } from '../paths/file-errors.ts';
import * as warnings from '../paths/file-warnings.ts';
import { type Place, placeAt } from '../paths/place.ts';
import { recencyOf } from '../paths/rotated-name.ts';
import type { LogFile } from '../reading/log-file.ts';
import { LogOpener, type OpenerParts } from './log-opener.ts';
import { Retries, whole } from './retries.ts';
import { type Survey, survey } from './survey.ts';

/** How often the next file to read may turn out to be another by the time it is opened. */
const mostTries = 20;

/** Two places of one outline are the same file, unchanged. */
const outlineOf = (place: Place | undefined) => place && `${place.inode} ${place.size} ${place.changed}`;

/** What reads the files that a followed log comes to. */
export interface LogReading extends OpenerParts {
  /** How long a rotated file must be quiet before nothing more is expected of it, in milliseconds. */
  readonly rotateWaitMs: number;
  /** Rotated files of the log at a path that are to be read though none of its files has been. */
  historyOf(path: string): ReadonlySet<string>;
  /** Reads `file` of `log` from now on. */
  begin(file: LogFile, log: FollowedLog): void;
  /** Gives out a batch that was made otherwise. */
  give(file: LogFile, lines: FileBatch): void;
}

/**
 * What a followed log is at.
 *
 * - `unsettled`: nothing of it is read, and what is there has to be surveyed.
 * - `settled`: nothing of it is read, and nothing is to be opened until what is at its path has another outline.
 * - `current`: a file is read, and it is the one at the path.
 * - `superseded`: a file is read, and another one has come after it: it was rotated, or is a rotated one on the way to the log.
 * - `caught-up`: the same, and all that the file had when that was noticed has been read. The next one's turn has come, even
 *   if its writer goes on with it.
 */
type LogState =
  | { readonly name: 'unsettled' }
  | { readonly name: 'settled'; readonly outline: string | undefined }
  | { readonly name: 'current' | 'superseded' | 'caught-up'; readonly file: LogFile };

/** The log at one path: its present file, and those that were renamed or copied away and have not been read to their end. */
export class FollowedLog {
  readonly path: string;
  readonly reading: LogReading;
  readonly retired: RetiredFiles;
  readonly retries: Retries;
  readonly opener: LogOpener;
  state: LogState = { name: 'unsettled' };
  /** What is at the path, as of the last look. */
  place: Place | undefined = undefined;
  /**
   * A file that was cut back, until a survey shows whether a copy has its content. It may wait in any state: what is at the
   * path meanwhile may be a file that is open already, or a pipe, and is read without a survey.
   */
  cut: LogFile | undefined = undefined;
  /** That nothing is at the path is not to be reported, or not again: something was there once, or it has been reported. */
  absenceReported: boolean;

  /** `isGiven`: its path was given, and is not what a pattern matches. */
  constructor(path: string, reading: LogReading, isGiven: boolean) {
    const { context } = reading.setup;
    this.path = path;
    this.reading = reading;
    this.absenceReported = !isGiven;
    this.retries = new Retries(context);
    this.opener = new LogOpener(path, reading, this.retries);
    this.retired = new RetiredFiles(context.clock, reading.rotateWaitMs);
  }

  /** What is read now: the log itself, or a rotated file on the way there. */
  get active(): LogFile | undefined {
    return 'file' in this.state ? this.state.file : undefined;
  }

  /** Whether nothing of it is there, or open. */
  get isGone(): boolean {
    return this.place === undefined && this.active === undefined && this.retired.files.size === 0;
  }

  /** Whether what is there has been read to its end and cannot grow: a gzip file, a pipe. */
  get isFinished(): boolean {
    const { state } = this;
    const isSettled = state.name === 'settled' && state.outline !== undefined;
    return isSettled && this.retired.files.size === 0 && this.retries.isEmpty;
  }

  /** Looks at what is there, and goes on to the next file if the present one is over. Never throws. */
  async look(): Promise<void> {
    this.retired.look();
    if (this.retries.isBlocked({ inode: whole })) return this.wake();
    try {
      this.place = await placeAt(this.path);
      this.compare(this.place);
      await this.goOn();
      this.retries.works(whole, this.path);
    } catch (error) {
      this.wake();
      this.retries.fail(whole, this.path, error);
    }
  }

  /** What is read now may have grown. */
  wake(): void {
    this.active?.file.tail?.wake();
  }

  /** Returns whether the file of this name may be one of its rotated ones that are still open. */
  mayHaveRotated(folder: string, name: string): boolean {
    if (this.retired.files.size === 0 || dirname(this.path) !== folder) return false;
    return recencyOf(basename(this.path), name) !== undefined;
  }

  /** A batch of `file` has come. */
  heard(file: LogFile): void {
    this.retired.heard(file);
    this.works(file);
  }

  /** `file` can be read. */
  works(file: LogFile): void {
    this.retries.works(file.known.inode ?? whole, file.path);
  }

  /** `file` may be at its end. Returns whether it is, and another one's turn has come. */
  endsHere(file: LogFile): boolean {
    const { state } = this;
    if (state.name !== 'superseded' && state.name !== 'caught-up') return false;
    if (state.file !== file || !file.isDrained) return false;
    this.state = { name: 'caught-up', file };
    return true;
  }

  /** `file` has come to its end, or `error` has ended it. */
  async ended(file: LogFile, error?: unknown): Promise<void> {
    file.known.open = false;
    if (file.known.fingerprint === null) this.reading.known.files.delete(file.known);
    await file.close();
    if (error !== undefined) this.retries.fail(file.known.inode ?? whole, file.path, error);
    if (this.active === file) this.activeEnded(file);
    else this.retiredEnded(file);
  }

  activeEnded(file: LogFile): void {
    if (this.state.name === 'current' && !file.isCut && this.place !== undefined) this.settle();
    else this.state = { name: 'unsettled' };
    if (!file.isCut) return;
    file.known.cut = true;
    this.cut = file;
  }

  retiredEnded(file: LogFile): void {
    this.retired.files.delete(file);
    if (this.state.name === 'settled') this.state = { name: 'unsettled' };
    if (file.isCut) this.giveUp(file);
  }

  /** Compares what is at the path with what is read. */
  compare(place: Place | undefined): void {
    if (place !== undefined) this.absenceReported = true;
    else if (!this.absenceReported) this.reportMissing();
    if (this.active === undefined && place !== undefined) this.takeBack(place);
    if (!('file' in this.state)) return;
    const { name, file } = this.state;
    const { inode, tail } = file.file;
    if (place?.inode !== inode) {
      // What it got before it was renamed is read before anything else: one look more.
      if (name === 'current') tail?.wake();
      this.supersede();
      return;
    }
    const hasChanged = place?.size !== tail?.file.position || place?.changed !== file.known.changed;
    file.known.changed = place?.changed;
    this.state = { name: 'current', file };
    if (hasChanged) tail?.wake();
  }

  /** A rotated file has got the name of the log again. */
  takeBack({ inode }: Place): void {
    const file = this.retired.takeBack(inode);
    if (file !== undefined) this.state = { name: 'current', file };
  }

  supersede(): void {
    if (this.state.name === 'current') this.state = { name: 'superseded', file: this.state.file };
  }

  /** Nothing was there when the input started: a mistyped path would be waited for in silence. */
  async reportMissing(): Promise<void> {
    this.absenceReported = true;
    const error = await openingError(this.path, Object.assign(new Error('no such file'), { code: 'ENOENT' }));
    this.warn(warnings.notThere(error, this.path));
  }

  /** Goes on to the next file if the present one is over. */
  async goOn(): Promise<void> {
    const { place, state } = this;
    const isDue = this.retries.isDue();
    if (!this.isOver()) return isDue ? this.catchUp() : undefined;
    if (!isDue && state.name === 'settled' && state.outline === outlineOf(place)) return;
    this.retire();
    if (place?.isFile === false) await this.openStream(place);
    else await this.openNext();
  }

  /** Returns whether another file's turn has come. */
  isOver(): boolean {
    const { state } = this;
    if (!('file' in state) || state.name === 'caught-up') return true;
    return state.name === 'superseded' && state.file.isDrained;
  }

  /** The file that is read is one of the rotated ones from now on. */
  retire(): void {
    if (!('file' in this.state)) return;
    const { file } = this.state;
    this.state = { name: 'unsettled' };
    file.known.rotated = true;
    this.retired.add(file);
  }

  /** Opens the oldest file that has not been read to its end. */
  async openNext(): Promise<void> {
    for (let tries = 0; tries < mostTries; tries++) {
      const [next] = (await this.survey()).unread;
      if (next === undefined) return this.settle();
      const file = await this.opener.open(next);
      if (file !== undefined) return this.begin(file, next.place.path === this.path ? 'current' : 'superseded');
    }
  }

  async openStream(place: Place): Promise<void> {
    // A pipe that was read to its end before is another one now, and what is open is a file that was renamed.
    const isOther = this.state.name === 'settled';
    const saved = isOther ? undefined : this.reading.known.of(this.path).find(({ open }) => !open);
    this.settle();
    const file = await this.opener.openStream(place, saved);
    if (file !== undefined) this.begin(file, 'current');
  }

  /** Until what is there changes, there is nothing to be opened. */
  settle(): void {
    this.state = { name: 'settled', outline: outlineOf(this.place) };
  }

  begin(file: LogFile, name: 'current' | 'superseded'): void {
    this.state = { name, file };
    this.reading.begin(file, this);
  }

  /** Reads what could not be read before, beside what is read now. */
  async catchUp(): Promise<void> {
    const [next] = (await this.survey()).unread;
    if (next === undefined || next.place.path === this.path) return;
    const file = await this.opener.open(next);
    if (file === undefined) return;
    this.retired.add(file);
    this.reading.begin(file, this);
  }

  async survey(): Promise<Survey> {
    const found = await survey(this.path, {
      known: this.reading.known,
      history: this.reading.historyOf(this.path),
      isBlocked: (place) => this.retries.isBlocked(place),
    });
    this.retries.keep(found.inodes);
    this.settleCut(found);
    for (const file of found.lost) {
      if (file.progress === 'done') continue;
      file.giveUp();
      // What was added to it later, if anything, nobody can know.
      if (!file.rotated) this.warn(warnings.lost(this.path, file));
    }
    return found;
  }

  /** Reports what became of a file that was cut back: a copy has the rest of it, or nothing has. */
  settleCut({ unread }: Survey): void {
    const { cut } = this;
    if (cut === undefined) return;
    this.cut = undefined;
    const copy = unread.find(({ known, place }) => known === cut.known && place.path !== this.path);
    if (copy === undefined) this.giveUp(cut);
    else this.warn(warnings.cutBackWithCopy(this.path, cut.known.read, copy.place.path));
  }

  giveUp(cut: LogFile): void {
    this.warn(warnings.cutBackWhileFollowed(this.path, cut.known.read));
    const half = cut.giveUpHalf();
    if (half !== undefined) this.reading.give(cut, half);
    cut.known.giveUp();
  }

  warn({ summary, data }: warnings.FileWarning): void {
    this.reading.setup.context.warn(summary, data);
  }
}

/** How many rotated files of one log are kept open. */
const mostRetired = 16;

interface Retired {
  readonly file: LogFile;
  quietSince: number;
}

/** Rotated files of a log that have been read to their end, for as long as their writers may still write to them. */
export class RetiredFiles {
  readonly clock: Clock;
  readonly waitMs: number;
  readonly files = new Map<LogFile, Retired>();

  constructor(clock: Clock, waitMs: number) {
    this.clock = clock;
    this.waitMs = waitMs;
  }

  add(file: LogFile): void {
    this.files.set(file, { file, quietSince: this.clock.now() });
    const [oldest] = this.files.keys();
    if (this.files.size > mostRetired) oldest?.file.tail?.finish();
  }

  /** Takes out the file with this inode, if it is here and more is expected of it. */
  takeBack(inode: string): LogFile | undefined {
    const file = [...this.files.keys()].find(({ file: { inode: own, tail } }) => own === inode && !tail?.finishing);
    if (file !== undefined) this.files.delete(file);
    return file;
  }

  /** Something of `file` came: it is not quiet. */
  heard(file: LogFile): void {
    const retired = this.files.get(file);
    if (retired !== undefined) retired.quietSince = this.clock.now();
  }

  /** Ends those that have been quiet for long enough, and has the others look for more. */
  look(): void {
    const quiet = this.clock.now() - this.waitMs;
    for (const { file, quietSince } of this.files.values()) {
      if (quietSince <= quiet) file.file.tail?.finish();
      else file.file.tail?.wake();
    }
  }
}

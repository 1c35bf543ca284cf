import { basename, dirname } from 'node:path';
import type { Clock } from '@correlator/core';
import type { FileBatch } from '../lines/file-parser.ts';
import { openingError } from '../paths/file-errors.ts';
import * as warnings from '../paths/file-warnings.ts';
import { type Place, placeAt } from '../paths/place.ts';
import { recencyOf } from '../paths/rotated-name.ts';
import type { LogFile } from '../reading/log-file.ts';
import { LogOpener, type OpenerParts } from './log-opener.ts';
import { Troubles, whole } from './retries.ts';
import { type Survey, survey } from './survey.ts';

/** So often the next file to read may turn out to be another by the time it is opened. */
const mostTries = 20;

const keyOf = (place: Place | undefined) => place && `${place.inode} ${place.size} ${place.changed}`;

/** What reads the files that a followed log comes to. */
export interface LogReading extends OpenerParts {
  /** How long a rotated file must be quiet before nothing more is expected of it. */
  readonly rotateWaitMs: number;
  /** Rotated files of the log at a path that are to be read though none of its files has been. */
  historyOf(path: string): ReadonlySet<string>;
  /** Reads `file` of `log` from now on. */
  begin(file: LogFile, log: FollowedLog): void;
  /** Gives out a batch that was made otherwise. */
  give(file: LogFile, lines: FileBatch): void;
}

/** The log at one path: its present file, and those that were renamed or copied away and have not been read to their end. */
export class FollowedLog {
  readonly path: string;
  readonly reading: LogReading;
  readonly retired: RetiredFiles;
  readonly troubles: Troubles;
  readonly opener: LogOpener;
  /** What is read now: the log itself, or a rotated file on the way there. */
  active: LogFile | undefined = undefined;
  /** Something else has come after `active`. */
  superseded = false;
  /** All that `active` had when that was noticed has been read. */
  caughtUp = false;
  /** A file that was cut back, until it is known whether a copy has its content. */
  cut: LogFile | undefined = undefined;
  place: Place | undefined = undefined;
  /** What was there when there was last nothing to be read. */
  settled: string | undefined = undefined;
  surveyed = false;
  toldMissing = false;

  /** `isGiven`: its path was given, and is not what a pattern matches. */
  constructor(path: string, reading: LogReading, isGiven: boolean) {
    const { context } = reading.setup;
    this.path = path;
    this.reading = reading;
    this.toldMissing = !isGiven;
    this.troubles = new Troubles(context);
    this.opener = new LogOpener(path, reading, this.troubles);
    this.retired = new RetiredFiles(context.clock, reading.rotateWaitMs);
  }

  /** Nothing of it is there, or open. */
  get isGone(): boolean {
    return this.place === undefined && this.active === undefined && this.retired.files.size === 0;
  }

  /** Looks at what is there, and goes on to the next file where the present one is over. Never throws. */
  async look(): Promise<void> {
    this.retired.look();
    if (this.troubles.isBlocked({ inode: whole })) return this.active?.file.tail?.wake();
    try {
      await this.lookAround();
      this.troubles.works(whole, this.path);
    } catch (error) {
      this.active?.file.tail?.wake();
      this.troubles.fail(whole, this.path, error);
    }
  }

  async lookAround(): Promise<void> {
    this.place = await placeAt(this.path);
    this.compare(this.place);
    await this.goOn();
  }

  /** Goes on to the next file where the present one is over. */
  async goOn(): Promise<void> {
    const { place } = this;
    const due = this.troubles.isDue();
    if (!this.isOver()) return due ? this.catchUp() : undefined;
    if (!due && this.active === undefined && this.surveyed && keyOf(place) === this.settled) return;
    this.retire();
    if (place?.isFile === false) return this.openStream(place);
    for (let tries = 0; this.active === undefined && tries < mostTries; tries++) {
      const [next] = (await this.survey()).unread;
      if (next === undefined) return this.settle();
      this.active = await this.opener.open(next);
      this.superseded = next.place.path !== this.path;
    }
    if (this.active !== undefined) this.reading.begin(this.active, this);
  }

  async openStream(place: Place): Promise<void> {
    // What is open is a file that was renamed.
    const [saved] = this.surveyed ? [] : this.reading.known.of(this.path).filter(({ open }) => !open);
    this.settle();
    this.active = await this.opener.openStream(place, saved);
    if (this.active !== undefined) this.reading.begin(this.active, this);
  }

  /** Whether the file of this name may be one of its rotated ones, of those that are still open. */
  mayHaveRotated(folder: string, name: string): boolean {
    if (this.retired.files.size === 0 || dirname(this.path) !== folder) return false;
    return recencyOf(basename(this.path), name) !== undefined;
  }

  /** Until what is there changes, there is nothing to be opened. */
  settle(): void {
    this.settled = keyOf(this.place);
    this.surveyed = true;
  }

  /** True where what is there has been read to its end and cannot grow: a gzip file, a pipe. */
  get isFinished(): boolean {
    const isOpen = this.active !== undefined || this.retired.files.size > 0;
    return this.settled !== undefined && !isOpen && this.troubles.isEmpty;
  }

  /** True where a file has come to its end, and another is there or was. */
  isOver(): boolean {
    return this.active === undefined || (this.superseded && (this.caughtUp || this.active.isDrained));
  }

  /** `file` may be at its end. True where it is, and another one's turn has come, even if its writer goes on with it. */
  endsHere(file: LogFile): boolean {
    if (this.active !== file || !this.superseded || !file.isDrained) return false;
    this.caughtUp = true;
    return true;
  }

  compare(place: Place | undefined): void {
    if (place !== undefined) this.toldMissing = true;
    else if (!this.toldMissing) this.tellMissing();
    if (this.active === undefined && place !== undefined) this.active = this.retired.takeBack(place.inode);
    const { active } = this;
    if (active === undefined) return;
    const { inode, tail } = active.file;
    const wasSuperseded = this.superseded;
    this.superseded = place?.inode !== inode;
    // What it got before it was renamed is read before anything else: one look more.
    const isRenamed = this.superseded && !wasSuperseded;
    const hasChanged = place?.size !== tail?.file.position || place?.changed !== active.known.changed;
    if (!this.superseded) active.known.changed = place?.changed;
    if (isRenamed || (!this.superseded && hasChanged)) tail?.wake();
  }

  /** Nothing was there when the input started: a mistyped path would be waited for in silence. */
  async tellMissing(): Promise<void> {
    this.toldMissing = true;
    const error = await openingError(this.path, Object.assign(new Error('no such file'), { code: 'ENOENT' }));
    this.warn(warnings.notThere(error, this.path));
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

  retire(): void {
    const { active } = this;
    this.active = undefined;
    this.superseded = false;
    this.caughtUp = false;
    if (active === undefined) return;
    active.known.rotated = true;
    this.retired.add(active);
  }

  async survey(): Promise<Survey> {
    const found = await survey(this.path, {
      known: this.reading.known,
      history: this.reading.historyOf(this.path),
      isBlocked: (place) => this.troubles.isBlocked(place),
    });
    this.troubles.keep(found.inodes);
    this.settleCut(found);
    for (const file of found.lost) {
      if (file.done) continue;
      Object.assign(file, { over: true, done: true });
      // What was added to it later, if anything, nobody can know.
      if (!file.rotated) this.warn(warnings.lost(this.path, file));
    }
    return found;
  }

  /** Says what became of a file that was cut back: a copy has the rest of it, or nobody. */
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
    Object.assign(cut.known, { over: true, done: true });
  }

  /** `file` can be read. */
  works(file: LogFile): void {
    this.troubles.works(file.known.inode ?? whole, file.path);
  }

  /** `file` has come to its end, or `error` has ended it. */
  async ended(file: LogFile, error?: unknown): Promise<void> {
    file.known.open = false;
    if (file.known.fingerprint === null) this.reading.known.files.delete(file.known);
    await file.close();
    if (error !== undefined) this.troubles.fail(file.known.inode ?? whole, file.path, error);
    if (this.active === file) this.activeEnded(file);
    else this.retiredEnded(file);
  }

  activeEnded(file: LogFile): void {
    this.settled = file.isCut || this.superseded ? undefined : keyOf(this.place);
    this.active = undefined;
    this.superseded = false;
    this.caughtUp = false;
    this.surveyed = this.settled !== undefined;
    if (!file.isCut) return;
    file.known.cut = true;
    this.cut = file;
  }

  retiredEnded(file: LogFile): void {
    this.retired.files.delete(file);
    this.surveyed = false;
    if (file.isCut) this.giveUp(file);
  }

  warn({ summary, data }: warnings.FileWarning): void {
    this.reading.setup.context.warn(summary, data);
  }
}

/** Of one log, so many rotated files are kept open. */
const mostFiles = 16;

interface Retired {
  readonly file: LogFile;
  quietSince: number;
}

/** Rotated files of a log that have been read to their end, as long as their writers may still write to them. */
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
    if (this.files.size > mostFiles) oldest?.file.tail?.finish();
  }

  /** The one with this inode, which is none any more. */
  takeBack(inode: string): LogFile | undefined {
    const file = [...this.files.keys()].find(({ file: { inode: own, tail } }) => own === inode && !tail?.finishing);
    if (file !== undefined) this.files.delete(file);
    return file;
  }

  /** Something came: it is not quiet. */
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

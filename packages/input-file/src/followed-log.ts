import { type CorrelatorError, isCorrelatorError, messageOf } from '@correlator/events';
import { Blocked } from './blocked.ts';
import type { FileBatch } from './file-batch.ts';
import { openingError } from './file-errors.ts';
import * as warnings from './file-warnings.ts';
import { KnownFile } from './known-file.ts';
import type { KnownFiles } from './known-files.ts';
import { type FileSetup, LogFile } from './log-file.ts';
import { type OpenFile, type OpenOptions, openFile } from './open-file.ts';
import { type Place, placeAt } from './place.ts';
import type { Recognised } from './recognise.ts';
import { RetiredFiles } from './retired-files.ts';
import { type Survey, survey } from './survey.ts';

/** What reads the files that a followed log comes to. */
export interface LogReading {
  readonly setup: FileSetup;
  readonly known: KnownFiles;
  readonly open: OpenOptions;
  /** How long a rotated file must be quiet before nothing more is expected of it. */
  readonly rotateWaitMs: number;
  /** Rotated files of the log at a path that are to be read though none of its files has been. */
  historyOf(path: string): ReadonlySet<string>;
  /** Reads `file` of `log` from now on. */
  begin(file: LogFile, log: FollowedLog): void;
  /** Gives out a batch that was made otherwise. */
  give(file: LogFile, lines: FileBatch): void;
}

/** So often the next file to read may turn out to be another by the time it is opened. */
const mostTries = 20;
/** What the log as a whole is blocked under. */
const whole = '';

const keyOf = (place: Place | undefined) => place && `${place.inode} ${place.size} ${place.changed}`;

/** The log at one path: its present file, and those that were renamed or copied away and have not been read to their end. */
export class FollowedLog {
  readonly path: string;
  readonly reading: LogReading;
  readonly retired: RetiredFiles;
  readonly blocked: Blocked;
  /** What is read now: the log itself, or a rotated file on the way there. */
  active: LogFile | undefined = undefined;
  /** Something else has come after `active`. */
  superseded = false;
  /** A file that was cut back, until it is known whether a copy has its content. */
  cut: LogFile | undefined = undefined;
  place: Place | undefined = undefined;
  /** What was there when there was last nothing to be read. */
  settled: string | undefined = undefined;
  surveyed = false;
  toldMissing = false;

  /** `isGiven`: its path was given, and is not what a pattern matches. */
  constructor(path: string, reading: LogReading, isGiven: boolean) {
    const { clock } = reading.setup.context;
    this.path = path;
    this.reading = reading;
    this.toldMissing = !isGiven;
    this.blocked = new Blocked(clock);
    this.retired = new RetiredFiles(clock, reading.rotateWaitMs);
  }

  /** Nothing of it is there, or open. */
  get isGone(): boolean {
    return this.place === undefined && this.active === undefined && this.retired.files.size === 0;
  }

  /** Looks at what is there, and goes on to the next file where the present one is over. Never throws. */
  async look(): Promise<void> {
    this.retired.look();
    if (this.blocked.isBlocked(whole)) return this.active?.file.tail?.wake();
    try {
      await this.lookAround();
      this.blocked.works(whole);
    } catch (error) {
      this.active?.file.tail?.wake();
      await this.block(whole, this.path, error);
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
    const due = this.blocked.isDue();
    if (!this.isOver()) return due ? this.catchUp() : undefined;
    if (!due && this.surveyed && keyOf(place) === this.settled) return;
    this.retire();
    if (place !== undefined && !place.isFile) return this.openStream(place);
    for (let tries = 0; this.active === undefined && tries < mostTries; tries++) {
      const [next] = (await this.survey()).unread;
      if (next === undefined) return this.settle();
      this.active = await this.openNext(next);
      this.superseded = next.place.path !== this.path;
    }
  }

  /** Until what is there changes, there is nothing to be opened. */
  settle(): void {
    this.settled = keyOf(this.place);
    this.surveyed = true;
  }

  /** True where what is there has been read to its end and cannot grow: a gzip file, a pipe. */
  get isFinished(): boolean {
    const isOpen = this.active !== undefined || this.retired.files.size > 0;
    return this.settled !== undefined && !isOpen && this.blocked.troubles.size === 0;
  }

  /** True where a file has come to its end, and another is there or was. */
  isOver(): boolean {
    return this.active === undefined || (this.superseded && this.active.isDrained);
  }

  compare(place: Place | undefined): void {
    if (place !== undefined) this.toldMissing = true;
    else if (!this.toldMissing) this.tellMissing();
    if (this.active === undefined && place !== undefined) this.active = this.retired.takeBack(place.inode);
    const { active } = this;
    if (active === undefined) return;
    const { inode, tail } = active.file;
    this.superseded = place?.inode !== inode;
    const hasChanged =
      this.superseded || place?.size !== tail?.file.position || place?.changed !== active.known.changed;
    if (!this.superseded) active.known.changed = place?.changed;
    if (hasChanged) tail?.wake();
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
    const file = await this.openNext(next);
    if (file !== undefined) this.retired.add(file);
  }

  retire(): void {
    const { active } = this;
    this.active = undefined;
    if (active !== undefined) this.retired.add(active);
  }

  async survey(): Promise<Survey> {
    const found = await survey(this.path, {
      known: this.reading.known,
      history: this.reading.historyOf(this.path),
      isBlocked: ({ inode }) => this.blocked.isBlocked(inode),
    });
    this.blocked.keep((key) => key === whole || found.inodes.has(key));
    this.settleCut(found);
    for (const file of found.lost) {
      if (file.done) continue;
      Object.assign(file, { over: true, done: true });
      this.warn(warnings.lost(this.path, file));
    }
    return found;
  }

  /** Says what became of a file that was cut back: a copy has the rest of it, or nobody. */
  settleCut({ unread }: Survey): void {
    const { cut } = this;
    if (cut === undefined) return;
    this.cut = undefined;
    cut.known.cut = false;
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

  /** Undefined where it cannot be opened, or has become another. */
  async openNext({ place, known, fingerprint }: Recognised): Promise<LogFile | undefined> {
    const { open } = this.reading;
    const file = await openFile(place.path, open).catch((error) => this.failed(place, error));
    if (file === undefined) return undefined;
    if (file.inode === place.inode && !this.isOpen(place))
      return this.begin(file, known ?? this.newFile(fingerprint), place);
    await file.source.close();
    return undefined;
  }

  /** It is tried again later, unless it has only been renamed meanwhile. */
  async failed({ inode, path }: Place, error: unknown): Promise<undefined> {
    if (isCorrelatorError(error) && error.code === 'FILE_NOT_FOUND') return undefined;
    return this.block(inode, path, error);
  }

  /** By another name, as a link, it may have been opened meanwhile. */
  isOpen({ inode }: Place): boolean {
    return [...this.reading.known.files].some((file) => file.open && file.inode === inode);
  }

  /** Opens a pipe or a device. */
  async openStream(place: Place): Promise<void> {
    if (this.blocked.isBlocked(place.inode)) return;
    const { open, known } = this.reading;
    const file = await openFile(this.path, open).catch((error) => this.failed(place, error));
    const [saved] = this.surveyed ? [] : known.of(this.path);
    this.settle();
    if (file !== undefined) this.active = this.begin(file, saved ?? this.newFile(), place);
  }

  newFile(fingerprint?: string): KnownFile {
    const { known, setup } = this.reading;
    const file = known.add(new KnownFile(this.path));
    if (fingerprint !== undefined) file.begin(fingerprint, setup.generations.next(fingerprint));
    return file;
  }

  begin(file: OpenFile, known: KnownFile, place: Place | undefined): LogFile {
    Object.assign(known, { open: true, over: false, done: false, changed: place?.changed });
    const log = new LogFile(file, known, this.reading.setup, place?.path);
    this.reading.begin(log, this);
    return log;
  }

  /** `file` can be read. */
  works(file: LogFile): void {
    const failures = this.blocked.works(file.known.inode ?? whole);
    if (failures > 0) this.warn(warnings.readableAgain(file.path, failures));
  }

  /** `file` has come to its end, or `error` has ended it. */
  async ended(file: LogFile, error?: unknown): Promise<void> {
    file.known.open = false;
    if (file.known.fingerprint === null) this.reading.known.files.delete(file.known);
    await file.close();
    if (error !== undefined) await this.block(file.known.inode ?? whole, file.path, error);
    if (this.active === file) this.activeEnded(file);
    else this.retiredEnded(file);
  }

  activeEnded(file: LogFile): void {
    this.active = undefined;
    this.settled = file.isCut || file.path !== this.path ? undefined : keyOf(this.place);
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

  async block(key: string, path: string, cause: unknown): Promise<undefined> {
    const error: CorrelatorError | undefined = isCorrelatorError(cause) ? cause : undefined;
    const pauseMs = this.blocked.fail(key);
    this.warn(warnings.unreadable(path, error?.message ?? `${path}: ${messageOf(cause)}`, pauseMs));
  }

  warn({ summary, data }: warnings.FileWarning): void {
    this.reading.setup.context.warn(summary, data);
  }
}

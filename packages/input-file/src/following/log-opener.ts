import { isCorrelatorError } from '@correlator/events';
import { type OpenFile, type OpenOptions, openFile } from '../bytes/open-file.ts';
import { KnownFile } from '../identity/known-file.ts';
import type { KnownFiles } from '../identity/known-files.ts';
import type { Recognised } from '../identity/recognise.ts';
import type { FileBatch } from '../lines/file-batch.ts';
import type { Place } from '../paths/place.ts';
import { type FileSetup, LogFile } from '../reading/log-file.ts';
import type { FollowedLog } from './followed-log.ts';
import type { Troubles } from './retries.ts';

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

/** Opens the files of one followed log. */
export class LogOpener {
  readonly path: string;
  readonly reading: LogReading;
  readonly troubles: Troubles;

  constructor(path: string, reading: LogReading, troubles: Troubles) {
    this.path = path;
    this.reading = reading;
    this.troubles = troubles;
  }

  /** Undefined where it cannot be opened, or has become another. */
  async open({ place, known, fingerprint }: Recognised): Promise<LogFile | undefined> {
    const file = await this.openPlace(place);
    if (file === undefined) return undefined;
    const isMeant = file.inode === place.inode && !this.isOpen(place);
    if (isMeant) return this.begin(file, known ?? this.newFile(fingerprint), place);
    await file.source.close();
    return undefined;
  }

  /** Opens a pipe or a device, which is what was `saved` where that is given. */
  async openStream(place: Place, saved: KnownFile | undefined): Promise<LogFile | undefined> {
    if (this.troubles.isBlocked(place)) return undefined;
    const file = await this.openPlace(place);
    return file && this.begin(file, saved ?? this.newFile(), place);
  }

  /** What cannot be opened is tried again later, unless it has only been renamed meanwhile. */
  async openPlace(place: Place): Promise<OpenFile | undefined> {
    try {
      return await openFile(place.path, this.reading.open);
    } catch (error) {
      const isMoved = isCorrelatorError(error) && error.code === 'FILE_NOT_FOUND';
      if (!isMoved) this.troubles.fail(place.inode, place.path, error);
      return undefined;
    }
  }

  /** By another name, as a link, it may have been opened meanwhile. */
  isOpen({ inode }: Place): boolean {
    return [...this.reading.known.files].some((file) => file.open && file.inode === inode);
  }

  newFile(fingerprint?: string): KnownFile {
    const { known, setup } = this.reading;
    const file = known.add(new KnownFile(this.path));
    if (fingerprint !== undefined) file.begin(fingerprint, setup.generations.next(fingerprint));
    return file;
  }

  begin(file: OpenFile, known: KnownFile, place: Place): LogFile {
    Object.assign(known, { open: true, over: false, done: false, changed: place.changed });
    return new LogFile(file, known, this.reading.setup, place.path);
  }
}

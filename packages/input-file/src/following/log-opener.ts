import { isCorrelatorError } from '@correlator/events';
import { type OpenFile, type OpenOptions, openFile } from '../bytes/open-file.ts';
import { KnownFile } from '../identity/known-file.ts';
import type { KnownFiles, Recognised } from '../identity/known-files.ts';
import type { FileSetup } from '../lines/file-parser.ts';
import type { Place } from '../paths/place.ts';
import { LogFile } from '../reading/log-file.ts';
import type { Troubles } from './retries.ts';

/** What the files of a followed log are opened with. */
export interface OpenerParts {
  readonly setup: FileSetup;
  readonly known: KnownFiles;
  readonly open: OpenOptions;
}

/** Opens the files of one followed log. */
export class LogOpener {
  readonly path: string;
  readonly parts: OpenerParts;
  readonly troubles: Troubles;

  constructor(path: string, parts: OpenerParts, troubles: Troubles) {
    this.path = path;
    this.parts = parts;
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
      return await openFile(place.path, this.parts.open);
    } catch (error) {
      const isMoved = isCorrelatorError(error) && error.code === 'FILE_NOT_FOUND';
      if (!isMoved) this.troubles.fail(place.inode, place.path, error);
      return undefined;
    }
  }

  /** By another name, as a link, it may have been opened meanwhile. */
  isOpen({ inode }: Place): boolean {
    return [...this.parts.known.files].some((file) => file.open && file.inode === inode);
  }

  newFile(fingerprint?: string): KnownFile {
    const { known, setup } = this.parts;
    const file = known.add(new KnownFile(this.path));
    if (fingerprint !== undefined) file.begin(fingerprint, setup.generations.next(fingerprint));
    return file;
  }

  begin(file: OpenFile, known: KnownFile, place: Place): LogFile {
    Object.assign(known, { open: true, over: false, done: false, changed: place.changed });
    return new LogFile(file, known, this.parts.setup, place.path);
  }
}

import { isCorrelatorError } from '@correlator/events';
import { type OpenFile, type OpenOptions, openFile } from '../bytes/open-file.ts';
import { KnownFile } from '../identity/known-file.ts';
import type { KnownFiles, Recognised } from '../identity/known-files.ts';
import type { FileSetup } from '../lines/file-parser.ts';
import type { Place } from '../paths/place.ts';
import { LogFile } from '../reading/log-file.ts';
import type { Retries } from './retries.ts';

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
  readonly retries: Retries;

  constructor(path: string, parts: OpenerParts, retries: Retries) {
    this.path = path;
    this.parts = parts;
    this.retries = retries;
  }

  /** Opens a regular file; undefined if it cannot be opened, or has become another. */
  async open({ place, known, fingerprint }: Recognised): Promise<LogFile | undefined> {
    const file = await this.openPlace(place);
    if (file === undefined) return undefined;
    const isMeant = file.inode === place.inode && !this.isOpen(place);
    if (isMeant) return this.begin(file, known ?? this.newFile(fingerprint), place);
    await file.source.close();
    return undefined;
  }

  /** Opens a pipe or a device, which is what was `saved` if that is given; undefined if it cannot be opened. */
  async openStream(place: Place, saved: KnownFile | undefined): Promise<LogFile | undefined> {
    if (this.retries.isBlocked(place)) return undefined;
    const file = await this.openPlace(place);
    return file && this.begin(file, saved ?? this.newFile(), place);
  }

  /** What cannot be opened is tried again later, unless it has only been renamed meanwhile. */
  async openPlace(place: Place): Promise<OpenFile | undefined> {
    try {
      return await openFile(place.path, this.parts.open);
    } catch (error) {
      const isMoved = isCorrelatorError(error) && error.code === 'FILE_NOT_FOUND';
      if (!isMoved) this.retries.fail(place.inode, place.path, error);
      return undefined;
    }
  }

  /** Returns whether it has been opened meanwhile: by another name, as a link. */
  isOpen({ inode }: Place): boolean {
    return [...this.parts.known.files].some((file) => file.open && file.inode === inode);
  }

  newFile(fingerprint?: string): KnownFile {
    const { known, setup } = this.parts;
    const file = known.add(new KnownFile(this.path));
    if (fingerprint !== undefined) file.begin(fingerprint, setup.generations.next(fingerprint));
    return file;
  }

  begin(file: OpenFile, known: KnownFile, { path, changed }: Place): LogFile {
    known.goOn(changed);
    return new LogFile(file, known, this.parts.setup, path);
  }
}

/** Which file is which, by its content, and how far each has been read. */
import type { Place } from '../paths/place.ts';
import type { KnownFile } from './known-file.ts';

/** Files that are not open are forgotten if there are more than this in all. */
const mostFiles = 1_000;

/** A file that a place was found to have. */
export interface Recognised {
  readonly place: Place;
  /** Undefined if nothing of it has been read. */
  readonly known: KnownFile | undefined;
  readonly gzip: boolean;
  readonly readable: boolean;
  /** It is a copy that lacks some of what has been read of its original. */
  readonly isShorter: boolean;
  /** It has no content. */
  readonly isEmpty: boolean;
  /** Undefined until its first line has an end. */
  readonly fingerprint?: string | undefined;
}

/** The files that an input knows: those it reads, and the last of those it has read to their end. */
export class KnownFiles {
  readonly files = new Set<KnownFile>();
  readonly seen = new SeenPlaces();

  add(file: KnownFile): KnownFile {
    this.files.add(file);
    this.forget();
    return file;
  }

  of(path: string): KnownFile[] {
    return [...this.files].filter((file) => file.path === path);
  }

  /** Something of it was seen: it is not the next to be forgotten. */
  touch(file: KnownFile): void {
    if (this.files.delete(file)) this.files.add(file);
  }

  /** Rotation brings new ones for as long as an input runs. */
  forget(): void {
    this.forgetSome((file) => file.progress === 'done');
    this.forgetSome(() => true);
  }

  forgetSome(isForgettable: (file: KnownFile) => boolean): void {
    let excess = this.files.size - mostFiles;
    for (const file of this.files) {
      if (excess <= 0) return;
      if (file.open || !isForgettable(file)) continue;
      this.files.delete(file);
      excess--;
    }
  }
}

const mostPlaces = 1_000;

const keyOf = ({ inode, size, changed }: Place): string => `${inode} ${size} ${changed}`;

/** What has been found at each place: until a file is changed, it need not be looked into again. */
export class SeenPlaces {
  readonly found = new Map<string, Recognised>();

  get(place: Place): Recognised | undefined {
    const found = this.found.get(keyOf(place));
    // It may be a copy of what has been read on from elsewhere.
    return found?.known === undefined || (!found.gzip && place.size < found.known.offset) ? undefined : found;
  }

  set(found: Recognised): void {
    if (found.known === undefined) return;
    const key = keyOf(found.place);
    this.found.delete(key);
    this.found.set(key, found);
    const [oldest] = this.found.keys();
    if (this.found.size > mostPlaces && oldest !== undefined) this.found.delete(oldest);
  }
}

/** How many fingerprints are remembered: rotation brings new ones for as long as an input runs. */
const mostFingerprints = 1_000;

/** Numbers the files that begin alike, from 0, so that no two of them share an identity. */
export class Generations {
  readonly counts = new Map<string, number>();

  /** Returns the number of another file with this fingerprint. */
  next(fingerprint: string): number {
    const generation = this.counts.get(fingerprint) ?? 0;
    this.set(fingerprint, generation + 1);
    return generation;
  }

  /** There were at least `count` files with this fingerprint. */
  set(fingerprint: string, count: number): void {
    const least = Math.max(count, this.counts.get(fingerprint) ?? 0);
    this.counts.delete(fingerprint);
    this.counts.set(fingerprint, least);
    const [oldest] = this.counts.keys();
    if (this.counts.size > mostFingerprints && oldest !== undefined) this.counts.delete(oldest);
  }
}

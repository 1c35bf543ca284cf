import { sealed } from '../bytes/seam.ts';
import type { FilePosition } from './positions.ts';

/** So much of its beginning is remembered: more than the first line, which others may have too. */
const startBytes = 1_024;

/** How what is at a place compares with a file that begins alike, up to where that was read. */
export type Likeness = 'same' | 'shorter' | 'other';

/** A file as its content makes it known, wherever it lies now, and how far it has been read. */
export class KnownFile {
  readonly path: string;
  /** Null until its first line has been seen. */
  fingerprint: string | null = null;
  generation = 0;
  /** Behind the last batch that the input has given out. */
  offset = 0;
  /** Behind what has been made into batches. */
  read = 0;
  /** It has been read to its end, and nobody waits for more. */
  over = false;
  /** All of that has been given out, too. */
  done = false;
  /** It was renamed or removed, and all that it had then has been read. */
  rotated = false;
  /** It is open, so that its inode is its own. */
  open = false;
  /** It was cut back: only copies of it have its content, and they may lack its end. */
  cut = false;
  inode: string | undefined = undefined;
  changed: number | undefined = undefined;
  /** Of the first bytes, for as many as have been read. */
  start: string | undefined = undefined;
  startBytes: Buffer = Buffer.alloc(0);
  /** How what is at places compared with it, gzip files alone. */
  readonly compared = new Map<string, Likeness>();
  /** Of the bytes before `offset`. */
  seam: string | undefined = undefined;
  seamBytes: Buffer | undefined = undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** As it was saved; under another path where it has been found there. */
  static of(saved: FilePosition, path = saved.path): KnownFile {
    const { path: _, offset, done, ...rest } = saved;
    const known = { ...rest, offset, read: offset, over: done, done };
    return Object.assign(new KnownFile(path), known);
  }

  /** It turned out to be this one, to be read from its beginning. */
  begin(fingerprint: string, generation: number): void {
    Object.assign(this, {
      fingerprint,
      generation,
      offset: 0,
      read: 0,
      over: false,
      done: false,
      rotated: false,
      cut: false,
    });
    this.seam = undefined;
    this.seamBytes = undefined;
    this.start = undefined;
    this.startBytes = Buffer.alloc(0);
  }

  /** `bytes` have been read, which are at `offset`. */
  reads(bytes: Buffer, offset: number): void {
    const { length } = this.startBytes;
    if (offset !== length || length >= startBytes) return;
    this.startBytes = Buffer.concat([this.startBytes, bytes.subarray(0, startBytes - length)]);
    this.start = sealed(this.startBytes);
  }

  /** The input has given out what lies before `offset`, which ends with `seam`. */
  give(offset: number, seam: Buffer | undefined): void {
    if (offset === this.offset) return;
    this.offset = offset;
    this.seam = undefined;
    this.seamBytes = seam;
  }

  position(): FilePosition {
    const { path, fingerprint, generation, offset, read, done, inode, changed, cut } = this;
    const rotated = this.rotated && read === offset;
    if (this.seam === undefined && this.seamBytes !== undefined) this.seam = sealed(this.seamBytes);
    const { seam } = this;
    return {
      ...{ path, fingerprint, generation, offset, done },
      ...(inode !== undefined && { inode }),
      ...(changed !== undefined && { changed }),
      ...(seam !== undefined && { seam }),
      ...(rotated && { rotated }),
      ...(this.start !== undefined && { start: this.start }),
      ...(cut && { cut }),
    };
  }
}

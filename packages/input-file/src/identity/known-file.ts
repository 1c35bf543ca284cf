import { Seal } from '../bytes/seal.ts';
import type { FilePosition } from './positions.ts';

/** How much of its beginning is remembered: more than the first line, which other files may share. */
const startBytes = 1_024;

/** How what is at a place compares with a file that begins alike, up to where that was read. */
export type Likeness = 'same' | 'shorter' | 'other';

/**
 * How far a file has been read.
 *
 * - `unfinished`: there is more to read, or there may be.
 * - `read`: it has been read to its end, and nobody waits for more. Some of it has not been given out.
 * - `done`: all of it has been given out too, or the rest of it has been given up.
 */
export type Progress = 'unfinished' | 'read' | 'done';

/**
 * A file as its content makes it known, wherever it lies now, and how far it has been read.
 *
 * Three flags stand beside its progress because each of them occurs with every progress, and with each of the others.
 */
export class KnownFile {
  readonly path: string;
  /** Null until its first line has been seen. */
  fingerprint: string | null = null;
  generation = 0;
  /** Behind the last batch that the input has given out. */
  offset = 0;
  /** Behind what has been made into batches. */
  read = 0;
  progress: Progress = 'unfinished';
  /** It is open, so that its inode is its own. One that was done may be open again, to see whether it has more. */
  open = false;
  /** It was renamed or removed, and all that it had then has been read. Its writer may go on with it. */
  rotated = false;
  /** It was cut back: only copies of it have its content, and they may lack its end. They are looked for, or given up. */
  cut = false;
  inode: string | undefined = undefined;
  changed: number | undefined = undefined;
  /** Of its first bytes, for as many as have been read. */
  start: Seal | undefined = undefined;
  /** Of the bytes before `offset`. */
  seam: Seal | undefined = undefined;
  /** How what is at places compared with it; gzip files alone. */
  readonly compared = new Map<string, Likeness>();

  constructor(path: string) {
    this.path = path;
  }

  /** Returns the file of a saved position. */
  static of({ path, done, seam, start, ...saved }: FilePosition): KnownFile {
    const progress: Progress = done ? 'done' : 'unfinished';
    const seals = { seam: seam && new Seal(seam), start: start && new Seal(start) };
    return Object.assign(new KnownFile(path), saved, seals, { read: saved.offset, progress });
  }

  /** Returns the same file, open at `path`. One that was done is so until its end has been found anew. */
  openAt(path: string): KnownFile {
    return Object.assign(new KnownFile(path), this, { path, open: true });
  }

  /** It turned out to be the file of this identity, to be read from its beginning. */
  begin(fingerprint: string, generation: number): void {
    this.fingerprint = fingerprint;
    this.generation = generation;
    this.offset = 0;
    this.read = 0;
    this.progress = 'unfinished';
    this.rotated = false;
    this.cut = false;
    this.start = undefined;
    this.seam = undefined;
  }

  /** It has been opened, to be read on. `changed`: when it was last changed. */
  goOn(changed: number): void {
    this.open = true;
    this.progress = 'unfinished';
    this.changed = changed;
  }

  /** `bytes` have been read, which are at `offset`. */
  reads(bytes: Buffer, offset: number): void {
    const begun = this.start?.bytes ?? Buffer.alloc(0);
    if (offset !== begun.length || begun.length >= startBytes) return;
    this.start = new Seal(Buffer.concat([begun, bytes.subarray(0, startBytes - begun.length)]));
  }

  /** The input has given out what lies before `offset`, which ends with `seam`. */
  give(offset: number, seam: Buffer | undefined): void {
    if (offset === this.offset) return;
    this.offset = offset;
    this.seam = seam && new Seal(seam);
  }

  /** It ends at `end`, up to where it has been made into batches. */
  endsAt(end: number): void {
    this.progress = this.offset === end ? 'done' : 'read';
  }

  /** Nothing is read of what it has up to `end`. */
  passOver(end: number): void {
    this.read = end;
    if (this.progress === 'unfinished') this.progress = 'read';
  }

  /** What has not been read of it is nowhere to be had. */
  giveUp(): void {
    this.progress = 'done';
  }

  position(): FilePosition {
    const { path, fingerprint, generation, offset, inode, changed, seam, start, cut } = this;
    const rotated = this.rotated && this.read === offset;
    return {
      ...{ path, fingerprint, generation, offset, done: this.progress === 'done' },
      ...(inode !== undefined && { inode }),
      ...(changed !== undefined && { changed }),
      ...(seam !== undefined && { seam: seam.text }),
      ...(rotated && { rotated }),
      ...(start !== undefined && { start: start.text }),
      ...(cut && { cut }),
    };
  }
}

import type { Clock } from '@correlator/core';
import type { LogFile } from '../reading/log-file.ts';

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

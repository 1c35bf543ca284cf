import type { UnparsedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';

/** The parsed lines of a chunk of one file. */
export interface FileBatch {
  readonly records: readonly LogRecord[];
  readonly unparsed: readonly UnparsedEntry[];
  /** Where the chunk begins in the uncompressed content. */
  readonly offset: number;
  /** The offset behind it. */
  readonly end: number;
  readonly receivedAt: number;
  /** The last bytes before `end`; unknown behind a line that was too long. */
  readonly seam: Buffer | undefined;
}

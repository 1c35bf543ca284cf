import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { CorrelatorError, messageOf } from '@correlator/events';

async function reasonAgainst(directory: string): Promise<unknown> {
  try {
    await mkdir(directory, { recursive: true });
    if (!(await stat(directory)).isDirectory()) return 'it is a file';
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'it is a file' : error;
  }
}

/** Makes the folder where it is missing. Throws `CSV_DIRECTORY_UNWRITABLE` where no files can be made in it. */
export async function prepareDirectory(directory: string, listener: string): Promise<void> {
  const reason = await reasonAgainst(directory);
  if (reason === undefined) return;
  const why = typeof reason === 'string' ? reason : messageOf(reason);
  throw new CorrelatorError(
    'CSV_DIRECTORY_UNWRITABLE',
    `listener ${listener} cannot write CSV files to ${directory}: ${why}; give option 'directory' a folder that this user may write`,
    { cause: reason, details: { directory } },
  );
}

/** The error for rows that could not be written; the engine tries again. */
export function writeFailure(directory: string, cause: unknown): CorrelatorError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const fix = full ? 'the disk is full: make room' : 'mend what that names';
  return new CorrelatorError(
    'CSV_WRITE_FAILED',
    `cannot write CSV files to ${directory}: ${messageOf(cause)}; ${fix}`,
    {
      cause,
      // No row is to blame, whatever another one may find room for.
      details: { directory, passing: true, ...(code === undefined ? {} : { errno: code }) },
    },
  );
}

import { constants } from 'node:fs';
import { access, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Makes the folder if it is missing. Throws `CSV_DIRECTORY_UNWRITABLE` if no files can be made in it. */
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

/** Returns the error for rows that could not be written; the engine tries again. */
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

/** Returns `path`, or with `.2`, `.3`, … behind it: the first that does not exist. */
export async function freePath(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? path : `${path}.${number}`;
    const taken = await lstat(candidate).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
}

/** Returns the greatest N of the files `<stem>.<N>.csv` in a folder; 0 if there is none. */
export async function lastNumber(directory: string, stem: string): Promise<number> {
  let last = 0;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${stem}.`) || !name.endsWith('.csv')) continue;
    const number = name.slice(stem.length + 1, -'.csv'.length);
    if (/^\d{1,9}$/.test(number)) last = Math.max(last, Number(number));
  }
  return last;
}

/** Returns the names of the CSV files in a folder, sorted. */
export async function csvNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))
    .map(({ name }) => name)
    .sort();
}

/** Returns a name in `directory` as a path. */
export function csvPath(directory: string, stem: string): string {
  return join(directory, `${stem}.csv`);
}

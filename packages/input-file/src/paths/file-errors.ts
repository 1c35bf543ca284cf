import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CorrelatorError, messageOf, nearestName } from '@correlator/events';

/** Returns the code of an error of the system, such as `ENOENT`, or `''`. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch {
    return undefined;
  }
}

async function notFound(path: string, cause: unknown): Promise<CorrelatorError> {
  const folder = dirname(path);
  const names = await namesIn(folder);
  const name = names && nearestName(basename(path), names);
  const nearest = name === undefined ? undefined : join(folder, name);
  let hint = `there is no file of that name in ${folder}; correct the path`;
  if (names === undefined) hint = `the folder ${folder} does not exist or cannot be read; correct the path`;
  if (nearest !== undefined) hint = `did you mean ${nearest}?`;
  return new CorrelatorError('FILE_NOT_FOUND', `${path}: no such file; ${hint}`, { cause, details: { path, nearest } });
}

/** Returns the error that `path` could not be opened: why, and what mends it. */
export async function openingError(path: string, cause: unknown): Promise<CorrelatorError> {
  const code = systemCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') return notFound(path, cause);
  let hint = messageOf(cause);
  if (code === 'EACCES' || code === 'EPERM') {
    hint = 'permission denied; run as a user that may read it, or add this user to the group that owns it';
  }
  if (code === 'ELOOP') hint = 'its symbolic links lead in a circle (ELOOP); mend the link, or give the file itself';
  if (code === 'EMFILE') hint = 'too many open files; give fewer files, or raise the limit (ulimit -n)';
  return new CorrelatorError('FILE_UNREADABLE', `${path}: cannot be read: ${hint}`, { cause, details: { path } });
}

/** Returns the error that a pattern matches nothing. */
export function patternError(pattern: string): CorrelatorError {
  const message = `${pattern}: no file matches this pattern; correct it, or put the files there`;
  return new CorrelatorError('FILE_NOT_FOUND', message, { details: { path: pattern } });
}

/** Returns the error that a folder was given as a file. */
export function directoryError(path: string): CorrelatorError {
  const message = `${path}: is a folder; give the files in it that are to be read, such as ${join(path, 'auth.log')}`;
  return new CorrelatorError('FILE_IS_DIRECTORY', message, { details: { path } });
}

/** Returns the error that a socket was given as a file. */
export function socketError(path: string): CorrelatorError {
  const message = `${path}: cannot be read: is a socket, not a file; give the log file that its daemon writes`;
  return new CorrelatorError('FILE_UNREADABLE', message, { details: { path } });
}

/** Returns the error that reading failed in the middle of a file. */
export function readingError(path: string, cause: unknown): CorrelatorError {
  const message = `${path}: reading failed: ${messageOf(cause)}; check the disk or the network share it is on`;
  return new CorrelatorError('FILE_READ_FAILED', message, { cause, details: { path } });
}

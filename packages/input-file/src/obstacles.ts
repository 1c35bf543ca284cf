import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Obstacle } from '@correlator/core';
import { type CorrelatorError, isCorrelatorError } from '@correlator/events';
import { directoryError, openingError } from './file-errors.ts';

async function errorOf(path: string): Promise<CorrelatorError | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return directoryError(path);
    await access(path, constants.R_OK);
    return undefined;
  } catch (cause) {
    return isCorrelatorError(cause) ? cause : openingError(path, cause);
  }
}

/** The files that are not there or cannot be read, as far as can be told without opening them. */
export async function fileObstacles(paths: string | readonly string[]): Promise<readonly Obstacle[]> {
  const given = typeof paths === 'string' ? [{ path: paths, option: 'paths' }] : listed(paths);
  const found = await Promise.all(
    given.map(async ({ path, option }): Promise<Obstacle[]> => {
      const error = path === '-' ? undefined : await errorOf(path);
      return error === undefined ? [] : [{ code: error.code, path: option, message: error.message }];
    }),
  );
  return found.flat();
}

const listed = (paths: readonly string[]) => paths.map((path, index) => ({ path, option: `paths.${index}` }));

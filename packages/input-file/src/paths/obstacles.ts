import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Obstacle } from '@correlator/core';
import { type CorrelatorError, isCorrelatorError } from '@correlator/events';
import { directoryError, openingError, patternError, socketError } from './file-errors.ts';
import { PathList, stdinPath } from './path-list.ts';

/** Returns why the file at `path` cannot be read, as far as can be told without opening it. */
export async function errorOf(path: string): Promise<CorrelatorError | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return directoryError(path);
    if (stats.isSocket()) return socketError(path);
    await access(path, constants.R_OK);
    return undefined;
  } catch (cause) {
    return isCorrelatorError(cause) ? cause : openingError(path, cause);
  }
}

/** The files that are asked about. */
export interface FileObstacleOptions {
  readonly paths: string | readonly string[];
  readonly exclude?: string | readonly string[] | undefined;
}

async function obstacleAt(path: string, exclude?: string | readonly string[]): Promise<CorrelatorError | undefined> {
  const { paths, unmatched } = await new PathList(path, exclude).expand();
  if (unmatched.length > 0) return patternError(path);
  const errors = await Promise.all(paths.map((found) => (found === stdinPath ? undefined : errorOf(found))));
  return errors.find((error) => error !== undefined);
}

/** Returns an obstacle for each option whose files are missing or cannot be read, as far as can be told without opening them. */
export async function fileObstacles({ paths, exclude }: FileObstacleOptions): Promise<readonly Obstacle[]> {
  const given = typeof paths === 'string' ? [{ path: paths, option: 'paths' }] : listed(paths);
  const found = await Promise.all(
    given.map(async ({ path, option }): Promise<Obstacle[]> => {
      const error = await obstacleAt(path, exclude);
      return error === undefined ? [] : [{ code: error.code, path: option, message: error.message }];
    }),
  );
  return found.flat();
}

const listed = (paths: readonly string[]) => paths.map((path, index) => ({ path, option: `paths.${index}` }));

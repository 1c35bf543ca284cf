import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unavailable } from '../sql/sql-errors.ts';

const fix = "give option 'database' the path of a file in a folder that this user may write";

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'nothing';
    throw unavailable(path, {
      reason: code === 'ENOTDIR' ? 'a file stands where its folder should' : String(code),
      fix,
    });
  }
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Checks a path. Throws `SQL_UNAVAILABLE` if no SQLite file can be there. Makes nothing: of folders that are not there yet, the
 * nearest that is there counts. Returns whether there is a file.
 */
export async function checkSqlitePath(path: string): Promise<boolean> {
  const kind = await kindOf(path);
  if (kind === 'folder') throw unavailable(path, { reason: 'it is a folder', fix });
  if (kind === 'file' && !(await isWritable(path))) throw unavailable(path, { reason: 'it may not be written', fix });
  let folder = dirname(path);
  while ((await kindOf(folder)) === 'nothing') folder = dirname(folder);
  if ((await kindOf(folder)) === 'file') throw unavailable(path, { reason: `${folder} is a file`, fix });
  // SQLite makes files beside its own.
  if (!(await isWritable(folder))) throw unavailable(path, { reason: `${folder} may not be written`, fix });
  return kind === 'file';
}

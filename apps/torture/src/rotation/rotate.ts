import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Moves the rotated files on by one; the one behind the last that is kept is given to `remove`. */
function shift(path: string, keep: number, remove: (old: string) => void): void {
  for (const ending of ['', '.gz']) if (existsSync(`${path}.${keep}${ending}`)) remove(`${path}.${keep}${ending}`);
  for (let n = keep - 1; n > 0; n--) {
    for (const ending of ['', '.gz']) {
      if (existsSync(`${path}.${n}${ending}`)) renameSync(`${path}.${n}${ending}`, `${path}.${n + 1}${ending}`);
    }
  }
}

/** As logrotate does with `create`. */
export function rename(path: string, keep: number): void {
  shift(path, keep, (old) => rmSync(old));
  renameSync(path, `${path}.1`);
  closeSync(openSync(path, 'a'));
}

/** Where copies go that are not kept: no reader finds them there, but they show what there was to be read. */
export const archiveOf = (path: string): string => join(dirname(path), 'archive');

/** As logrotate does with `copytruncate`. */
export function copyAndTruncate(path: string, keep: number): void {
  const archive = archiveOf(path);
  mkdirSync(archive, { recursive: true });
  shift(path, keep, (old) => renameSync(old, join(archive, `${readdirSync(archive).length}-${basename(old)}`)));
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** Has gzip compress the rotated file `n`, where it is not yet. */
export async function compress(path: string, n: number): Promise<void> {
  if (!existsSync(`${path}.${n}`)) return;
  await once(spawn('gzip', ['-f', `${path}.${n}`], { stdio: 'ignore' }), 'close');
}

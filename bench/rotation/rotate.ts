import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, existsSync, openSync, renameSync, rmSync, truncateSync } from 'node:fs';

/** Moves the rotated files on by one; the one behind the last that is kept goes. */
function shift(path: string, keep: number): void {
  for (const ending of ['', '.gz']) rmSync(`${path}.${keep}${ending}`, { force: true });
  for (let n = keep - 1; n > 0; n--) {
    for (const ending of ['', '.gz']) {
      if (existsSync(`${path}.${n}${ending}`)) renameSync(`${path}.${n}${ending}`, `${path}.${n + 1}${ending}`);
    }
  }
}

/** As logrotate does with `create`. */
export function rename(path: string, keep: number): void {
  shift(path, keep);
  renameSync(path, `${path}.1`);
  closeSync(openSync(path, 'a'));
}

/** As logrotate does with `copytruncate`. */
export function copyAndTruncate(path: string, keep: number): void {
  shift(path, keep);
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** Has gzip compress the rotated file `n`, where it is not yet. */
export async function compress(path: string, n: number): Promise<void> {
  if (!existsSync(`${path}.${n}`)) return;
  await once(spawn('gzip', ['-f', `${path}.${n}`], { stdio: 'ignore' }), 'close');
}

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** `path`, or with `.2`, `.3`, … behind it: the first that does not exist. */
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

/** The greatest N of the files `<stem>.<N>.csv` in a folder; 0 where there is none. */
export async function lastNumber(directory: string, stem: string): Promise<number> {
  let last = 0;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${stem}.`) || !name.endsWith('.csv')) continue;
    const number = name.slice(stem.length + 1, -'.csv'.length);
    if (/^\d{1,9}$/.test(number)) last = Math.max(last, Number(number));
  }
  return last;
}

/** The names of the CSV files in a folder, sorted. */
export async function csvNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))
    .map(({ name }) => name)
    .sort();
}

/** A name in `directory` as a path. */
export function csvPath(directory: string, stem: string): string {
  return join(directory, `${stem}.csv`);
}

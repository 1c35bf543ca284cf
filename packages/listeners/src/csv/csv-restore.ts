import { rename, stat, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { csvNames, freePath } from './csv-directory.ts';
import { type CSVPosition, identityOfFile } from './csv-position.ts';

type Committed = CSVPosition[string];

/** A problem of the files that an operator should know. */
export interface CsvProblem {
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

async function isFile(path: string, { identity, length }: Committed): Promise<boolean> {
  const size = await sizeOf(path);
  return size !== undefined && size >= length && (await identityOfFile(path, length)) === identity;
}

async function setAside(path: string, why: 'damaged' | 'uncommitted'): Promise<string> {
  const aside = await freePath(`${path}.${why}`);
  await rename(path, aside);
  return basename(aside);
}

/** Returns files that were begun, or renamed, after the commit. */
async function filesSince(directory: string, position: CSVPosition): Promise<Set<string>> {
  const since = new Set<string>();
  for (const name of await csvNames(directory)) {
    if (Object.hasOwn(position, name)) continue;
    const path = join(directory, name);
    if ((await identityOfFile(path, (await sizeOf(path)) ?? 0)) !== undefined) since.add(name);
  }
  return since;
}

async function findMoved(
  directory: string,
  since: ReadonlySet<string>,
  committed: Committed,
): Promise<string | undefined> {
  for (const name of since) if (await isFile(join(directory, name), committed)) return name;
  return undefined;
}

async function uncommitted(path: string): Promise<CsvProblem> {
  const keptIn = await setAside(path, 'uncommitted');
  const summary = `CSV file ${basename(path)} was begun after the last checkpoint; its rows come again, and it is kept as ${keptIn}`;
  return { summary, data: { path, keptIn } };
}

async function damaged(path: string, size: number, { length }: Committed): Promise<CsvProblem> {
  const keptIn = await setAside(path, 'damaged');
  const what =
    size < length ? `has ${size} bytes where ${length} were committed` : 'is not the file that was committed';
  return {
    summary: `CSV file ${basename(path)} ${what}; it is kept as ${keptIn}`,
    data: { path, keptIn, size, length },
  };
}

function missing(path: string, { length }: Committed): CsvProblem {
  return {
    summary: `CSV file ${basename(path)}, of which ${length} bytes were committed, is gone`,
    data: { path, length },
  };
}

/** Makes `path` what it was at the commit; `moved` is where its content is now, if not there. */
async function restoreFile(path: string, moved: string | undefined, committed: Committed): Promise<CsvProblem[]> {
  const size = await sizeOf(path);
  const whole = await isFile(path, committed);
  const problems: CsvProblem[] = [];
  if (!whole && moved === undefined)
    return [size === undefined ? missing(path, committed) : await damaged(path, size, committed)];
  if (!whole && moved !== undefined) {
    if (size !== undefined) problems.push(await uncommitted(path));
    await rename(moved, path);
  }
  if ((await sizeOf(path)) !== committed.length) await truncate(path, committed.length);
  return problems;
}

/**
 * Takes the files of a folder back to a commit: cuts off rows that came after it, and gives rotated files their names
 * back. Nothing is deleted but those rows: files that do not fit are set aside. Can be done again after a crash within.
 */
export async function restoreCsvFiles(directory: string, position: CSVPosition): Promise<CsvProblem[]> {
  const since = await filesSince(directory, position);
  const problems: CsvProblem[] = [];
  for (const [name, committed] of Object.entries(position)) {
    const path = join(directory, name);
    const moved = (await isFile(path, committed)) ? undefined : await findMoved(directory, since, committed);
    problems.push(...(await restoreFile(path, moved && join(directory, moved), committed)));
    if (moved !== undefined) since.delete(moved);
  }
  for (const name of since) problems.push(await uncommitted(join(directory, name)));
  return problems;
}

import { type OpenFile, type OpenOptions, openFile } from './bytes/open-file.ts';
import { Following, type FollowingOptions } from './following/following.ts';
import { KnownFile } from './identity/known-file.ts';
import type { KnownFiles } from './identity/known-files.ts';
import type { FileSetup } from './lines/file-parser.ts';
import { patternError } from './paths/file-errors.ts';
import { errorOf } from './paths/obstacles.ts';
import { type PathList, stdinPath } from './paths/path-list.ts';
import { LogFile } from './reading/log-file.ts';
import { MergedReading } from './reading/merged-reading.ts';
import type { Reading } from './reading/reading.ts';
import { SingleReading } from './reading/reading.ts';

/** The files that are read, and how they are opened. */
export interface ReadingParts {
  readonly known: KnownFiles;
  readonly paths: PathList;
  readonly open: OpenOptions;
  readonly setup: FileSetup;
}

/** Codes of errors that do not mend themselves. */
const lasting = new Set(['FILE_IS_DIRECTORY', 'FILE_UNREADABLE']);

/** Follows logs. Throws if one of them is a folder, or if none of those that are there may be read. */
export async function follow(options: FollowingOptions): Promise<Reading> {
  const given = options.paths.given.filter((path) => path !== stdinPath);
  const { paths } = await options.paths.expand();
  const errors = await Promise.all(paths.map((path) => (path === stdinPath ? undefined : errorOf(path))));
  const folder = errors.find(
    (error, index) => error?.code === 'FILE_IS_DIRECTORY' && given.includes(paths[index] ?? ''),
  );
  if (folder !== undefined) throw folder;
  const [first] = errors;
  if (first !== undefined && errors.every((error) => lasting.has(error?.code ?? ''))) throw first;
  const following = new Following(options);
  await following.start();
  return following;
}

/** Reads files to their end. */
export async function readToEnd({ known, paths, open, setup }: ReadingParts): Promise<Reading> {
  const { paths: found, unmatched } = await paths.expand();
  const [pattern] = unmatched;
  if (pattern !== undefined) throw patternError(pattern);
  const opened = await openAll(found, open);
  const saved = savedFor(opened, [...known.files]);
  known.files.clear();
  const files = opened.map((one) => {
    const own = (saved.get(one) ?? new KnownFile(one.path)).openAt(one.path);
    return new LogFile(one.file, known.add(own), { ...setup, fileCount: found.length });
  });
  const [file] = files;
  return file !== undefined && files.length === 1 ? new SingleReading(file) : new MergedReading(files);
}

interface Opened {
  readonly path: string;
  readonly file: OpenFile;
}

/** Opens all files, or none: if one cannot be opened, the others are closed again. */
async function openAll(paths: readonly string[], options: OpenOptions): Promise<Opened[]> {
  const opened: Opened[] = [];
  try {
    for (const path of paths) opened.push({ path, file: await openFile(path, options) });
    return opened;
  } catch (error) {
    await Promise.all(opened.map(({ file }) => file.source.close()));
    throw error;
  }
}

/** Returns which of the saved files each one seems to be: by inode, as it may have been renamed, or else by path. */
function savedFor(opened: readonly Opened[], saved: readonly KnownFile[]): ReadonlyMap<Opened, KnownFile> {
  const left = new Set(saved);
  const found = new Map<Opened, KnownFile>();
  const take = (isSame: (one: Opened, file: KnownFile) => boolean) => {
    for (const one of opened) {
      const file = found.has(one) ? undefined : [...left].find((candidate) => isSame(one, candidate));
      if (file === undefined) continue;
      found.set(one, file);
      left.delete(file);
    }
  };
  take(({ path, file: { inode } }, file) => file.path === path && file.inode === inode);
  take(({ file: { inode } }, file) => inode !== undefined && file.inode === inode);
  take(({ path }, file) => file.path === path);
  return found;
}

import type { KnownFile } from '../identity/known-file.ts';
import type { KnownFiles, Recognised } from '../identity/known-files.ts';
import { isCopyOf, recognise } from '../identity/recognise.ts';
import { Moved, type Place, placesOf } from '../paths/place.ts';

/** How often a log is looked at again because it is rotated meanwhile. */
const mostLooks = 20;

/** What a survey goes by. */
export interface SurveyOptions {
  readonly known: KnownFiles;
  /** Rotated files of the log that are to be read though none of its files has been. */
  readonly history: ReadonlySet<string>;
  /** Returns whether what is at a place is not to be tried now. */
  isBlocked(place: Place): boolean;
}

interface RuleOptions extends SurveyOptions {
  readonly blanks: readonly KnownFile[];
}

/** What there is of a log: its files, the rotated ones and the present one. */
export interface Survey {
  /** Files that have not been read, or not to their end, the oldest first; the last is the log itself, unless it is open. */
  readonly unread: readonly Recognised[];
  /** Files of the log that were not read to their end and cannot be found. */
  readonly lost: readonly KnownFile[];
  /** The inodes of all its files. */
  readonly inodes: ReadonlySet<string>;
}

/** Surveys the log at `path`. Throws the system's error if its folder cannot be read. */
export async function survey(path: string, options: SurveyOptions): Promise<Survey> {
  for (let looks = 1; ; looks++) {
    try {
      return await look(path, options);
    } catch (error) {
      if (!(error instanceof Moved) || looks === mostLooks) throw error;
    }
  }
}

async function look(path: string, options: SurveyOptions): Promise<Survey> {
  const { known } = options;
  const places = await placesOf(path);
  const found: Recognised[] = [];
  // The log itself first: whether it was cut back matters for what the others are.
  for (const place of places.toReversed()) {
    if (!place.isFile || !isCandidate(place, path, known)) continue;
    const one = await recognise(place, known);
    found.unshift(one);
    if (place.path === path) markCut(one, known);
  }
  await dropCopies(path, found);
  for (const one of found) if (one.known !== undefined) known.touch(one.known);
  const blanks = blanksOf(path, found, known);
  const isUnread = unreadRule(path, found, { ...options, blanks });
  const wanted = found.filter(isUnread);
  if (wanted.every(({ place }) => place.path === path)) for (const blank of blanks) known.files.delete(blank);
  const unread = wanted.filter(({ place }) => !options.isBlocked(place));
  return { unread, lost: lostOf(path, found, options), inodes: new Set(places.map(({ inode }) => inode)) };
}

/** Returns files that had been empty, and are not where they were: nothing tells what they got since. */
function blanksOf(path: string, found: readonly Recognised[], { files }: KnownFiles): KnownFile[] {
  const isThere = (file: KnownFile) => file.open || found.some(({ known }) => known === file);
  return [...files].filter((file) => file.path === path && file.fingerprint === null && !isThere(file));
}

/** A file that had the inode of the log, and is no longer the log, was cut back between two looks. */
function markCut({ place, known, readable }: Recognised, { files }: KnownFiles): void {
  if (!readable) return;
  for (const file of files) {
    if (file !== known && file.inode === place.inode && !file.open && file.progress !== 'done') file.cut = true;
  }
}

/** Until the log has been cut back, the copy of it is not one of its rotated files. */
async function dropCopies(path: string, found: Recognised[]): Promise<void> {
  const log = found.find(({ place }) => place.path === path);
  for (const one of [...found]) {
    if (log === undefined || one === log || one.known !== undefined || one.fingerprint === undefined) continue;
    if (await isCopyOf(one, log)) found.splice(found.indexOf(one), 1);
  }
}

/** A file that is not named like a rotated one is looked into only if its inode says that it has been read. */
function isCandidate({ recency, inode, path: at }: Place, path: string, known: KnownFiles): boolean {
  return recency !== undefined || at === path || known.of(path).some((file) => file.inode === inode);
}

function unreadRule(path: string, found: readonly Recognised[], options: RuleOptions): (one: Recognised) => boolean {
  const isNewer = newerRule(path, found, options);
  return ({ place, known, gzip, isShorter, isEmpty }) => {
    if (known?.open === true || isShorter) return false;
    if (place.path === path) return known === undefined || !gzip || known.progress === 'unfinished';
    // An empty one may yet be written to, unless it is compressed.
    if (known === undefined) return !(gzip && isEmpty) && isNewer(place);
    // A plain one may have got more, though all of it had been read.
    return known.progress === 'unfinished' || (!gzip && place.size > known.read);
  };
}

/** Returns which rotated files that have not been read came after those that have. */
function newerRule(path: string, found: readonly Recognised[], { known, history, blanks }: RuleOptions) {
  const read = found.filter((one) => one.known?.path === path);
  const mine = known.of(path).filter(({ fingerprint }) => fingerprint !== null);
  const isPresent = read.some(({ place }) => place.path === path);
  const newest = read.flatMap(({ place: { recency } }) => (recency === undefined ? [] : [recency])).at(-1);
  const changed = Math.max(...mine.map((file) => file.changed ?? Number.POSITIVE_INFINITY));
  const blankSince = Math.min(...blanks.map((file) => file.changed ?? Number.POSITIVE_INFINITY));
  return (place: Place): boolean => {
    const { recency } = place;
    if (recency === undefined) return false;
    if (place.changed >= blankSince) return true;
    if (mine.length === 0) return history.has(place.path);
    if (isPresent) return false;
    return newest === undefined ? place.changed > changed : recency > newest;
  };
}

/** Returns the files that cannot be found. None is given up while the log itself is missing: its folder may be missing, too. */
function lostOf(path: string, found: readonly Recognised[], { known }: SurveyOptions): KnownFile[] {
  if (!found.some(({ place }) => place.path === path)) return [];
  // A file that may not be read may be any of them.
  if (found.some(({ readable }) => !readable)) return [];
  const isThere = (file: KnownFile) => file.open || found.some((one) => one.known === file && !one.isShorter);
  return known.of(path).filter((file) => file.fingerprint !== null && file.progress !== 'done' && !isThere(file));
}

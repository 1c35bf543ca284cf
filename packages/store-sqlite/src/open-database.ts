import { closeSync, mkdirSync, openSync, readdirSync, readSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Sync } from './messages.ts';
import { applicationId, formatVersion, migrations } from './schema.ts';

/** An error about a store file, with a code of this package. */
export class StoreFileError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** The results of SQLite for a file that is damaged, or not a database. */
const damagedResults = new Set([11, 26]);

/** Returns whether an error of SQLite says that the file is damaged. */
export function isDamage(error: unknown): boolean {
  return damagedResults.has(Number((error as { errcode?: number } | undefined)?.errcode) & 0xff);
}

function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number> | undefined;
  return Number(Object.values(row ?? {})[0]);
}

/**
 * Locks a store by a file beside it: the store itself is free for backups and for people who look into it. Throws
 * `STORE_IN_USE`.
 */
export function lock(path: string): DatabaseSync {
  const held = new DatabaseSync(`${path}-lock`, { timeout: 0 });
  try {
    held.exec('BEGIN EXCLUSIVE');
    return held;
  } catch (cause) {
    held.close();
    const fix = 'end the other server, or give this one a store of its own';
    throw new StoreFileError('STORE_IN_USE', `the store ${path} is in use by another process: ${fix}`, cause);
  }
}

/** Returns the files of a store that were set aside. */
function setAside(path: string): string[] {
  const start = `${basename(path)}.damaged-`;
  const names = readdirSync(dirname(path)).filter(
    (name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)),
  );
  return names.map((name) => join(dirname(path), name));
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Moves a damaged store out of the way, with what SQLite keeps beside it. Nothing takes its place by itself. */
export function moveDamaged(path: string, why: string): StoreFileError {
  const aside = `${path}.damaged-${setAside(path).length + 1}`;
  for (const end of ['', '-wal', '-shm']) if (exists(path + end)) renameSync(path + end, aside + end);
  return damaged(aside, why);
}

function damaged(aside: string, why: string): StoreFileError {
  const fix =
    'put a backup in its place, or remove it to begin anew: inputs are read from their beginning then, and rows written again';
  return new StoreFileError('STORE_DAMAGED', `the store is damaged, and was set aside as ${aside}: ${why}; ${fix}`);
}

/** The beginning of every database of SQLite (its file format, 1.3). */
const header = Buffer.from('SQLite format 3\0', 'latin1');

function beginsAsDatabase(path: string): boolean {
  const start = Buffer.alloc(header.length);
  const file = openSync(path, 'r');
  try {
    const count = readSync(file, start, 0, start.length, 0);
    return count === 0 || start.equals(header);
  } finally {
    closeSync(file);
  }
}

/** Refuses a file that never was a store: it is not a damaged one, and is left as it is. */
function refuseNoDatabase(path: string): void {
  const used = ['-lock', '-wal'].some((end) => exists(path + end));
  if (used || !statSync(path, { throwIfNoEntry: false })?.isFile() || beginsAsDatabase(path)) return;
  const fix = 'it is left as it is; give the store a file of its own';
  throw new StoreFileError('STORE_FOREIGN', `${path} is no database: ${fix}`);
}

function prepareFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw new StoreFileError('STORE_UNAVAILABLE', `the folder of the store ${path} cannot be made: ${cause}`, cause);
  }
}

function refuseForeign(database: DatabaseSync, path: string): void {
  const empty = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count === 0;
  if (!empty && pragma(database, 'application_id') !== applicationId) {
    throw new StoreFileError(
      'STORE_FOREIGN',
      `${path} is a database of another program: give the store a file of its own`,
    );
  }
  const version = pragma(database, 'user_version');
  if (version <= formatVersion) return;
  const fix = 'install the newer version again, or start with another file';
  throw new StoreFileError(
    'STORE_NEWER',
    `the store ${path} is of format ${version}, and this version knows formats up to ${formatVersion}: ${fix}`,
  );
}

function migrate(database: DatabaseSync): void {
  for (let version = pragma(database, 'user_version'); version < formatVersion; version++) {
    database.exec(
      `BEGIN; ${migrations[version]}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + 1}; COMMIT`,
    );
  }
}

function checkWhole(database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get() as { quick_check?: string } | undefined;
  if (found?.quick_check === 'ok') return;
  throw Object.assign(new Error(found?.quick_check ?? 'its check says nothing'), { errcode: 11 });
}

function prepare(database: DatabaseSync, path: string, sync: Sync): void {
  refuseForeign(database, path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${sync}; PRAGMA cache_size = -65536`);
  checkWhole(database);
  migrate(database);
}

/** Opens a store, or makes it. Throws `StoreFileError`. */
export function openDatabase(path: string, sync: Sync): DatabaseSync {
  const [aside] = exists(path) ? [] : setAside(path);
  if (aside !== undefined) throw damaged(aside, 'it was found at an earlier start');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 5_000 });
    prepare(database, path, sync);
    return database;
  } catch (cause) {
    database?.close();
    if (isDamage(cause)) throw moveDamaged(path, String((cause as Error).message));
    if (cause instanceof StoreFileError) throw cause;
    const why = (cause as Error).message;
    const fix = "give option 'path' a file in a folder that this user may write";
    throw new StoreFileError('STORE_UNAVAILABLE', `the store ${path} cannot be opened: ${why}; ${fix}`, cause);
  }
}

/** Opens a store for this process alone. */
export function openStore(path: string, sync: Sync): { database: DatabaseSync; held: DatabaseSync } {
  prepareFolder(path);
  refuseNoDatabase(path);
  const held = lock(path);
  try {
    return { database: openDatabase(path, sync), held };
  } catch (error) {
    held.close();
    throw error;
  }
}

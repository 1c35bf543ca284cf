import { DatabaseSync } from 'node:sqlite';
import type { StoredDeadLetter } from '@correlator/core';
import { CorrelatorError, messageOf } from '@correlator/events';
import { applicationId } from './schema.ts';

/** Which dead letters. */
export interface DeadLetterFilter {
  /** Of this listener. @default of all */
  readonly listener?: string | undefined;
  /** These. @default all */
  readonly ids?: readonly number[] | undefined;
}

/** The dead letters of a store file, whether a server uses it or not. */
export interface DeadLetterFile {
  /** In the order in which they came. */
  list(filter?: DeadLetterFilter): Iterable<StoredDeadLetter>;
  /** Has the server send them again: one that runs, at its next checkpoint, else at its start. How many there are. */
  resend(filter?: DeadLetterFilter): number;
  /** Removes them for good. How many there were. */
  remove(filter?: DeadLetterFilter): number;
  close(): void;
}

function where({ listener, ids }: DeadLetterFilter): { text: string; values: (string | number)[] } {
  const parts = ['1 = 1', ...(listener === undefined ? [] : ['listener = ?'])];
  if (ids !== undefined) parts.push(`id IN (SELECT value FROM json_each(?))`);
  const values = [...(listener === undefined ? [] : [listener]), ...(ids === undefined ? [] : [JSON.stringify(ids)])];
  return { text: parts.join(' AND '), values };
}

function openFile(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 5_000, readOnly: false });
    const row = database.prepare('PRAGMA application_id').get();
    if (row?.application_id === applicationId) return database;
    database.close();
  } catch (cause) {
    throw unreadable(path, messageOf(cause), cause);
  }
  throw unreadable(path, 'it is no store of Correlator');
}

function unreadable(path: string, why: string, cause?: unknown): CorrelatorError {
  const message = `the store ${path} cannot be read: ${why}; name the file that the server's configuration has under 'store'`;
  return new CorrelatorError('STORE_UNREADABLE', message, { cause, details: { path } });
}

/** Opens the dead letters of a store file. Throws `STORE_UNREADABLE`. */
export function openDeadLetters(path: string): DeadLetterFile {
  const database = openFile(path);
  const change = (statement: string, filter: DeadLetterFilter) => {
    const { text, values } = where(filter);
    return Number(database.prepare(`${statement} WHERE ${text}`).run(...values).changes);
  };
  return {
    *list(filter = {}) {
      const { text, values } = where(filter);
      const query = `SELECT id, listener, event, error, at, resend FROM dead_letters WHERE ${text} ORDER BY id`;
      for (const row of database.prepare(query).iterate(...values)) {
        yield { ...(row as unknown as StoredDeadLetter), resend: row.resend === 1 };
      }
    },
    resend: (filter = {}) => change('UPDATE dead_letters SET resend = 1', filter),
    remove: (filter = {}) => change('DELETE FROM dead_letters', filter),
    close: () => database.close(),
  };
}

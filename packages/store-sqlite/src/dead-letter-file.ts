import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DeadLetterFilter, DeadLetters, StoredDeadLetter } from '@correlator/core';
import { CorrelatorError, messageOf } from '@correlator/events';
import { applicationId } from './schema.ts';

function where({ listener, ids }: DeadLetterFilter): { text: string; values: (string | number)[] } {
  const parts = ['1 = 1', ...(listener === undefined ? [] : ['listener = ?'])];
  if (ids !== undefined) parts.push(`id IN (SELECT value FROM json_each(?))`);
  const values = [...(listener === undefined ? [] : [listener]), ...(ids === undefined ? [] : [JSON.stringify(ids)])];
  return { text: parts.join(' AND '), values };
}

function openFile(path: string): DatabaseSync {
  if (!existsSync(path)) throw unreadable(path, 'there is no such file');
  try {
    const database = new DatabaseSync(path, { timeout: 5_000 });
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
export function openDeadLetters(path: string): DeadLetters {
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

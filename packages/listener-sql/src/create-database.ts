import { resolve } from 'node:path';
import type { Clock } from '@correlator/core';
import type { Database } from './database.ts';
import { isPostgres } from './database-url.ts';
import type { SQLSettings } from './options.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { SqliteDatabase } from './sqlite-database.ts';

/** Makes the database that the options name; it is not opened yet. */
export function createDatabase(settings: SQLSettings, clock: Clock): Database {
  const { database, synchronous } = settings;
  if (isPostgres(database)) return new PostgresDatabase(settings);
  return new SqliteDatabase({ path: resolve(database), synchronous, clock });
}

import { resolve } from 'node:path';
import type { Clock } from '@correlator/core';
import { isPostgres } from './options/database-url.ts';
import type { SQLSettings } from './options/options.ts';
import { PostgresDatabase } from './postgres/postgres-database.ts';
import type { Database } from './sql/database.ts';
import { SqliteDatabase } from './sqlite/sqlite-database.ts';

/** Makes the database that the options name; it is not opened yet. */
export function createDatabase(settings: SQLSettings, clock: Clock): Database {
  const { database, synchronous } = settings;
  if (isPostgres(database)) return new PostgresDatabase(settings);
  return new SqliteDatabase({ path: resolve(database), synchronous, clock });
}

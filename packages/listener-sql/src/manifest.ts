import { apiVersion, defineListener, type ListenerManifest, type Obstacle, systemClock } from '@correlator/core';
import { isCorrelatorError, messageOf } from '@correlator/events';
import { type SQLSettings, sqlOptions } from './options/options.ts';
import { createDatabase, SQLListener } from './sql-listener.ts';

async function obstacles(options: SQLSettings): Promise<readonly Obstacle[]> {
  try {
    await createDatabase(options, systemClock).check();
    return [];
  } catch (error) {
    return [{ code: isCorrelatorError(error) ? error.code : 'SQL_UNAVAILABLE', message: messageOf(error) }];
  }
}

/** The SQL listener for configurations; its name there is `sql`. */
export const manifest: ListenerManifest<SQLSettings> = defineListener({
  name: 'sql',
  api: apiVersion,
  summary: 'Writes a row for every audit event: one table of SQLite or PostgreSQL for each event class.',
  options: sqlOptions,
  obstacles,
  create: (options, setup) => new SQLListener(options, setup),
});

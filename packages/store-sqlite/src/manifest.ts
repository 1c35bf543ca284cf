import { apiVersion, defineStore, type StoreManifest } from '@correlator/core';
import { openDeadLetters } from './dead-letter-file.ts';
import { type SqliteStoreSettings, sqliteStoreOptions } from './options.ts';
import { createSqliteStore } from './sqlite-store.ts';

/** The store in an SQLite file for configurations; its name there is `sqlite`. */
export const manifest: StoreManifest<SqliteStoreSettings> = defineStore({
  name: 'sqlite',
  api: apiVersion,
  summary: 'Keeps state, positions and undelivered events in an SQLite file.',
  options: sqliteStoreOptions,
  create: (options) => createSqliteStore(options),
  deadLetters: ({ path }) => openDeadLetters(path),
});

import { apiVersion, defineStore, type StoreManifest } from '@correlator/core';
import { openDeadLetters } from './dead-letter-file.ts';
import { type SqliteStoreSettings, sqliteStoreOptions } from './options.ts';
import { createSqliteStore } from './sqlite-store.ts';

/** What a configuration needs to know of the store in an SQLite file. */
export const manifest: StoreManifest<SqliteStoreSettings> = defineStore({
  name: 'sqlite',
  api: apiVersion,
  summary: 'Keeps state, positions and undelivered events in an SQLite file.',
  options: sqliteStoreOptions,
  create: (options) => createSqliteStore(options),
  deadLetters: ({ path }) => openDeadLetters(path),
});

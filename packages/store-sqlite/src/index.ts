export { openDeadLetters } from './dead-letter-file.ts';
export { manifest } from './manifest.ts';
export type { SqliteStoreOptions } from './options.ts';
export { createSqliteStore } from './sqlite-store.ts';

export { manifest } from './manifest.ts';
export type { SQLOptions, SQLSettings, SQLSetup, SQLTlsOptions } from './options/options.ts';
export { SQLListener } from './sql-listener.ts';

import { manifest as sql } from '@correlator/listener-sql';
import { killingManifest } from './killing-listener.ts';

/** Rows in tables of SQLite. */
export const manifest = killingManifest(sql, 'sqlite');

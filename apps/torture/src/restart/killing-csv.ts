import { csvManifest } from '@correlator/listeners';
import { killingManifest } from './killing-listener.ts';

/** Rows in CSV files. */
export const manifest = killingManifest(csvManifest, 'csv');

import { apiVersion, defineListener, type ListenerManifest } from '@correlator/core';
import { CSVListener } from './csv/csv-listener.ts';
import { LogbackListener } from './log/logback-listener.ts';
import { type CSVSettings, csvOptions, type LogbackSettings, logbackOptions } from './options/options.ts';

/** The log listener for configurations; its name there is `log`. */
export const logbackManifest: ListenerManifest<LogbackSettings> = defineListener({
  name: 'log',
  api: apiVersion,
  summary: 'Logs events: pretty on a terminal, as lines of JSON elsewhere.',
  options: logbackOptions,
  create: (options, setup) => new LogbackListener(options, setup),
});

/** The CSV listener for configurations; its name there is `csv`. */
export const csvManifest: ListenerManifest<CSVSettings> = defineListener({
  name: 'csv',
  api: apiVersion,
  summary: 'Writes a row for every audit event: one CSV file for each event class.',
  options: csvOptions,
  create: (options, setup) => new CSVListener(options, setup),
});

/** The manifests of this package. */
export const manifests = [logbackManifest, csvManifest] as const;

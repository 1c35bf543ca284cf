export { CSVListener } from './csv/csv-listener.ts';
export type { CSVPosition } from './csv/csv-position.ts';
export { LogbackListener } from './log/logback-listener.ts';
export { csvManifest, logbackManifest, manifests } from './manifest.ts';
export type { CSVOptions, CSVSettings, ListenerSetup, LogbackOptions, LogbackSettings } from './options/options.ts';

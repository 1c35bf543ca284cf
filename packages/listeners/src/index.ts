export { CSVListener } from './csv-listener.ts';
export type { CSVPosition } from './csv-position.ts';
export { LogbackListener } from './logback-listener.ts';
export { csvManifest, logbackManifest, manifests } from './manifest.ts';
export type { CSVOptions, CSVSettings, ListenerSetup, LogbackOptions, LogbackSettings } from './options.ts';

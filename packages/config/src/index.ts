export { type BuildEngineOptions, buildEngine, engineParts, moduleSpecs, requireConfig } from './build-engine.ts';
export { type CheckConfigOptions, type CheckedConfig, type ConfigCheck, checkConfig } from './check-config.ts';
export type { Component } from './component.ts';
export {
  type AnyOptions,
  type ComponentConfig,
  type ComponentConfigs,
  type Config,
  defineConfig,
  type InputConfig,
  type ListenerConfig,
  type StoreConfig,
} from './config.ts';
export { configNames, findConfig } from './find-config.ts';
export {
  describeInstalled,
  type EventDescription,
  type FieldDescription,
  type InstalledComponent,
  type InstalledOptions,
  listInstalled,
} from './installed.ts';
export { configFromValue, type LoadedConfig, type LoadOptions, loadConfig, overrideConfig } from './load-config.ts';
export type { Kind } from './package-names.ts';
export { type ConfigPlace, type ConfigProblem, type ConfigProblemCode, problemText } from './problem.ts';
export {
  createReloadingEngine,
  type Reloaded,
  type ReloadingEngine,
  type ReloadingOptions,
} from './reloading-engine.ts';
export { type ConfigReview, reviewConfig, reviewLoaded } from './review-config.ts';
export type {
  WiredConsumption,
  WiredDelivery,
  WiredInput,
  WiredListener,
  WiredModule,
  WiredPart,
  Wiring,
} from './wiring.ts';
export { wiringMermaid } from './wiring-mermaid.ts';

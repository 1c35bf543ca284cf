export {
  type CheckConfigOptions,
  type CheckedConfig,
  type ConfigCheck,
  checkConfig,
} from './components/check-config.ts';
export type { Component } from './components/component.ts';
export {
  type BuildEngineOptions,
  buildEngine,
  engineParts,
  moduleSpecs,
  requireConfig,
} from './engine/build-engine.ts';
export {
  createReloadingEngine,
  type Reloaded,
  type ReloadingEngine,
  type ReloadingOptions,
} from './engine/reloading-engine.ts';
export {
  type ConfigPlace,
  configFromValue,
  configNames,
  findConfig,
  type LoadedConfig,
  type LoadOptions,
  loadConfig,
  overrideConfig,
} from './loading/load-config.ts';
export { type ConfigProblem, type ConfigProblemCode, problemText } from './loading/problem.ts';
export {
  describeInstalled,
  type EventDescription,
  type FieldDescription,
  type InstalledComponent,
  type InstalledOptions,
  listInstalled,
} from './manifests/installed.ts';
export type { Kind } from './manifests/package-names.ts';
export { type ConfigReview, reviewConfig, reviewLoaded } from './review/review-config.ts';
export {
  type AnyOptions,
  type ComponentConfig,
  type ComponentConfigs,
  type Config,
  defineConfig,
  type InputConfig,
  type ListenerConfig,
  type StoreConfig,
} from './settings/config.ts';
export { isPlainObject, type PlainObject } from './settings/settings.ts';
export type {
  WiredConsumption,
  WiredDelivery,
  WiredInput,
  WiredListener,
  WiredModule,
  WiredPart,
  WiredPolicy,
  Wiring,
} from './wiring/wiring.ts';
export { wiringMermaid } from './wiring/wiring-mermaid.ts';

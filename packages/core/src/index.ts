// Run an engine

export { type Clock, systemClock } from './base/clock.ts';
export { createMemoryStore } from './checkpoints/memory-store.ts';
export { type FailurePolicy, failurePolicyOf, type PolicyDefaults } from './delivery/failure-policy.ts';
export { createEngine, type Engine } from './engine/engine.ts';
export type { EngineOptions } from './engine/options.ts';
export { createKeptInput, type KeptInput } from './intake/kept-input.ts';
export { useModule } from './modules/module-group.ts';

// Write a component: manifests and options

export {
  apiVersion,
  defineInput,
  defineListener,
  defineModule,
  defineStore,
  type InputManifest,
  type ListenerManifest,
  type Manifest,
  type ManifestBase,
  type ModuleManifest,
  type Obstacle,
  type StoreManifest,
} from './contract/manifest.ts';
export type { StandardSchema } from './contract/schema.ts';
export { describeOptions, type OptionDescription, type OptionSchema, optionSchema } from './options/option-schema.ts';
export { checkOptions, type OptionProblem, optionNames, parseOptions } from './options/options.ts';

// Write a component: a module, and its state

export { Module, type ModuleSpec, type Reading, type StatisticsRequest } from './contract/module.ts';
export type { TextPart, Trace, TraceCandidate, TraceMatch } from './contract/trace.ts';
export type { Collection, CollectionHost, StateChange } from './state/collection.ts';
export type { Counters, DailyCounters } from './state/counters.ts';
export { addDistinct, countDistinct, type Distinct, noneDistinct, noteDistinct } from './state/distinct.ts';
export { addInstants, countAround, packInstants, unpackInstants } from './state/instants.ts';
export { type KeyIndex, MapIndex } from './state/key-index.ts';
export type { Keyed, KeyedEntry } from './state/keyed.ts';
export type { SlidingWindow } from './state/sliding-window.ts';
export type { Tally } from './state/tally.ts';

// Write a component: a listener, an input, a tap, a store

export type { Cancel } from './base/clock.ts';
export type { Json } from './base/json.ts';
export { type Backoff, backoffMs, Signal } from './base/waiting.ts';
export { accepts, type Criteria } from './contract/criteria.ts';
export type { Dropped, Input, InputContext, RecordBatch, UnparsedEntry } from './contract/input.ts';
export type { Listener, ListenerContext, Outcome, QueueOptions } from './contract/listener.ts';
export type {
  Checkpoint,
  DeadLetter,
  DeadLetterFilter,
  DeadLetters,
  DurableEvent,
  Store,
  StoredDeadLetter,
  StoredValue,
  StoreFigures,
  StoreTransaction,
} from './contract/store.ts';
export type {
  BatchReceipt,
  InputReceipt,
  Receipt,
  ReceiptSource,
  RunDescription,
  Tap,
  TapContext,
} from './contract/tap.ts';
export { isWorthReporting } from './reports/operational.ts';

// Figures

export {
  type InputLedger,
  LedgerEvent,
  type ListenerFigures,
  ListenerFiguresEvent,
  type ListenerState,
  type ModuleFigures,
  ModuleFiguresEvent,
} from './contract/figures.ts';
export { engineEvents } from './reports/engine-events.ts';

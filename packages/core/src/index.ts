export { type Cancel, type Clock, sleep, systemClock } from './base/clock.ts';
export type { Json } from './base/json.ts';
export { type Backoff, backoffMs, Mutex, Signal } from './base/waiting.ts';
export { createMemoryStore, type MemoryStore } from './checkpoints/memory-store.ts';
export { accepts, type Criteria } from './contract/criteria.ts';
export {
  type InputLedger,
  LedgerEvent,
  type ListenerFigures,
  ListenerFiguresEvent,
  type ListenerState,
  type ModuleFigures,
  ModuleFiguresEvent,
} from './contract/figures.ts';
export type { Dropped, Input, InputContext, RecordBatch, UnparsedEntry } from './contract/input.ts';
export type { Listener, ListenerContext, Outcome, QueueOptions } from './contract/listener.ts';
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
export {
  Module,
  type ModuleHost,
  type ModuleRuntime,
  type ModuleSpec,
  type ModuleTimer,
  type PartitionBy,
  type Reading,
  type StatisticsRequest,
} from './contract/module.ts';
export type { SchemaIssue, StandardSchema } from './contract/schema.ts';
export type {
  Checkpoint,
  DeadLetter,
  DeadLetterFilter,
  DeadLetters,
  DurableEvent,
  InputCheckpoint,
  ListenerCheckpoint,
  ModuleCheckpoint,
  RunEnd,
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
  RunInput,
  Tap,
  TapContext,
  TickReceipt,
} from './contract/tap.ts';
export type { TextPart, Trace, TraceCandidate, TraceMatch } from './contract/trace.ts';
export { type FailurePolicy, failurePolicyOf, type PolicyDefaults, type WhenFull } from './delivery/failure-policy.ts';
export { createEngine, type Engine, type EngineProgress } from './engine/engine.ts';
export type { EngineOptions } from './engine/options.ts';
export { createKeptInput, type KeptInput } from './intake/kept-input.ts';
export { useModule } from './modules/module-group.ts';
export { describeOptions, type OptionDescription, type OptionSchema, optionSchema } from './options/option-schema.ts';
export {
  checkOptions,
  type OptionProblem,
  optionNames,
  parseOptions,
} from './options/options.ts';
export { engineEvents } from './reports/engine-events.ts';
export { isWorthReporting, type OperationalType, operationalSeverities } from './reports/operational.ts';
export type { Collection, CollectionHost, StateChange } from './state/collection.ts';
export { type CounterMerge, Counters, DailyCounters } from './state/counters.ts';
export {
  addDistinct,
  countDistinct,
  type Distinct,
  type DistinctLimits,
  noneDistinct,
  noteDistinct,
} from './state/distinct.ts';
export { addInstants, countAround, type InstantsLimits, packInstants, unpackInstants } from './state/instants.ts';
export { type KeyIndex, MapIndex } from './state/key-index.ts';
export { Keyed, type KeyedEntry, type KeyedOptions } from './state/keyed.ts';
export { SlidingWindow, type SlidingWindowOptions } from './state/sliding-window.ts';
export { Tally } from './state/tally.ts';

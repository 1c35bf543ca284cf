export { type Cancel, type Clock, sleep, systemClock } from './clock.ts';
export { type CollectingListener, createCollectingListener } from './collecting-listener.ts';
export { createRecord, type RecordDraft } from './create-record.ts';
export { accepts, type Criteria } from './criteria.ts';
export { createEngine, type Engine, type EngineProgress } from './engine.ts';
export { engineEvents } from './engine-events.ts';
export type { EngineOptions } from './engine-options.ts';
export { explainInput } from './explain/explain-input.ts';
export {
  createExplainer,
  type Explainer,
  type ExplainerOptions,
  type Explanation,
  type ExplanationJSON,
  explanationToJSON,
} from './explain/explainer.ts';
export type { TracedPattern } from './explain/pattern-progress.ts';
export { createPatternTracer, type PatternTracer } from './explain/pattern-tracer.ts';
export { type RecordParts, recordParts } from './explain/record-parts.ts';
export type { TextPart, Trace, TraceCandidate, TraceMatch } from './explain/trace.ts';
export type { Dropped, Input, InputContext, RecordBatch, UnparsedEntry } from './input.ts';
export type { Json } from './json.ts';
export { createKeptInput, type KeptInput } from './kept-input.ts';
export { type InputLedger, LedgerEvent } from './ledger.ts';
export type { Listener, ListenerContext, Outcome, QueueOptions } from './listener.ts';
export { type ListenerFigures, ListenerFiguresEvent } from './listener-figures.ts';
export type { ListenerState } from './listener-health.ts';
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
} from './manifest.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { createMemoryInput, type MemoryInput, type MemoryInputOptions } from './memory-input.ts';
export { createMemoryStore, type MemoryStore } from './memory-store.ts';
export {
  Module,
  type ModuleHost,
  type ModuleRuntime,
  type ModuleTimer,
  type PartitionBy,
  type Reading,
  type StatisticsRequest,
} from './module.ts';
export { type ModuleFigures, ModuleFiguresEvent } from './module-figures.ts';
export { type ModuleSpec, useModule } from './module-group.ts';
export { Mutex } from './mutex.ts';
export { type OperationalType, operationalSeverities } from './operational.ts';
export { describeOptions, type OptionDescription } from './option-schema.ts';
export {
  checkOptions,
  type OptionProblem,
  optionNames,
  parseOptions,
  type SchemaIssue,
  type StandardSchema,
} from './options.ts';
export type {
  BatchReceipt,
  InputReceipt,
  Receipt,
  ReceiptSource,
  RunDescription,
  RunInput,
  TickReceipt,
} from './receipt.ts';
export { Signal } from './signal.ts';
export type { Collection, CollectionHost, StateChange } from './state/collection.ts';
export { copyText } from './state/copy-text.ts';
export { type CounterMerge, Counters } from './state/counters.ts';
export { DailyCounters } from './state/daily-counters.ts';
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
} from './store.ts';
export type { Tap, TapContext } from './tap.ts';
export { templateOf } from './template-of.ts';

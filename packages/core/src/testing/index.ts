/** What tests of components need: a clock that is moved by hand, records, an input and a listener in memory. */
export { type CollectingListener, createCollectingListener } from './collecting-listener.ts';
export { createKeyed } from './create-keyed.ts';
export { createRecord, type RecordDraft } from './create-record.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { createMemoryInput, type MemoryInput, type MemoryInputOptions } from './memory-input.ts';

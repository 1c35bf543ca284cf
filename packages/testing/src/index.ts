export { createMemoryStore } from '@correlator/core';
export {
  type CollectingListener,
  createCollectingListener,
  createManualClock,
  createMemoryInput,
  createRecord as record,
  type ManualClock,
  type MemoryInput,
  type MemoryInputOptions,
  type RecordDraft,
} from '@correlator/core/testing';
export { type Replay, type ReplayOptions, replaysIn, runReplay } from './replay.ts';
export { restartAnywhere } from './restart-anywhere.ts';
export { type RunModuleOptions, runModule } from './run-module.ts';

import type { Json } from './json.ts';

/** An input at a checkpoint. */
export interface InputCheckpoint {
  readonly position: Json;
  /** The greatest record time so far; null where there was none. */
  readonly greatest: number | null;
}

/** A module's part at a checkpoint: its collections by name, one set per partition. */
export interface ModuleCheckpoint {
  readonly stateVersion: number;
  readonly partitions: readonly Readonly<Record<string, Json>>[];
}

/** All that is needed to go on from a point in the inputs: saved in one transaction. */
export interface Checkpoint {
  readonly version: 1;
  readonly instance: string;
  /** Event time; null before the first record. */
  readonly eventTime: number | null;
  readonly inputs: Readonly<Record<string, InputCheckpoint>>;
  /** By module name and part. */
  readonly modules: Readonly<Record<string, ModuleCheckpoint>>;
  /** What each listener's `commit` said. */
  readonly listeners: Readonly<Record<string, Json>>;
}

/** Where checkpoints survive. */
export interface Store {
  /** The last checkpoint that was committed, if any. */
  load(): Promise<Checkpoint | undefined>;
  /** Replaces it, wholly or not at all. */
  commit(checkpoint: Checkpoint): Promise<void>;
  close(): Promise<void>;
}

/** A store that lasts as long as the process: for tests, and to hand state from one engine to the next. */
export function createMemoryStore(): Store {
  let saved: string | undefined;
  return {
    load: async () => (saved === undefined ? undefined : (JSON.parse(saved) as Checkpoint)),
    async commit(checkpoint) {
      saved = JSON.stringify(checkpoint);
    },
    async close() {},
  };
}

import type { Json } from '../base/json.ts';
import type { StateChange } from '../state/collection.ts';
import type { InputLedger } from './figures.ts';

/** An input at a checkpoint. */
export interface InputCheckpoint {
  readonly position: Json;
  /** The greatest record time so far; null where there was none. */
  readonly greatest: number | null;
  readonly ended: boolean;
  readonly ledger: InputLedger;
  /** The last lines, which a `last message repeated` may stand for; absent in those of earlier versions. */
  readonly repeats?: Json;
}

/** A module's part at a checkpoint. */
export interface ModuleCheckpoint {
  readonly stateVersion: number;
  readonly partitions: number;
  /** Names of its collections. */
  readonly collections: readonly string[];
}

/** A listener at a checkpoint. */
export interface ListenerCheckpoint {
  /** Of the durable events that are for it, it has handled, or set aside, those up to this number. */
  readonly acknowledged: number;
  /** What its `commit` said when that was so; null where it has none. */
  readonly position: Json;
}

/** When, in event time, runs ended with statistics. */
export interface RunEnd {
  readonly time: number;
  /** How many ended then. */
  readonly count: number;
}

/** All that is needed to go on from a point in the inputs, beside state and undelivered events: saved with those, at once. */
export interface Checkpoint {
  readonly version: 2;
  readonly instance: string;
  /** Event time; null before the first record. */
  readonly eventTime: number | null;
  /** When the next midnight is due; null before the first record. */
  readonly midnight: number | null;
  /** Of the last run that ended; null where none did. */
  readonly end: RunEnd | null;
  /** The number of the last durable event. */
  readonly sequence: number;
  readonly inputs: Readonly<Record<string, InputCheckpoint>>;
  /** By module name and part. */
  readonly modules: Readonly<Record<string, ModuleCheckpoint>>;
  readonly listeners: Readonly<Record<string, ListenerCheckpoint>>;
}

/** A value of a collection in a store. */
export interface StoredValue {
  readonly key: string;
  /** JSON. */
  readonly value: string;
}

/** A durable event on its way to listeners. */
export interface DurableEvent {
  /** In the order in which events were dispatched, from 1. */
  readonly sequence: number;
  /** What `JSON.stringify` makes of the event; `eventFromJSON` reads it back. */
  readonly event: string;
}

/** An event that a listener could not handle, or had no room for when it was to be sent again. */
export interface DeadLetter {
  readonly listener: string;
  readonly event: string;
  /** What the last try failed with. */
  readonly error: string;
  /** When, by the wall clock, in ms since 1970 UTC. */
  readonly at: number;
}

/** A dead letter in a store. */
export interface StoredDeadLetter extends DeadLetter {
  readonly id: number;
  /** It is to be sent again. */
  readonly resend: boolean;
}

/** Which dead letters. */
export interface DeadLetterFilter {
  /** Of this listener. @default of all */
  readonly listener?: string | undefined;
  /** These. @default all */
  readonly ids?: readonly number[] | undefined;
}

/** The dead letters of a store, whether an engine uses it or not. */
export interface DeadLetters {
  /** In the order in which they came. */
  list(filter?: DeadLetterFilter): Iterable<StoredDeadLetter>;
  /** Has the engine send them again: one that runs, after its next checkpoint, else at its start. How many there are. */
  resend(filter?: DeadLetterFilter): number;
  /** Removes them for good. How many there were. */
  remove(filter?: DeadLetterFilter): number;
  close(): void;
}

/** What is in a store after a commit. */
export interface StoreFigures {
  /** Durable events that some listener has not acknowledged. */
  readonly undelivered: number;
  /** Their size in bytes. */
  readonly bytes: number;
  readonly deadLetters: number;
  /** Dead letters that were given up with this commit, the oldest ones, as there were too many. */
  readonly forgotten: number;
  /** Those that somebody asked to send again, some at a time. */
  readonly resend: readonly StoredDeadLetter[];
}

/** What one commit changes. It comes in parts, so that none takes long; nothing of it is there before `commit` resolves. */
export interface StoreTransaction {
  /** Forgets all values of a collection. */
  clear(collection: string): void;
  /** Changes values of a collection. */
  put(collection: string, changes: readonly StateChange[]): void;
  /** Adds an event for these listeners. */
  enqueue(event: DurableEvent, listeners: readonly string[]): void;
  bury(letter: DeadLetter): void;
  /** A dead letter was sent again: it is among the events of this transaction. */
  unbury(id: number): void;
  /** What is undelivered to a listener that is not there any more becomes dead letters. */
  retire(listener: string, at: number): void;
  /** Resolves when there is room for more: asked between parts. */
  ready(): Promise<void>;
  /**
   * Replaces the checkpoint, and lets go of what its listeners have acknowledged. Wholly or not at all: after it rejects,
   * all is as it was before the transaction.
   */
  commit(checkpoint: Checkpoint): Promise<StoreFigures>;
}

/** Where checkpoints, state and undelivered events survive. One engine at a time. */
export interface Store {
  /** Opens it: the last checkpoint that was committed, if any. Throws a `CorrelatorError` that names the fix where it cannot. */
  load(): Promise<Checkpoint | undefined>;
  /** The values of a collection, some at a time. */
  state(collection: string): AsyncIterable<readonly StoredValue[]>;
  /** Begins a transaction; the one before has ended. */
  begin(): StoreTransaction;
  /** Durable events that `listener` has not acknowledged, in order: those after number `after`, `most` at most. */
  undelivered(listener: string, after: number, most: number): Promise<readonly DurableEvent[]>;
  close(): Promise<void>;
}

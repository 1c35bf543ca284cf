import type { DeadLetter, DurableEvent, StateChange, StoreFigures } from '@correlator/core';

/** What a commit survives. */
export type Sync = 'full' | 'normal' | 'off';

/** A change within a transaction. */
export type Change =
  | { readonly kind: 'clear'; readonly collection: string }
  | { readonly kind: 'put'; readonly collection: string; readonly changes: readonly StateChange[] }
  | { readonly kind: 'enqueue'; readonly event: DurableEvent; readonly listeners: readonly string[] }
  | { readonly kind: 'bury'; readonly letter: DeadLetter }
  | { readonly kind: 'unbury'; readonly id: number }
  | { readonly kind: 'retire'; readonly listener: string; readonly at: number };

/** The calls that the worker answers, each once, in the order in which it is asked. */
export interface StoreCalls {
  /** Returns the last checkpoint, as JSON. */
  open(options: { readonly path: string; readonly sync: Sync }): string | null;
  begin(): void;
  change(changes: readonly Change[]): void;
  /** Commits the checkpoint, and how far each listener has acknowledged. */
  commit(checkpoint: string, acknowledged: Readonly<Record<string, number>>): StoreFigures;
  /** Returns keys and values in turn, those after the key `after`. */
  state(collection: string, after: string | null): readonly string[];
  undelivered(listener: string, after: number, most: number): readonly DurableEvent[];
  close(): void;
}

/** A call, as it is posted to the worker. */
export interface StoreRequest {
  readonly id: number;
  readonly call: keyof StoreCalls;
  readonly args: readonly unknown[];
}

/** An error, as the worker posts it. */
export interface StoreFailure {
  readonly message: string;
  /** A code of this package, or the text of SQLite for its result. */
  readonly code: string | undefined;
}

/** The answer of the worker. */
export type StoreReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: StoreFailure };

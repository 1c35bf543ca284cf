import type { Block } from './block-list.ts';

/** A block as a firewall is given it. */
export interface Entry {
  readonly network: string;
  readonly address: string;
  /** For how long from now, in milliseconds. */
  readonly remainingMs: number;
}

/** Returns what a firewall is given of `block` at `now`. */
export function entryOf({ network, address, until }: Block, now: number): Entry {
  return { network, address, remainingMs: until - now };
}

/** A firewall: what blocks. All or nothing of each call; what it blocked before is as good as blocked by this one. */
export interface Backend {
  /** Whether blocks end by themselves; otherwise `unblock` is called. */
  readonly endsBlocks: boolean;
  /** Makes what it needs, so that exactly `entries` are blocked; `gone` may still be blocked from before. */
  start(entries: readonly Entry[], gone: readonly Entry[]): Promise<void>;
  /** Blocks these from now on, for as long as they say, also those that are blocked already. */
  block(entries: readonly Entry[]): Promise<void>;
  /** Ends these blocks; those that have ended already do no harm. */
  unblock(entries: readonly Entry[]): Promise<void>;
  /** Returns the networks that are blocked now; undefined if nobody knows. */
  list(): Promise<readonly string[] | undefined>;
  /** Takes away all that it made; `entries` are blocked. */
  remove(entries: readonly Entry[]): Promise<void>;
  /** Throws if it could not work. Changes nothing. */
  check(): Promise<void>;
}

import { backoffMs, type InputContext } from '@correlator/core';
import { messageOf } from '@correlator/events';
import { type FileWarning, readableAgain, unreadable } from '../paths/file-warnings.ts';
import type { Place } from '../paths/place.ts';

/** The log as a whole: its folder cannot be read. */
export const whole = '';

interface Failing {
  failures: number;
  retryAt: number;
}

/** What of a log could not be opened or read, by inode, and when each is to be tried again: after 1 s, then 2, 4 … 60 s. */
export class Retries {
  readonly context: InputContext;
  readonly failing = new Map<string, Failing>();

  constructor(context: InputContext) {
    this.context = context;
  }

  /** It failed. */
  fail(key: string, path: string, error: unknown): void {
    const failures = (this.failing.get(key)?.failures ?? 0) + 1;
    const pauseMs = backoffMs(failures);
    this.failing.set(key, { failures, retryAt: this.context.clock.now() + pauseMs });
    this.warn(unreadable(path, messageOf(error), pauseMs));
  }

  /** It works. */
  works(key: string, path: string): void {
    const failures = this.failing.get(key)?.failures ?? 0;
    this.failing.delete(key);
    if (failures > 0) this.warn(readableAgain(path, failures));
  }

  /** Returns whether it is not to be tried now. */
  isBlocked({ inode }: Pick<Place, 'inode'>): boolean {
    return (this.failing.get(inode)?.retryAt ?? Number.NEGATIVE_INFINITY) > this.context.clock.now();
  }

  get isEmpty(): boolean {
    return this.failing.size === 0;
  }

  /** Returns whether something is to be tried again. */
  isDue(): boolean {
    const now = this.context.clock.now();
    return [...this.failing.values()].some(({ retryAt }) => retryAt <= now);
  }

  /** Keeps what has one of these inodes: what has gone is no longer waited for. */
  keep(inodes: ReadonlySet<string>): void {
    for (const key of [...this.failing.keys()]) if (key !== whole && !inodes.has(key)) this.failing.delete(key);
  }

  warn({ summary, data }: FileWarning): void {
    this.context.warn(summary, data);
  }
}

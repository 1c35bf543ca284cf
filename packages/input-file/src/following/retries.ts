import type { InputContext } from '@correlator/core';
import { messageOf } from '@correlator/events';
import { type FileWarning, readableAgain, unreadable } from '../paths/file-warnings.ts';
import type { Place } from '../paths/place.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** The log as a whole, as its folder cannot be read. */
export const whole = '';

interface Trouble {
  failures: number;
  retryAt: number;
}

/** What of a log could not be opened or read, by inode, and when to try again: after 1 s, then 2, 4 … 60 s. */
export class Troubles {
  readonly context: InputContext;
  readonly troubles = new Map<string, Trouble>();

  constructor(context: InputContext) {
    this.context = context;
  }

  /** It failed. */
  fail(key: string, path: string, error: unknown): void {
    const trouble = this.troubles.get(key) ?? { failures: 0, retryAt: 0 };
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** trouble.failures);
    trouble.failures++;
    trouble.retryAt = this.context.clock.now() + pauseMs;
    this.troubles.set(key, trouble);
    this.warn(unreadable(path, messageOf(error), pauseMs));
  }

  /** It works. */
  works(key: string, path: string): void {
    const failures = this.troubles.get(key)?.failures ?? 0;
    this.troubles.delete(key);
    if (failures > 0) this.warn(readableAgain(path, failures));
  }

  /** True where it is not to be tried now. */
  isBlocked({ inode }: Pick<Place, 'inode'>): boolean {
    return (this.troubles.get(inode)?.retryAt ?? Number.NEGATIVE_INFINITY) > this.context.clock.now();
  }

  get isEmpty(): boolean {
    return this.troubles.size === 0;
  }

  /** True when something is to be tried again. */
  isDue(): boolean {
    const now = this.context.clock.now();
    return [...this.troubles.values()].some(({ retryAt }) => retryAt <= now);
  }

  /** What has gone is not waited for any more. */
  keep(inodes: ReadonlySet<string>): void {
    for (const key of [...this.troubles.keys()]) if (key !== whole && !inodes.has(key)) this.troubles.delete(key);
  }

  warn({ summary, data }: FileWarning): void {
    this.context.warn(summary, data);
  }
}

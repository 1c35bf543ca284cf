import type { Clock } from './clock.ts';

/** Runs what is given one at a time, in the order in which it comes. */
export class Mutex {
  last: Promise<unknown> = Promise.resolve();

  run<T>(action: () => Promise<T>): Promise<T> {
    const done = this.last.then(action);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/** Wakes one waiter; raised before anybody waits, it is remembered once. */
export class Signal {
  raised = false;
  waiter: (() => void) | undefined = undefined;

  raise(): void {
    const waiter = this.waiter;
    this.waiter = undefined;
    if (waiter === undefined) this.raised = true;
    else waiter();
  }

  /** Resolves when raised: at once where that happened since the last wait. */
  wait(): Promise<void> {
    if (this.raised) {
      this.raised = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.waiter = resolve;
    });
  }
}

/** Wakes all that wait at once. */
export class Waiters {
  waiting: (() => void)[] = [];

  /** Resolves at the next `wake`. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Waits that can be cut short. */
export class Pause {
  readonly clock: Clock;
  /** Ends the wait under way. */
  end: () => void = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Resolves after `ms` milliseconds, or at `end`. */
  async wait(ms: number): Promise<void> {
    let cancel = () => {};
    await new Promise<void>((resolve) => {
      cancel = this.clock.after(ms, resolve);
      this.end = resolve;
    });
    cancel();
  }
}

/** How long to pause between tries: twice as long after each failure. */
export interface Backoff {
  /** The pause after the first failure, in milliseconds. */
  readonly firstMs: number;
  /** No pause is longer, in milliseconds. */
  readonly longestMs: number;
}

/** For what an operator mends: 1 s, then 2, 4 … 60 s. */
const unhurried: Backoff = { firstMs: 1_000, longestMs: 60_000 };

/**
 * Returns how long to pause after `failures` failures in a row (1 or more), in milliseconds: the first pause, doubled with each
 * further failure up to the longest.
 *
 * @param backoff default: 1 s, then 2, 4 … 60 s
 * @example
 * backoffMs(1); // 1000
 * backoffMs(3, { firstMs: 100, longestMs: 300 }); // 300
 */
export function backoffMs(failures: number, { firstMs, longestMs }: Backoff = unhurried): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 30), longestMs);
}

/** Waits for `action`, at most `ms` milliseconds of `clock`; false where it has not ended by then. Rejects where it does. */
export async function within(clock: Clock, ms: number, action: () => Promise<unknown>): Promise<boolean> {
  let cancel = () => {};
  const over = new Promise<boolean>((resolve) => {
    cancel = clock.after(ms, () => resolve(false));
  });
  try {
    return await Promise.race([action().then(() => true), over]);
  } finally {
    cancel();
  }
}

/** What waits, in the order in which it came. Taking some is cheap, however much there is. */
export class EventQueue<T> {
  items: T[] = [];
  /** Where in `items` the queue begins. */
  head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  /** The oldest; undefined if nothing waits. */
  get first(): T | undefined {
    return this.items[this.head];
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** The oldest, `count` at most; they stay. */
  peek(count: number): readonly T[] {
    return this.items.slice(this.head, this.head + Math.max(0, count));
  }

  /** Takes out the oldest, `count` at most. */
  take(count: number): readonly T[] {
    const taken = this.peek(count);
    this.head += taken.length;
    if (this.head >= 1_024 || this.head === this.items.length) {
      this.items.splice(0, this.head);
      this.head = 0;
    }
    return taken;
  }
}

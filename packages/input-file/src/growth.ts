import { watch } from 'node:fs';
import type { Cancel, Clock } from '@correlator/core';
import { Signal } from './signal.ts';

/** Longer than any run, and as long as a timer of Node.js can be. */
const foreverMs = 2 ** 31 - 1;

function watched(path: string, changed: () => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // No more inotify watches, or a file system without them: polling alone still finds what is appended.
    return () => {};
  }
}

/** Says when a file may have grown: when the system reports it, and after each poll interval. */
export class Growth {
  readonly clock: Clock;
  readonly pollMs: number;
  readonly signal = new Signal();
  readonly unwatch: () => void;
  readonly keepAlive: NodeJS.Timeout;

  constructor(path: string, clock: Clock, pollMs: number) {
    this.clock = clock;
    this.pollMs = pollMs;
    this.unwatch = watched(path, () => this.signal.raise());
    // Neither a clock's timers nor the watch keep a process alive; a followed file does, as an open socket would.
    this.keepAlive = setInterval(() => {}, foreverMs);
  }

  /** Resolves when the file may have grown since the last call, or after `stop`. */
  async wait(): Promise<void> {
    const cancel: Cancel = this.clock.after(this.pollMs, () => this.signal.raise());
    await this.signal.wait();
    cancel();
  }

  stop(): void {
    this.unwatch();
    clearInterval(this.keepAlive);
    this.signal.raise();
  }
}

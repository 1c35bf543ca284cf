import type { Json } from '../base/json.ts';
import type { Mutex } from '../base/waiting.ts';
import type { Listener } from '../contract/listener.ts';
import type { ListenerCheckpoint } from '../contract/store.ts';

/** What a listener with `commit` has made safe, as far as is known: where it is taken back to after a crash. */
export class CommitPoint {
  readonly listener: Listener;
  /** Calls of the listener: one at a time. */
  readonly calls: Mutex;
  saved: ListenerCheckpoint = { acknowledged: 0, position: null };
  /** The listener has said so, in this run or an earlier one. */
  known = false;
  /** It is being asked. */
  asking = false;

  constructor(listener: Listener, calls: Mutex) {
    this.listener = listener;
    this.calls = calls;
  }

  restore(saved: ListenerCheckpoint): void {
    this.saved = saved;
    this.known = saved.position !== null;
  }

  /** Whether `commit` would say something new of a listener that has handled events up to this one. */
  isBehind(acknowledged: number): boolean {
    if (this.listener.commit === undefined || this.asking) return false;
    return !this.known || acknowledged > this.saved.acknowledged;
  }

  /** Asks the listener, between two calls, what is safe of what it has handled by then. Rejects where it cannot say. */
  async ask(acknowledged: () => number): Promise<void> {
    this.asking = true;
    try {
      this.saved = await this.calls.run(async () => {
        const upTo = acknowledged();
        const position: Json = (await this.listener.commit?.()) ?? null;
        return { acknowledged: upTo, position };
      });
      this.known = true;
    } finally {
      this.asking = false;
    }
  }
}

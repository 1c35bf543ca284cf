import type {
  Checkpoint,
  DeadLetter,
  DurableEvent,
  StateChange,
  StoreFigures,
  StoreTransaction,
} from '@correlator/core';
import type { Change } from './messages.ts';
import type { StoreClient } from './store-client.ts';

/** How many changes are posted to the worker at a time, and how many posts wait there before more are made. */
const changesAtOnce = 200;
const mostPosted = 200;

/** A transaction, posted to the worker part by part. */
export class SqliteTransaction implements StoreTransaction {
  readonly client: StoreClient;
  changes: Change[] = [];
  posted = 0;
  /** Resolves when the worker has answered the post that was made last. */
  room: Promise<unknown> = Promise.resolve();

  constructor(client: StoreClient) {
    this.client = client;
    this.post(client.call('begin'));
  }

  clear(collection: string): void {
    this.add({ kind: 'clear', collection });
  }

  put(collection: string, changes: readonly StateChange[]): void {
    this.add({ kind: 'put', collection, changes });
    this.flush();
  }

  enqueue(event: DurableEvent, listeners: readonly string[]): void {
    this.add({ kind: 'enqueue', event, listeners });
  }

  bury(letter: DeadLetter): void {
    this.add({ kind: 'bury', letter });
  }

  unbury(id: number): void {
    this.add({ kind: 'unbury', id });
  }

  retire(listener: string, at: number): void {
    this.add({ kind: 'retire', listener, at });
  }

  add(change: Change): void {
    this.changes.push(change);
    if (this.changes.length >= changesAtOnce) this.flush();
  }

  flush(): void {
    const { changes } = this;
    if (changes.length === 0) return;
    this.changes = [];
    this.post(this.client.call('change', changes));
  }

  /** Counts a post until the worker has answered it. What fails here is reported by `commit`. */
  post(call: Promise<unknown>): void {
    this.posted++;
    this.room = call.catch(() => {}).then(() => this.posted--);
  }

  async ready(): Promise<void> {
    if (this.posted >= mostPosted) await this.room;
  }

  async commit(checkpoint: Checkpoint): Promise<StoreFigures> {
    this.flush();
    const { listeners } = checkpoint;
    const acknowledged = Object.entries(listeners).map(([name, saved]) => [name, saved.acknowledged]);
    return this.client.call('commit', JSON.stringify(checkpoint), Object.fromEntries(acknowledged));
  }
}

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoreFigures } from '@correlator/core';
import type { Change, StoreCalls, Sync } from './messages.ts';
import { openStore } from './open-database.ts';

/** How many values are read at a time, and dead letters that are to be sent again. */
const valuesAtOnce = 2_000;
const lettersAtOnce = 100;
/** How many dead letters are kept. */
const mostLetters = 100_000;

type Statements = Readonly<Record<keyof typeof sql, StatementSync>>;

const sql = {
  load: 'SELECT content FROM checkpoint WHERE id = 1',
  save: 'INSERT INTO checkpoint VALUES (1, ?) ON CONFLICT DO UPDATE SET content = excluded.content',
  collection: 'SELECT id FROM collections WHERE path = ?',
  addCollection: 'INSERT INTO collections (path) VALUES (?) RETURNING id',
  values: 'SELECT key, value FROM state WHERE collection = ? AND key > ? ORDER BY key LIMIT ?',
  firstValues: 'SELECT key, value FROM state WHERE collection = ? ORDER BY key LIMIT ?',
  put: 'INSERT INTO state VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  remove: 'DELETE FROM state WHERE collection = ? AND key = ?',
  clear: 'DELETE FROM state WHERE collection = ?',
  // The commit after one whose outcome nobody heard brings the same events again.
  event: 'INSERT INTO events VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  delivery: 'INSERT INTO deliveries VALUES (?, ?) ON CONFLICT DO NOTHING',
  handled:
    'UPDATE events SET open = open - 1 WHERE sequence IN (SELECT sequence FROM deliveries WHERE listener = ? AND sequence <= ?)',
  acknowledge: 'DELETE FROM deliveries WHERE listener = ? AND sequence <= ?',
  deliveredSize: 'SELECT count(*) AS count, coalesce(sum(length(event)), 0) AS bytes FROM events WHERE open = 0',
  forget: 'DELETE FROM events WHERE open = 0',
  size: 'SELECT count(*) AS count, coalesce(sum(length(event)), 0) AS bytes FROM events',
  undelivered:
    'SELECT sequence, event FROM deliveries JOIN events USING (sequence) WHERE listener = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  bury: 'INSERT INTO dead_letters (listener, event, error, at) VALUES (?, ?, ?, ?)',
  unbury: 'DELETE FROM dead_letters WHERE id = ?',
  retire:
    "INSERT INTO dead_letters (listener, event, error, at) SELECT listener, event, 'the listener is gone', ? FROM deliveries JOIN events USING (sequence) WHERE listener = ? ORDER BY sequence",
  letters: 'SELECT count(*) AS count FROM dead_letters',
  forgetLetters: 'DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters ORDER BY id LIMIT ?)',
  resend:
    'SELECT id, listener, event, error, at FROM dead_letters WHERE resend = 1 AND listener IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?',
} as const;

interface Size {
  readonly count: number;
  readonly bytes: number;
}

/** A store in a database, call by call: what the worker does. */
export class DatabaseStore implements StoreCalls {
  database!: DatabaseSync;
  held!: DatabaseSync;
  statements!: Statements;
  /** The ids of collections by path. */
  readonly collections = new Map<string, number>();
  /** The count and the bytes of undelivered events. */
  count = 0;
  bytes = 0;
  /** How many dead letters were added in this transaction. */
  buried = 0;
  /** Why the transaction cannot be committed. */
  failure: { readonly error: unknown } | undefined = undefined;

  open({ path, sync }: { readonly path: string; readonly sync: Sync }): string | null {
    Object.assign(this, openStore(path, sync));
    const prepared = Object.entries(sql).map(([name, text]) => [name, this.database.prepare(text)]);
    this.statements = Object.fromEntries(prepared) as Statements;
    this.measure();
    return (this.statements.load.get()?.content as string | undefined) ?? null;
  }

  measure(): void {
    const { count, bytes } = this.statements.size.get() as unknown as Size;
    Object.assign(this, { count, bytes });
  }

  begin(): void {
    this.rollBack();
    this.failure = undefined;
    this.buried = 0;
    this.database.exec('BEGIN IMMEDIATE');
  }

  /** Rolls back, unless SQLite ended the transaction by itself, as on a full disk. */
  rollBack(): void {
    if (!this.database.isTransaction) return;
    this.database.exec('ROLLBACK');
    this.collections.clear();
    this.measure();
  }

  /** Applies changes. What fails here is reported by `commit`. */
  change(changes: readonly Change[]): void {
    if (this.failure !== undefined) return;
    try {
      for (const change of changes) this.apply(change);
    } catch (error) {
      this.failure = { error };
    }
  }

  apply(change: Change): void {
    const { statements } = this;
    if (change.kind === 'put') this.put(change);
    else if (change.kind === 'enqueue') this.enqueue(change);
    else if (change.kind === 'clear') statements.clear.run(this.idOf(change.collection));
    else if (change.kind === 'unbury') statements.unbury.run(change.id);
    else if (change.kind === 'retire') this.retire(change);
    else {
      const { listener, event, error, at } = change.letter;
      statements.bury.run(listener, event, error, at);
      this.buried++;
    }
  }

  put({ collection, changes }: Extract<Change, { kind: 'put' }>): void {
    const { put, remove } = this.statements;
    const id = this.idOf(collection);
    for (const { key, value } of changes) {
      if (value === null) remove.run(id, key);
      else put.run(id, key, value);
    }
  }

  idOf(path: string): number {
    const known = this.collections.get(path);
    if (known !== undefined) return known;
    const row = this.statements.collection.get(path) ?? this.statements.addCollection.get(path);
    const id = Number(row?.id);
    this.collections.set(path, id);
    return id;
  }

  enqueue({ event, listeners }: Extract<Change, { kind: 'enqueue' }>): void {
    const { changes } = this.statements.event.run(event.sequence, event.event, listeners.length);
    if (changes === 0) return;
    for (const listener of listeners) this.statements.delivery.run(listener, event.sequence);
    this.count++;
    this.bytes += event.event.length;
  }

  retire({ listener, at }: Extract<Change, { kind: 'retire' }>): void {
    this.buried += Number(this.statements.retire.run(at, listener).changes);
    this.acknowledge(listener, Number.MAX_SAFE_INTEGER);
  }

  acknowledge(listener: string, through: number): void {
    this.statements.handled.run(listener, through);
    this.statements.acknowledge.run(listener, through);
  }

  commit(checkpoint: string, acknowledged: Readonly<Record<string, number>>): StoreFigures {
    try {
      if (this.failure !== undefined) throw this.failure.error;
      for (const [listener, through] of Object.entries(acknowledged)) this.acknowledge(listener, through);
      const delivered = this.statements.deliveredSize.get() as unknown as Size;
      this.statements.forget.run();
      const forgotten = this.forgetLetters();
      this.statements.save.run(checkpoint);
      this.database.exec('COMMIT');
      this.count -= delivered.count;
      this.bytes -= delivered.bytes;
      return this.figures(forgotten, Object.keys(acknowledged));
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  /** Forgets the oldest dead letters if there are too many: nobody looks through more. Returns how many. */
  forgetLetters(): number {
    if (this.buried === 0) return 0;
    const tooMany = Number(this.statements.letters.get()?.count) - mostLetters;
    if (tooMany > 0) this.statements.forgetLetters.run(tooMany);
    return Math.max(0, tooMany);
  }

  /** Returns the figures of the store, with the dead letters to be sent again of listeners that are there. */
  figures(forgotten: number, listeners: readonly string[]): StoreFigures {
    const there = JSON.stringify(listeners);
    const letters = this.statements.resend.all(there, lettersAtOnce) as unknown as StoreFigures['resend'];
    return {
      undelivered: this.count,
      bytes: this.bytes,
      deadLetters: Number(this.statements.letters.get()?.count),
      forgotten,
      resend: letters.map((letter) => ({ ...letter, resend: true })),
    };
  }

  state(collection: string, after: string | null): readonly string[] {
    const { values, firstValues } = this.statements;
    const id = this.idOf(collection);
    const rows = after === null ? firstValues.all(id, valuesAtOnce) : values.all(id, after, valuesAtOnce);
    return rows.flatMap(({ key, value }) => [key as string, value as string]);
  }

  undelivered(listener: string, after: number, most: number) {
    const rows = this.statements.undelivered.all(listener, after, most);
    return rows.map(({ sequence, event }) => ({ sequence: Number(sequence), event: event as string }));
  }

  close(): void {
    this.rollBack();
    this.database.close();
    this.held.close();
  }
}

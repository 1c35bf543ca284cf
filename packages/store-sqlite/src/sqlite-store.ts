import { resolve } from 'node:path';
import { type Checkpoint, parseOptions, type Store, type StoredValue } from '@correlator/core';
import { type SqliteStoreOptions, type SqliteStoreSettings, sqliteStoreOptions } from './options.ts';
import { SqliteTransaction } from './sqlite-transaction.ts';
import { StoreClient } from './store-client.ts';

/**
 * Returns a store in an SQLite file: an engine that is killed at any instant goes on where its last checkpoint was. One process
 * at a time; SQLite works in a thread of its own.
 *
 * @example
 * createEngine({ ...parts, store: createSqliteStore({ path: '/var/lib/correlator/state.db' }) });
 */
export function createSqliteStore(options: SqliteStoreOptions = {}): Store {
  return new SqliteStore(parseOptions(sqliteStoreOptions, options, 'store'));
}

class SqliteStore implements Store {
  readonly path: string;
  readonly settings: SqliteStoreSettings;
  client: StoreClient | undefined = undefined;

  constructor(settings: SqliteStoreSettings) {
    this.settings = settings;
    this.path = resolve(settings.path);
  }

  /**
   * The client, made anew if its worker died, as memory ran out; what it had not committed is reported by its calls, which
   * failed.
   */
  get opened(): StoreClient {
    if (this.client?.gone !== undefined) {
      this.client = new StoreClient(this.path);
      // If it cannot be opened, what is asked of it next fails, and is tried again.
      this.open(this.client).catch(() => {});
    }
    this.client ??= new StoreClient(this.path);
    return this.client;
  }

  open(client: StoreClient): Promise<string | null> {
    return client.call('open', { path: this.path, sync: this.settings.sync });
  }

  async load(): Promise<Checkpoint | undefined> {
    try {
      const checkpoint = await this.open(this.opened);
      return checkpoint === null ? undefined : (JSON.parse(checkpoint) as Checkpoint);
    } catch (error) {
      await this.client?.worker.terminate();
      this.client = undefined;
      throw error;
    }
  }

  async *state(collection: string): AsyncGenerator<readonly StoredValue[]> {
    for (let after: string | null = null; ; ) {
      const flat: readonly string[] = await this.opened.call('state', collection, after);
      if (flat.length === 0) return;
      const values: StoredValue[] = [];
      for (let i = 0; i < flat.length; i += 2) values.push({ key: flat[i] as string, value: flat[i + 1] as string });
      yield values;
      after = values.at(-1)?.key ?? null;
    }
  }

  begin(): SqliteTransaction {
    return new SqliteTransaction(this.opened);
  }

  undelivered(listener: string, after: number, most: number) {
    return this.opened.call('undelivered', listener, after, most);
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.call('close');
  }
}

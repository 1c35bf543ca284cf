import { apiVersion, defineStore, type Store, type StoreTransaction } from '@correlator/core';
import { createSqliteStore, manifest as sqlite } from '@correlator/store-sqlite';
import { at, soonAfter } from './killing.ts';

function killingTransaction(transaction: StoreTransaction): StoreTransaction {
  return {
    clear: (collection) => transaction.clear(collection),
    put(collection, changes) {
      at('store-part');
      transaction.put(collection, changes);
    },
    enqueue(event, listeners) {
      at('store-part');
      transaction.enqueue(event, listeners);
    },
    bury: (letter) => transaction.bury(letter),
    unbury: (id) => transaction.unbury(id),
    retire: (listener, when) => transaction.retire(listener, when),
    ready: () => transaction.ready(),
    async commit(checkpoint) {
      at('store-committing');
      const committed = transaction.commit(checkpoint);
      void soonAfter('store-committing-later');
      const figures = await committed;
      at('store-committed');
      return figures;
    },
  };
}

function killing(store: Store): Store {
  return {
    async load() {
      const checkpoint = await store.load();
      at('store-loaded');
      return checkpoint;
    },
    state: (collection) => store.state(collection),
    begin() {
      at('store-begun');
      return killingTransaction(store.begin());
    },
    async undelivered(...of) {
      at('store-undelivered');
      return store.undelivered(...of);
    },
    close: () => store.close(),
  };
}

/** A store in an SQLite file whose process is killed where it was told to be. */
export const manifest = defineStore({
  ...sqlite,
  api: apiVersion,
  name: 'killing',
  create: (options) => killing(createSqliteStore(options)),
});

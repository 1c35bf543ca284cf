import { collectionPath } from './checkpoint.ts';
import type { ModuleGroup } from './module-group.ts';
import type { Collection, StateChange } from './state/collection.ts';
import type { StoreTransaction } from './store.ts';

/** So many changes go to the store at a time. */
const atOnce = 500;

interface StoredCollection {
  readonly path: string;
  readonly collection: Collection;
}

/** Puts what has changed in the state of modules into transactions. */
export class StateWriter {
  /** What is stored of collections that are saved whole. */
  readonly wholes = new Map<string, string>();
  /** Collections of which all has to be stored anew, by path. */
  readonly anew = new Set<string>();

  /** Has the modules keep in mind what changes, beginning with what a store does not have. */
  begin(groups: readonly ModuleGroup[]): void {
    for (const { path, collection } of collectionsOf(groups)) collection.track?.(this.anew.has(path));
  }

  /** Nobody knows what the store has: all is stored anew next time. */
  invalidate(groups: readonly ModuleGroup[]): void {
    for (const { path } of collectionsOf(groups)) this.anew.add(path);
    this.wholes.clear();
    this.begin(groups);
  }

  /** Puts all changes into a transaction, some at a time. Nothing may change meanwhile. */
  *write(groups: readonly ModuleGroup[], transaction: StoreTransaction): Generator<void> {
    for (const { path, collection } of collectionsOf(groups)) {
      if (this.anew.delete(path)) transaction.clear(path);
      if (collection.changes === undefined) this.writeWhole(path, collection, transaction);
      else yield* writeChanges(path, collection.changes(), transaction);
    }
  }

  writeWhole(path: string, collection: Collection, transaction: StoreTransaction): void {
    const value = JSON.stringify(collection.snapshot());
    if (this.wholes.get(path) === value) return;
    this.wholes.set(path, value);
    transaction.put(path, [{ key: '', value }]);
  }
}

function* writeChanges(path: string, changes: Iterable<StateChange>, transaction: StoreTransaction): Generator<void> {
  let part: StateChange[] = [];
  for (const change of changes) {
    part.push(change);
    if (part.length < atOnce) continue;
    transaction.put(path, part);
    part = [];
    yield;
  }
  if (part.length > 0) transaction.put(path, part);
}

function* collectionsOf(groups: readonly ModuleGroup[]): Generator<StoredCollection> {
  for (const { id, lanes } of groups) {
    for (const [partition, { module }] of lanes.entries()) {
      for (const [name, collection] of module.runtime.collections) {
        yield { path: collectionPath(id, partition, name), collection };
      }
    }
  }
}

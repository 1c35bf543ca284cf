/** What changed in the state of modules, on its way into a transaction. */
import { CorrelatorError, errorText } from '@correlator/events';
import type { StoreTransaction } from '../contract/store.ts';
import type { ModuleGroup } from '../modules/module-group.ts';
import type { ModuleTask } from '../modules/module-task.ts';
import type { Collection, StateChange } from '../state/collection.ts';
import { collectionPath } from './checkpoint.ts';

/** How many changes go to the store at a time. */
const atOnce = 500;

interface StoredCollection {
  readonly path: string;
  readonly collection: Collection;
  readonly task: ModuleTask;
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

  /** The state at these paths is not what the store has: it is stored anew next time. */
  rewrite(paths: Iterable<string>): void {
    for (const path of paths) this.anew.add(path);
  }

  /** Nobody knows what the store has: all is stored anew next time. */
  invalidate(groups: readonly ModuleGroup[]): void {
    for (const { path } of collectionsOf(groups)) this.anew.add(path);
    this.wholes.clear();
    this.begin(groups);
  }

  /** Puts all changes into a transaction, some at a time. Nothing may change meanwhile. */
  *write(groups: readonly ModuleGroup[], transaction: StoreTransaction): Generator<void> {
    for (const stored of collectionsOf(groups)) {
      const { path, collection } = stored;
      if (this.anew.delete(path)) transaction.clear(path);
      if (collection.changes === undefined) this.writeWhole(stored, transaction);
      else yield* writeChanges(stored, collection.changes(), transaction);
    }
  }

  writeWhole({ path, collection, task }: StoredCollection, transaction: StoreTransaction): void {
    let value: string;
    try {
      value = JSON.stringify(collection.snapshot());
    } catch (error) {
      task.keepsUnfit(unfit(`state '${collection.name}'`, error));
      return;
    }
    if (this.wholes.get(path) === value) return;
    this.wholes.set(path, value);
    transaction.put(path, [{ key: '', value }]);
  }
}

function* writeChanges(
  { path, collection, task }: StoredCollection,
  changes: Iterable<StateChange>,
  transaction: StoreTransaction,
): Generator<void> {
  let part: StateChange[] = [];
  let first: StateChange | undefined;
  for (const change of changes) {
    if (change.error !== undefined) first ??= change;
    else part.push(change);
    if (part.length < atOnce) continue;
    transaction.put(path, part);
    part = [];
    yield;
  }
  if (part.length > 0) transaction.put(path, part);
  if (first !== undefined) task.keepsUnfit(unfit(`state '${collection.name}' of ${first.key}`, first.error));
}

function unfit(what: string, error: unknown): CorrelatorError {
  const message = `${what} cannot be saved, and is left out of checkpoints: ${errorText(error)}; keep plain values there`;
  return new CorrelatorError('STATE_UNFIT', message, { cause: error });
}

function* collectionsOf(groups: readonly ModuleGroup[]): Generator<StoredCollection> {
  for (const { id, tasks } of groups) {
    for (const [partition, task] of tasks.entries()) {
      for (const [name, collection] of task.module.runtime.collections) {
        yield { path: collectionPath(id, partition, name), collection, task };
      }
    }
  }
}

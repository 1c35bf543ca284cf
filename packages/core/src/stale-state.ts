import { collectionPath } from './checkpoint.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Checkpoint, ModuleCheckpoint, StoreTransaction } from './store.ts';

type StaleParts = Pick<EngineParts, 'routing' | 'dispatcher' | 'reports'>;

/** What a store holds of modules and listeners that are not there any more. The first transaction lets go of it. */
export class StaleState {
  paths: readonly string[] = [];
  listeners: readonly string[] = [];

  /** Compares a checkpoint with what runs now, and says what is let go. */
  find(checkpoint: Checkpoint, { routing, dispatcher, reports }: StaleParts): void {
    const running = new Map(routing.groups.map((group) => [group.id, group.first.module]));
    const gone = Object.entries(checkpoint.modules).filter(([id]) => !running.has(id));
    const names = new Set(dispatcher.durable.map(({ listener }) => listener.name));
    this.listeners = Object.keys(checkpoint.listeners).filter((name) => !names.has(name));
    this.paths = Object.entries(checkpoint.modules).flatMap(([id, saved]) => {
      const collections = running.get(id)?.runtime.collections;
      return pathsOf(id, saved)
        .filter(({ name }) => !collections?.has(name))
        .map(({ path }) => path);
    });
    for (const [module] of gone) {
      const summary = `the store holds state of module ${module}, which does not run any more: it is dropped`;
      reports.report({ type: 'engine.state-dropped', summary, data: { module } });
    }
    for (const listener of this.listeners) {
      const summary = `listener ${listener} does not run any more, or keeps no events: what the store holds for it becomes dead letters`;
      reports.report({ type: 'engine.state-dropped', summary, data: { listener } });
    }
  }

  write(transaction: StoreTransaction, at: number): void {
    for (const path of this.paths) transaction.clear(path);
    for (const listener of this.listeners) transaction.retire(listener, at);
  }

  /** The transaction is committed. */
  done(): void {
    this.paths = [];
    this.listeners = [];
  }
}

function pathsOf(id: string, { partitions, collections }: ModuleCheckpoint): { name: string; path: string }[] {
  return Array.from({ length: partitions }, (_, partition) =>
    collections.map((name) => ({ name, path: collectionPath(id, partition, name) })),
  ).flat();
}

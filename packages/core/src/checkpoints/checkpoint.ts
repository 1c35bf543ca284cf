import { CorrelatorError, messageOf } from '@correlator/events';
import type {
  Checkpoint,
  InputCheckpoint,
  ListenerCheckpoint,
  ModuleCheckpoint,
  StoreTransaction,
} from '../contract/store.ts';
import type { EngineParts } from '../engine/connect.ts';
import type { InputState } from '../intake/input-state.ts';
import type { ModuleGroup } from '../modules/module-group.ts';

type CheckpointParts = Pick<EngineParts, 'settings' | 'slots' | 'router' | 'dispatcher' | 'watermarks' | 'statistics'>;

function inputCheckpoint({ position, greatest, ended, ledger }: InputState): InputCheckpoint {
  return { position: position ?? null, greatest: finite(greatest), ended, ledger: ledger.figures() };
}

function moduleCheckpoint({ tasks, first }: ModuleGroup): ModuleCheckpoint {
  const collections = [...first.module.runtime.collections.keys()];
  return { stateVersion: first.module.stateVersion, partitions: tasks.length, collections };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Why no checkpoint was taken. */
export function checkpointFailed(reason: string, cause?: unknown): CorrelatorError {
  const message = `the checkpoint was not saved: ${reason}; after a restart, what came since the last one is processed again`;
  return new CorrelatorError('CHECKPOINT_FAILED', message, { cause });
}

/** Why a listener is not safe where it is. The checkpoint is saved without it. */
export function commitFailed(listener: string, error: unknown): CorrelatorError {
  const then = 'after a crash, it is given again what it has handled since it could';
  const message = `listener ${listener} could not commit: ${messageOf(error)}; ${then}`;
  return new CorrelatorError('CHECKPOINT_FAILED', message, { cause: error });
}

/** What is needed to go on from here, beside state and undelivered events. */
export function checkpointOf(parts: CheckpointParts, sequence: number): Checkpoint {
  const { settings, slots, router, dispatcher, watermarks, statistics } = parts;
  const listeners: Record<string, ListenerCheckpoint> = {};
  for (const queue of dispatcher.durable) listeners[queue.listener.name] = queue.checkpoint();
  return {
    version: 2,
    instance: settings.instance,
    eventTime: finite(watermarks.time.now),
    midnight: watermarks.midnight ?? null,
    end: statistics.ended ?? null,
    sequence,
    inputs: Object.fromEntries(slots.map((slot) => [slot.input.name, inputCheckpoint(slot)])),
    modules: Object.fromEntries(router.groups.map((group) => [group.id, moduleCheckpoint(group)])),
    listeners,
  };
}

/** Where a store keeps a collection of a module, or of one partition of it. */
export function collectionPath(module: string, partition: number, name: string): string {
  return JSON.stringify([module, partition, name]);
}

type StaleParts = Pick<EngineParts, 'router' | 'dispatcher' | 'reports'>;

/** What a store holds of modules and listeners that are not there any more. The first transaction lets go of it. */
export class StaleState {
  paths: readonly string[] = [];
  listeners: readonly string[] = [];

  /** Compares a checkpoint with what runs now, and says what is let go. */
  find(checkpoint: Checkpoint, { router, dispatcher, reports }: StaleParts): void {
    const running = new Map(router.groups.map((group) => [group.id, group.first.module]));
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

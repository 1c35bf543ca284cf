/** Checkpoints: what is needed to go on from a point in the inputs, beside state and undelivered events. */
import { CorrelatorError, errorText } from '@correlator/events';
import type { Checkpoint, ListenerCheckpoint, ModuleCheckpoint, RunEnd, StoreTransaction } from '../contract/store.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { InputState } from '../intake/input-state.ts';
import type { Router } from '../modules/router.ts';
import type { Reports } from '../reports/reports.ts';
import type { Watermarks } from '../time/watermarks.ts';

/** Knows when, in event time, runs ended with statistics. */
export interface RunEnds {
  ended: RunEnd | undefined;
}

/** The parts of an engine whose progress a checkpoint holds. */
export interface CheckpointedParts {
  readonly instance: string;
  readonly inputs: readonly InputState[];
  readonly router: Router;
  readonly dispatcher: Dispatcher;
  readonly watermarks: Watermarks;
  readonly runEnds: RunEnds;
}

/** Returns the checkpoint of this moment; `sequence` is the number of the last durable event in it. */
export function checkpointOf(parts: CheckpointedParts, sequence: number): Checkpoint {
  const { instance, inputs, router, dispatcher, watermarks, runEnds } = parts;
  const { time, midnight } = watermarks;
  const listeners: Record<string, ListenerCheckpoint> = {};
  for (const queue of dispatcher.durable) listeners[queue.listener.name] = queue.checkpoint();
  return {
    version: 2,
    instance,
    eventTime: time.begun ? time.now : null,
    midnight: midnight ?? null,
    end: runEnds.ended ?? null,
    sequence,
    inputs: Object.fromEntries(inputs.map((input) => [input.name, input.checkpoint()])),
    modules: Object.fromEntries(router.groups.map((group) => [group.id, group.checkpoint()])),
    listeners,
  };
}

/** Returns where a store keeps a collection of a module, or of one partition of it. */
export function collectionPath(module: string, partition: number, name: string): string {
  return JSON.stringify([module, partition, name]);
}

/** Returns why no checkpoint was taken. */
export function checkpointFailed(reason: string, cause?: unknown): CorrelatorError {
  const message = `the checkpoint was not saved: ${reason}; after a restart, what came since the last one is processed again`;
  return new CorrelatorError('CHECKPOINT_FAILED', message, { cause });
}

/** Returns why a listener is not safe where it is. The checkpoint is saved without it. */
export function commitFailed(listener: string, error: unknown): CorrelatorError {
  const then = 'after a crash, it is given again what it has handled since it could';
  const message = `listener ${listener} could not commit: ${errorText(error)}; ${then}`;
  return new CorrelatorError('CHECKPOINT_FAILED', message, { cause: error });
}

/** What a store holds of modules and listeners that no longer run. The first transaction lets go of it. */
export class StaleState {
  paths: readonly string[] = [];
  listeners: readonly string[] = [];

  /** Compares a checkpoint with what runs now, and reports what is let go. */
  find(checkpoint: Checkpoint, { router, dispatcher }: CheckpointedParts, reports: Reports): void {
    const running = new Map(router.groups.map((group) => [group.id, group.first.module]));
    const names = new Set(dispatcher.durable.map(({ listener }) => listener.name));
    this.listeners = Object.keys(checkpoint.listeners).filter((name) => !names.has(name));
    this.paths = Object.entries(checkpoint.modules).flatMap(([id, saved]) => {
      const collections = running.get(id)?.runtime.collections;
      return pathsOf(id, saved)
        .filter(({ name }) => !collections?.has(name))
        .map(({ path }) => path);
    });
    for (const module of Object.keys(checkpoint.modules).filter((id) => !running.has(id))) {
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

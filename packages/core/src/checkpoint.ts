import { CorrelatorError, messageOf } from '@correlator/events';
import type { EngineParts } from './engine-parts.ts';
import type { InputSlot } from './input-slot.ts';
import type { ModuleGroup } from './module-group.ts';
import type { Checkpoint, InputCheckpoint, ListenerCheckpoint, ModuleCheckpoint } from './store.ts';

type CheckpointParts = Pick<
  EngineParts,
  'settings' | 'slots' | 'routing' | 'dispatcher' | 'timekeeping' | 'statistics'
>;

function inputCheckpoint({ position, greatest, ended, ledger }: InputSlot): InputCheckpoint {
  return { position: position ?? null, greatest: finite(greatest), ended, ledger: ledger.figures() };
}

function moduleCheckpoint({ lanes, first }: ModuleGroup): ModuleCheckpoint {
  const collections = [...first.module.runtime.collections.keys()];
  return { stateVersion: first.module.stateVersion, partitions: lanes.length, collections };
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
  const { settings, slots, routing, dispatcher, timekeeping, statistics } = parts;
  const listeners: Record<string, ListenerCheckpoint> = {};
  for (const queue of dispatcher.durable) listeners[queue.listener.name] = queue.checkpoint();
  return {
    version: 2,
    instance: settings.instance,
    eventTime: finite(timekeeping.time.now),
    midnight: timekeeping.midnight ?? null,
    end: statistics.ended ?? null,
    sequence,
    inputs: Object.fromEntries(slots.map((slot) => [slot.input.name, inputCheckpoint(slot)])),
    modules: Object.fromEntries(routing.groups.map((group) => [group.id, moduleCheckpoint(group)])),
    listeners,
  };
}

/** Where a store keeps a collection of a module, or of one partition of it. */
export function collectionPath(module: string, partition: number, name: string): string {
  return JSON.stringify([module, partition, name]);
}

import { CorrelatorError, messageOf } from '@correlator/events';
import { restoreFailed } from './component-errors.ts';
import type { InputSlot } from './input-slot.ts';
import type { Json } from './json.ts';
import type { Listener } from './listener.ts';
import type { Module } from './module.ts';
import type { ModuleGroup } from './module-group.ts';
import type { Checkpoint, InputCheckpoint, ModuleCheckpoint } from './store.ts';

/** What a checkpoint is made of. */
export interface CheckpointParts {
  readonly instance: string;
  readonly eventTime: number;
  readonly slots: readonly InputSlot[];
  readonly groups: readonly ModuleGroup[];
  readonly listeners: readonly Listener[];
}

function inputCheckpoint({ position, greatest }: InputSlot): InputCheckpoint {
  return { position: position ?? null, greatest: Number.isFinite(greatest) ? greatest : null };
}

function moduleCheckpoint({ lanes, first }: ModuleGroup): ModuleCheckpoint {
  const partitions = lanes.map(({ module }) =>
    Object.fromEntries([...module.runtime.collections].map(([name, collection]) => [name, collection.snapshot()])),
  );
  return { stateVersion: first.module.stateVersion, partitions };
}

/** What each listener that keeps something has made durable. */
async function commitListeners(listeners: readonly Listener[]): Promise<Readonly<Record<string, Json>>> {
  const committed: Record<string, Json> = {};
  for (const listener of listeners) {
    try {
      if (listener.commit !== undefined) committed[listener.name] = await listener.commit();
    } catch (error) {
      throw checkpointFailed(`listener ${listener.name} could not commit: ${messageOf(error)}`, error);
    }
  }
  return committed;
}

/** Why no checkpoint was taken. */
export function checkpointFailed(reason: string, cause?: unknown): CorrelatorError {
  const message = `the checkpoint was not saved: ${reason}; after a restart, what came since the last one is processed again`;
  return new CorrelatorError('CHECKPOINT_FAILED', message, { cause });
}

/** Everything that is needed to go on from here. Every listener that commits has handled what was dispatched so far. */
export async function takeCheckpoint(parts: CheckpointParts): Promise<Checkpoint> {
  const { instance, eventTime, slots, groups } = parts;
  const inputs = Object.fromEntries(slots.map((slot) => [slot.input.name, inputCheckpoint(slot)]));
  const modules = Object.fromEntries(groups.map((group) => [group.id, moduleCheckpoint(group)]));
  const listeners = await commitListeners(parts.listeners);
  const time = Number.isFinite(eventTime) ? eventTime : null;
  return { version: 1, instance, eventTime: time, inputs, modules, listeners };
}

function restoreGroup({ id, lanes }: ModuleGroup, saved: ModuleCheckpoint): void {
  if (saved.partitions.length !== lanes.length) {
    throw new CorrelatorError(
      'STATE_PARTITIONS_DIFFER',
      `module ${id}: its state was saved for ${saved.partitions.length} partitions, not ${lanes.length}; start with as many as before`,
    );
  }
  lanes.forEach(({ module }, i) => {
    const snapshots = saved.partitions[i] ?? {};
    try {
      restoreModule(module, snapshots, saved.stateVersion);
    } catch (error) {
      throw restoreFailed(`module ${id}`, error);
    }
  });
}

function restoreModule(module: Module, snapshots: Readonly<Record<string, Json>>, version: number): void {
  const same = version === module.stateVersion;
  const wanted = same ? snapshots : (module.migrate?.(snapshots, version) ?? {});
  for (const [name, snapshot] of Object.entries(wanted)) module.runtime.collections.get(name)?.restore(snapshot);
}

function resume({ input }: InputSlot, position: Json): void {
  try {
    input.resume(position);
  } catch (error) {
    throw restoreFailed(`input ${input.name}`, error);
  }
}

/** Puts modules and inputs where the checkpoint left them; what it does not know starts afresh. */
export function restoreCheckpoint(checkpoint: Checkpoint, parts: Omit<CheckpointParts, 'eventTime'>): void {
  for (const slot of parts.slots) {
    const saved = checkpoint.inputs[slot.input.name];
    if (saved === undefined) continue;
    slot.greatest = saved.greatest ?? Number.NEGATIVE_INFINITY;
    slot.position = saved.position;
    if (saved.position !== null) resume(slot, saved.position);
  }
  for (const group of parts.groups) {
    const saved = checkpoint.modules[group.id];
    if (saved !== undefined) restoreGroup(group, saved);
  }
}

/** Takes listeners back to what they had made durable. */
export async function restoreListeners(checkpoint: Checkpoint, listeners: readonly Listener[]): Promise<void> {
  for (const listener of listeners) {
    const position = checkpoint.listeners[listener.name];
    if (position === undefined || position === null) continue;
    try {
      await listener.restore?.(position);
    } catch (error) {
      throw restoreFailed(`listener ${listener.name}`, error);
    }
  }
}

import { CorrelatorError } from '@correlator/events';
import type { InputSlot } from './input-slot.ts';
import type { Json } from './json.ts';
import type { Listener } from './listener.ts';
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

/** Everything that is needed to go on from here. Every listener has handled what was dispatched so far. */
export async function takeCheckpoint(parts: CheckpointParts): Promise<Checkpoint> {
  const { instance, eventTime, slots, groups } = parts;
  const inputs = Object.fromEntries(slots.map((slot) => [slot.input.name, inputCheckpoint(slot)]));
  const modules = Object.fromEntries(groups.map((group) => [group.id, moduleCheckpoint(group)]));
  const listeners: Record<string, Json> = {};
  for (const listener of parts.listeners) {
    if (listener.commit !== undefined) listeners[listener.name] = await listener.commit();
  }
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
    const same = saved.stateVersion === module.stateVersion;
    const wanted = same ? snapshots : (module.migrate?.(snapshots, saved.stateVersion) ?? {});
    for (const [name, snapshot] of Object.entries(wanted)) module.runtime.collections.get(name)?.restore(snapshot);
  });
}

/** Puts modules and inputs where the checkpoint left them; what it does not know starts afresh. */
export function restoreCheckpoint(checkpoint: Checkpoint, parts: Omit<CheckpointParts, 'eventTime'>): void {
  for (const slot of parts.slots) {
    const saved = checkpoint.inputs[slot.input.name];
    if (saved === undefined) continue;
    slot.greatest = saved.greatest ?? Number.NEGATIVE_INFINITY;
    slot.position = saved.position;
    if (saved.position !== null) slot.input.resume(saved.position);
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
    if (position !== undefined && position !== null) await listener.restore?.(position);
  }
}

/** Going on from a checkpoint: each part is handed what it saved. */
import { CorrelatorError } from '@correlator/events';
import { restoreFailed } from '../base/component-errors.ts';
import type { Json } from '../base/json.ts';
import type { Checkpoint, ModuleCheckpoint, Store } from '../contract/store.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Outbox } from '../delivery/outbox.ts';
import type { ModuleGroup } from '../modules/module-group.ts';
import type { ModuleTask } from '../modules/module-task.ts';
import { type CheckpointedParts, collectionPath } from './checkpoint.ts';
import type { StateWriter } from './state-writer.ts';

/** Takes listeners back to what they had made durable. Before they start. */
export async function restoreListeners(
  checkpoint: Checkpoint,
  dispatcher: Dispatcher,
  outbox: Outbox | undefined,
): Promise<void> {
  if (outbox !== undefined) outbox.sequence = checkpoint.sequence;
  for (const queue of dispatcher.durable) {
    const { listener } = queue;
    const saved = checkpoint.listeners[listener.name];
    queue.restore(saved ?? { acknowledged: checkpoint.sequence, position: null }, checkpoint.sequence);
    if (saved === undefined || saved.position === null) continue;
    try {
      await listener.restore?.(saved.position);
    } catch (error) {
      throw restoreFailed(`listener ${listener.name}`, error);
    }
  }
}

/** Where state comes from, and who must know of state that no longer is as the store has it. */
export interface StateSource {
  readonly store: Store;
  readonly writer: StateWriter;
}

/** Puts modules, event time and inputs where the checkpoint left them; what it does not know starts afresh. */
export async function restoreRun(checkpoint: Checkpoint, parts: CheckpointedParts, source: StateSource): Promise<void> {
  parts.runEnds.ended = checkpoint.end ?? undefined;
  parts.watermarks.restore(checkpoint.eventTime, checkpoint.midnight);
  for (const group of parts.router.groups) {
    const saved = checkpoint.modules[group.id];
    if (saved !== undefined) await restoreGroup(group, saved, source);
  }
  for (const input of parts.inputs) {
    const saved = checkpoint.inputs[input.name];
    if (saved === undefined) continue;
    try {
      input.restore(saved);
    } catch (error) {
      throw restoreFailed(`input ${input.name}`, error);
    }
  }
}

async function restoreGroup({ id, tasks }: ModuleGroup, saved: ModuleCheckpoint, source: StateSource): Promise<void> {
  if (saved.partitions !== tasks.length) throw partitionsDiffer(id, saved.partitions, tasks.length);
  for (const [partition, task] of tasks.entries()) {
    try {
      await restoreTask(task, partition, saved, source);
    } catch (error) {
      throw restoreFailed(`module ${id}`, error);
    }
  }
}

async function restoreTask(
  task: ModuleTask,
  partition: number,
  saved: ModuleCheckpoint,
  { store, writer }: StateSource,
): Promise<void> {
  const { id, module } = task;
  const { collections } = module.runtime;
  if (saved.stateVersion > module.stateVersion) throw newerState(id, saved.stateVersion, module.stateVersion);
  const isSame = saved.stateVersion === module.stateVersion;
  const names = isSame ? saved.collections.filter((name) => collections.has(name)) : saved.collections;
  const snapshots: Record<string, Json> = Object.create(null);
  for (const name of names) snapshots[name] = await readCollection(store, collectionPath(id, partition, name));
  task.restore(snapshots, saved.stateVersion);
  if (!isSame) writer.rewrite(Array.from(collections.keys(), (name) => collectionPath(id, partition, name)));
}

/** Returns values as `snapshot` gave them: those that were saved one by one as a list. */
async function readCollection(store: Store, path: string): Promise<Json> {
  const values: Json[] = [];
  let whole: Json | undefined;
  for await (const part of store.state(path)) {
    for (const { key, value } of part) {
      if (key === '') whole = JSON.parse(value) as Json;
      else values.push(JSON.parse(value) as Json);
    }
  }
  return whole ?? values;
}

function partitionsDiffer(id: string, saved: number, now: number): CorrelatorError {
  return new CorrelatorError(
    'STATE_PARTITIONS_DIFFER',
    `module ${id}: its state was saved for ${saved} partitions, not ${now}; start with as many as before`,
  );
}

function newerState(id: string, saved: number, version: number): CorrelatorError {
  return new CorrelatorError(
    'STATE_NEWER',
    `module ${id}: the store holds its state in version ${saved}, and this one knows versions up to ${version}; install the newer module again, or start with an empty store`,
  );
}

import { CorrelatorError } from '@correlator/events';
import { restoreFailed } from '../base/component-errors.ts';
import type { Json } from '../base/json.ts';
import type { Module } from '../contract/module.ts';
import type { Checkpoint, InputCheckpoint, ModuleCheckpoint, Store } from '../contract/store.ts';
import type { EngineParts } from '../engine/connect.ts';
import type { InputState } from '../intake/input-state.ts';
import type { ModuleGroup } from '../modules/module-group.ts';
import { collectionPath } from './checkpoint.ts';

type RestoringParts = Pick<
  EngineParts,
  'slots' | 'router' | 'outbox' | 'dispatcher' | 'watermarks' | 'statistics' | 'checkpointer' | 'reports'
>;

/** Takes listeners back to what they had made durable. Before they start. */
export async function restoreListeners(checkpoint: Checkpoint, { dispatcher, outbox }: RestoringParts): Promise<void> {
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

/** Puts modules, event time and inputs where the checkpoint left them; what it does not know starts afresh. */
export async function restoreRun(checkpoint: Checkpoint, store: Store, parts: RestoringParts): Promise<void> {
  const { watermarks, statistics, router, slots, checkpointer } = parts;
  statistics.ended = checkpoint.end ?? undefined;
  const { eventTime, midnight } = checkpoint;
  if (eventTime !== null && midnight !== null) watermarks.begin(eventTime, midnight);
  for (const group of router.groups) {
    const saved = checkpoint.modules[group.id];
    if (saved !== undefined) await restoreGroup(group, saved, { store, parts });
  }
  for (const slot of slots) {
    const saved = checkpoint.inputs[slot.input.name];
    if (saved !== undefined) restoreInput(slot, saved);
  }
  checkpointer.stale.find(checkpoint, parts);
}

function restoreInput(slot: InputState, { position, greatest, ended, ledger }: InputCheckpoint): void {
  slot.greatest = greatest ?? Number.NEGATIVE_INFINITY;
  slot.position = position;
  slot.ended = ended;
  slot.ledger.restore(ledger);
  if (position === null) return;
  try {
    slot.input.resume(position);
  } catch (error) {
    throw restoreFailed(`input ${slot.input.name}`, error);
  }
}

interface Restoring {
  readonly store: Store;
  readonly parts: RestoringParts;
}

async function restoreGroup(group: ModuleGroup, saved: ModuleCheckpoint, restoring: Restoring): Promise<void> {
  const { id, tasks } = group;
  if (saved.partitions !== tasks.length) throw partitionsDiffer(id, saved.partitions, tasks.length);
  for (const [partition, { module }] of tasks.entries()) {
    try {
      await restoreModule({ id, partition, module }, saved, restoring);
    } catch (error) {
      throw restoreFailed(`module ${id}`, error);
    }
  }
}

function partitionsDiffer(id: string, saved: number, now: number): CorrelatorError {
  return new CorrelatorError(
    'STATE_PARTITIONS_DIFFER',
    `module ${id}: its state was saved for ${saved} partitions, not ${now}; start with as many as before`,
  );
}

interface RestoredModule {
  readonly id: string;
  readonly partition: number;
  readonly module: Module;
}

async function restoreModule(of: RestoredModule, saved: ModuleCheckpoint, { store, parts }: Restoring): Promise<void> {
  const { id, partition, module } = of;
  const { collections } = module.runtime;
  if (saved.stateVersion > module.stateVersion) throw newerState(id, saved.stateVersion, module.stateVersion);
  const same = saved.stateVersion === module.stateVersion;
  const names = same ? saved.collections.filter((name) => collections.has(name)) : saved.collections;
  const snapshots: Record<string, Json> = Object.create(null);
  for (const name of names) snapshots[name] = await readCollection(store, collectionPath(id, partition, name));
  const wanted = same ? snapshots : migrated(of, saved.stateVersion, { snapshots, parts });
  for (const [name, snapshot] of Object.entries(wanted)) {
    if (snapshot !== undefined) collections.get(name)?.restore(snapshot);
  }
  if (!same)
    for (const name of collections.keys()) parts.checkpointer.state.anew.add(collectionPath(id, partition, name));
}

type Snapshots = Readonly<Record<string, Json | undefined>>;

/** State of an earlier version as the module wants it; one that cannot say so starts afresh. */
function migrated(
  { id, module }: RestoredModule,
  version: number,
  { snapshots, parts }: { readonly snapshots: Readonly<Record<string, Json>>; readonly parts: RestoringParts },
): Snapshots {
  if (module.migrate !== undefined) return module.migrate(snapshots, version);
  const summary = `module ${id} starts afresh: the store holds its state in version ${version}, which version ${module.stateVersion} cannot take over`;
  parts.reports.report({ type: 'engine.state-dropped', summary, data: { module: id, version } });
  return {};
}

/** Values as `snapshot` gave them: those that were saved one by one as a list. */
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

function newerState(id: string, saved: number, version: number): CorrelatorError {
  return new CorrelatorError(
    'STATE_NEWER',
    `module ${id}: the store holds its state in version ${saved}, and this one knows versions up to ${version}; install the newer module again, or start with an empty store`,
  );
}

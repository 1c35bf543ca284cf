/** A part of a module as the engine runs it: one task, or one per partition. */
import { CorrelatorError, type Event, type LogRecord } from '@correlator/events';
import type { ModuleManifest } from '../contract/manifest.ts';
import type { Module, ModuleSpec, StatisticsRequest } from '../contract/module.ts';
import type { ModuleCheckpoint } from '../contract/store.ts';
import { parseOptions } from '../options/options.ts';
import { ModuleTask, type TaskContext } from './module-task.ts';

/** A module by its manifest, with options checked and completed; `OPTIONS_INVALID` names every problem. */
export function useModule<O>(manifest: ModuleManifest<O>, options: unknown = {}, name = manifest.name): ModuleSpec {
  const checked = parseOptions(manifest.options, options, `modules.${name}`);
  const taps = manifest.taps?.(checked) ?? [];
  return { name, events: manifest.events, taps, create: () => manifest.create(checked) };
}

function partsOf(spec: ModuleSpec): readonly Module[] {
  const made: unknown = spec.create();
  if (typeof made !== 'object' || made === null)
    throw new TypeError("its 'create' made no module; return one, or a list of its parts");
  return Array.isArray(made) ? (made as readonly Module[]) : [made as Module];
}

/** FNV-1a over the key's code units: which partition a key belongs to. */
function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}

/** One part of a module: its tasks, one per partition, and which of them a record or event belongs to. */
export class ModuleGroup {
  readonly spec: ModuleSpec;
  readonly index: number;
  readonly tasks: readonly ModuleTask[];
  /** The only task, where there is but one: no key is looked at. */
  readonly single: ModuleTask | undefined;

  constructor(spec: ModuleSpec, index: number, tasks: readonly ModuleTask[]) {
    this.spec = spec;
    this.index = index;
    this.tasks = tasks;
    this.single = tasks.length === 1 ? tasks[0] : undefined;
  }

  get id(): string {
    return this.first.id;
  }

  get first(): ModuleTask {
    return this.tasks[0] as ModuleTask;
  }

  process(record: LogRecord): void {
    if (this.single !== undefined) this.single.process(record);
    else this.taskOf(record[this.first.module.partitionBy?.record ?? 'host']).process(record);
  }

  processEvent(event: Event): void {
    if (this.single !== undefined) this.single.processEvent(event);
    else this.taskOf(String(event.data[this.first.module.partitionBy?.event ?? ''] ?? '')).processEvent(event);
  }

  taskOf(key: string): ModuleTask {
    return this.tasks[partitionOf(key, this.tasks.length)] as ModuleTask;
  }

  /** What the module reports, all partitions merged. */
  statistics(request: StatisticsRequest): readonly Event[] {
    const events = this.merged().statistics?.(request);
    if (events === undefined) return [];
    return Array.isArray(events) ? (events as readonly Event[]) : [events as Event];
  }

  startTimers(now: number): void {
    for (const task of this.tasks) task.startTimers(now);
  }

  checkpoint(): ModuleCheckpoint {
    const { module } = this.first;
    const collections = [...module.runtime.collections.keys()];
    return { stateVersion: module.stateVersion, partitions: this.tasks.length, collections };
  }

  merged(): Module {
    if (this.single !== undefined) return this.single.module;
    const whole = partsOf(this.spec)[this.index] as Module;
    whole.runtime.host = this.first;
    for (const [name, collection] of whole.runtime.collections) {
      for (const { module } of this.tasks) {
        const part = module.runtime.collections.get(name);
        if (part !== undefined) collection.merge(part);
      }
    }
    return whole;
  }
}

/** The groups of one module: a task per partition where the part says by what it is divided, otherwise one. */
export function createGroups(spec: ModuleSpec, partitions: number, context: TaskContext): ModuleGroup[] {
  const instances = Array.from({ length: partitions }, () => partsOf(spec));
  return (instances[0] ?? []).map((first, index) => {
    if (first.partitionBy !== undefined && first.runtime.timers.length > 0) throw timersDivided(spec.name);
    const divided = first.partitionBy === undefined ? instances.slice(0, 1) : instances;
    const tasks = divided.map((parts) => new ModuleTask(spec.name, parts[index] as Module, context));
    return new ModuleGroup(spec, index, tasks);
  });
}

function timersDivided(name: string): CorrelatorError {
  return new CorrelatorError(
    'MODULE_TIMER_PARTITIONED',
    `module ${name} has both 'partitionBy' and timers: use statistics or the expiry of keyed state instead of timers`,
  );
}

/** Refuses names given twice, and modules whose events would come back to them. */
export function checkGroups(groups: readonly ModuleGroup[]): void {
  const ids = new Set<string>();
  for (const { id } of groups) {
    if (ids.has(id)) throw new CorrelatorError('NAME_TAKEN', `two modules are called '${id}': rename one`);
    ids.add(id);
  }
  for (const group of groups) checkAcyclic(group, groups, []);
}

function checkAcyclic(group: ModuleGroup, groups: readonly ModuleGroup[], path: readonly string[]): void {
  const way = [...path, group.id];
  if (path.includes(group.id)) {
    throw new CorrelatorError(
      'MODULE_CYCLE',
      `modules feed one another in a circle: ${way.join(' -> ')}; end the cycle`,
    );
  }
  for (const { type } of group.first.module.dispatches) {
    const consumers = groups.filter((other) => other.first.module.consumes.some((wanted) => wanted.type === type));
    for (const other of consumers) checkAcyclic(other, groups, way);
  }
}

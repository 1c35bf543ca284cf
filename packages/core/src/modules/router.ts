/** Where records and events go among modules. */
import type { Event } from '@correlator/events';
import { startFailed } from '../base/component-errors.ts';
import type { ModuleFigures } from '../contract/figures.ts';
import type { ModuleSpec } from '../contract/module.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { ReportPace } from '../reports/operational.ts';
import type { Reports } from '../reports/reports.ts';
import type { Collection } from '../state/collection.ts';
import { checkGroups, createGroups, type ModuleGroup } from './module-group.ts';
import type { TaskContext } from './module-task.ts';

interface NamedState {
  readonly name: string;
  readonly collection: Collection;
}

function statesOf({ id, tasks }: ModuleGroup): NamedState[] {
  const collections = tasks.flatMap(({ module }) => [...module.runtime.collections.values()]);
  return collections.map((collection) => ({ name: `${id} ${collection.name}`, collection }));
}

function create(spec: ModuleSpec, partitions: number, context: TaskContext): readonly ModuleGroup[] {
  try {
    return createGroups(spec, partitions, context);
  } catch (error) {
    throw startFailed(`module ${spec.name}`, error);
  }
}

/** Which modules a record or an event goes to: found out once, at the start. */
export class Router {
  readonly dispatcher: Dispatcher;
  readonly reports: Reports;
  groups: readonly ModuleGroup[] = [];
  /** The groups that want every record, and those that want a program's besides. */
  everyProgram: readonly ModuleGroup[] = [];
  readonly byProgram = new Map<string, readonly ModuleGroup[]>();
  readonly consumers = new Map<string, readonly ModuleGroup[]>();
  /** The program of the last record, and its groups: records of one program come in runs. */
  lastProgram: string | undefined = undefined;
  lastGroups: readonly ModuleGroup[] = [];
  /** The state of all modules: a list made once, as it is gone through after every batch. */
  states: readonly NamedState[] = [];
  readonly pace = new ReportPace();

  constructor(dispatcher: Dispatcher, reports: Reports) {
    this.dispatcher = dispatcher;
    this.reports = reports;
  }

  /** Makes the modules, and refuses those that cannot run together. */
  connect(modules: readonly ModuleSpec[], partitions: number, context: TaskContext): void {
    this.groups = modules.flatMap((spec) => create(spec, partitions, context));
    checkGroups(this.groups);
    this.routeRecords();
    this.routeEvents();
    this.states = this.groups.flatMap(statesOf);
  }

  routeRecords(): void {
    const processing = this.groups.filter(({ first }) => first.module.process !== undefined);
    this.everyProgram = processing.filter(({ first }) => first.module.programs === undefined);
    for (const program of new Set(processing.flatMap(({ first }) => first.module.programs ?? []))) {
      const wants = ({ first }: ModuleGroup) => first.module.programs?.includes(program) ?? true;
      this.byProgram.set(program, processing.filter(wants));
    }
  }

  routeEvents(): void {
    const wanted = (group: ModuleGroup) => group.first.module.consumes.map(({ type }) => type);
    for (const type of new Set(this.groups.flatMap(wanted))) {
      this.consumers.set(
        type,
        this.groups.filter((group) => wanted(group).includes(type)),
      );
    }
  }

  /** The groups that want records of `program`. */
  groupsOf(program: string): readonly ModuleGroup[] {
    if (program === this.lastProgram) return this.lastGroups;
    this.lastProgram = program;
    this.lastGroups = this.byProgram.get(program) ?? this.everyProgram;
    return this.lastGroups;
  }

  /** Gives a stamped event to listeners, then to the modules that consume its class. */
  publish(event: Event): void {
    if (!event.internal) this.dispatcher.dispatch(event);
    const groups = this.consumers.get(event.type);
    if (groups !== undefined) for (const group of groups) group.processEvent(event);
  }

  /** Event time begins: the modules' timers count from here. */
  startTimers(now: number): void {
    for (const group of this.groups) group.startTimers(now);
  }

  /** Reports state that is full. */
  checkState(): void {
    for (const { name, collection } of this.states) {
      const { evicted } = collection;
      if (evicted > 0 && this.pace.isDue(name, evicted)) this.reports.stateFull(name, evicted);
    }
  }

  figures(): readonly ModuleFigures[] {
    return this.groups.map(({ id, tasks }) => ({
      module: id,
      failures: tasks.reduce((sum, { failures }) => sum + failures, 0),
      stopped: tasks.filter(({ stopped }) => stopped).length,
      partitions: tasks.length,
    }));
  }
}

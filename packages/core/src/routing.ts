import type { Event } from '@correlator/events';
import type { Dispatcher } from './dispatcher.ts';
import type { LaneContext } from './lane.ts';
import { checkGroups, createGroups, type ModuleGroup, type ModuleSpec } from './module-group.ts';

/** Which modules a record or an event goes to: found out once, at the start. */
export class Routing {
  readonly dispatcher: Dispatcher;
  groups: readonly ModuleGroup[] = [];
  /** The groups that want every record, and those that want a program's besides. */
  everyProgram: readonly ModuleGroup[] = [];
  readonly byProgram = new Map<string, readonly ModuleGroup[]>();
  readonly consumers = new Map<string, readonly ModuleGroup[]>();

  constructor(dispatcher: Dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** Makes the modules, and refuses those that cannot run together. */
  connect(modules: readonly ModuleSpec[], partitions: number, context: LaneContext): void {
    this.groups = modules.flatMap((spec) => createGroups(spec, partitions, context));
    checkGroups(this.groups);
    this.routeRecords();
    this.routeEvents();
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

  /** Gives a stamped event to listeners, then to the modules that consume its class. */
  publish(event: Event): void {
    if (!event.internal) this.dispatcher.dispatch(event);
    const groups = this.consumers.get(event.type);
    if (groups !== undefined) for (const group of groups) group.processEvent(event);
  }
}

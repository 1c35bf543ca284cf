import { engineEvents, type Listener } from '@correlator/core';
import { blockingEvents, messageOf } from '@correlator/events';
import type { FoundProblem } from '../loading/problem.ts';
import { type Assembly, isStored, type PolicySettings, policyOf } from '../wiring/assembly.ts';
import { dispatchersOf, partId } from '../wiring/wiring.ts';

interface Part {
  readonly id: string;
  readonly path: string;
  readonly module: Assembly['modules'][number]['made'][number];
}

function partsOf({ modules }: Assembly): Part[] {
  return modules.flatMap(({ component: { name }, made }) =>
    made.map((module) => ({ id: partId(name, module), path: `modules.${name}`, module })),
  );
}

function circleFrom(part: Part, parts: readonly Part[], way: readonly Part[]): readonly Part[] | undefined {
  const start = way.indexOf(part);
  if (start >= 0) return way.slice(start);
  for (const { type } of part.module.dispatches ?? []) {
    for (const other of parts) {
      if (!other.module.consumes?.some((wanted) => wanted.type === type)) continue;
      const circle = circleFrom(other, parts, [...way, part]);
      if (circle !== undefined) return circle;
    }
  }
  return undefined;
}

/** Returns circles of modules, each reported once, at the first of its modules. */
function circles(parts: readonly Part[]): FoundProblem[] {
  const told = new Set<Part>();
  return parts.flatMap((part): FoundProblem[] => {
    const circle = told.has(part) ? undefined : circleFrom(part, parts, []);
    if (circle === undefined || circle.some((one) => told.has(one))) return [];
    for (const one of circle) told.add(one);
    const ids = [...circle, circle[0] as Part].map(({ id }) => id).join(' -> ');
    const message = `modules feed one another in a circle: ${ids}; turn one of them off`;
    return [{ code: 'MODULE_CYCLE', path: part.path, message }];
  });
}

function sameNames(parts: readonly Part[]): FoundProblem[] {
  const twice = parts.filter(({ id }, index) => parts.findIndex((other) => other.id === id) < index);
  return twice.map(({ id, path }) => ({
    code: 'NAME_TAKEN',
    path,
    message: `two modules are called '${id}'; rename one`,
  }));
}

function dividedTimers(parts: readonly Part[]): FoundProblem[] {
  const wrong = parts.filter(({ module }) => module.partitionBy !== undefined && module.runtime.timers.length > 0);
  return wrong.map(({ id, path }) => ({
    code: 'MODULE_TIMER_PARTITIONED',
    path,
    message: `${id} has both 'partitionBy' and timers, which do not go together; report it to its author`,
  }));
}

/** Returns what is wrong with what a listener does when its queue is full, if anything. */
function whenFullProblem(listener: Listener, config: PolicySettings): string | undefined {
  const whenFull = listener.queue?.whenFull;
  const stored = isStored(listener, config);
  if (whenFull === 'keep' && !stored) {
    const fix = config.store === undefined ? 'configure one' : "set 'durable' to true";
    return `'keep' wants a store behind this listener: ${fix}, or give 'wait' or 'drop-oldest'`;
  }
  if (whenFull !== 'drop-oldest' || !stored) return undefined;
  return "'drop-oldest' is for listeners without a store behind them: give 'keep' or 'wait', or set 'durable' to false";
}

function queueProblems(assembly: Assembly, config: PolicySettings): FoundProblem[] {
  return assembly.listeners.flatMap(({ component: { name }, made }): FoundProblem[] => {
    const path = `listeners.${name}`;
    const wrong = whenFullProblem(made, config);
    if (wrong !== undefined) return [{ code: 'OPTION_INVALID', path: `${path}.queue.whenFull`, message: wrong }];
    try {
      policyOf(made, assembly, config);
      return [];
    } catch (cause) {
      const message = `its queue is not as an engine wants it: ${messageOf(cause)}; report it to its author`;
      return [{ code: 'PACKAGE_FAILED', path, message }];
    }
  });
}

/** Returns what an engine would refuse at its start. */
export function wiringProblems(assembly: Assembly, config: PolicySettings): FoundProblem[] {
  const parts = partsOf(assembly);
  return [
    ...assembly.problems,
    ...sameNames(parts),
    ...dividedTimers(parts),
    ...circles(parts),
    ...queueProblems(assembly, config),
  ];
}

function unfed(assembly: Assembly): FoundProblem[] {
  const outcomes = assembly.listeners.flatMap(({ component }) => component.manifest.events ?? []);
  const others = new Set([...outcomes, ...engineEvents, ...blockingEvents].map(({ type }) => type));
  return partsOf(assembly).flatMap(({ path, module }) => {
    const types = (module.consumes ?? []).map(({ type }) => type);
    const missing = types.filter((type) => !others.has(type) && dispatchersOf(assembly, type).length === 0);
    return missing.map((type): FoundProblem => {
      const message = `it processes events '${type}', which nothing here dispatches; add the module that does`;
      return { code: 'EVENT_UNDISPATCHED', path, message };
    });
  });
}

function ambiguousSystems({ modules, listeners }: Assembly): FoundProblem[] {
  const names = new Set(modules.map(({ component }) => component.name));
  const both = listeners.filter(({ component: { name, manifest } }) => manifest.events?.length && names.has(name));
  return both.map(({ component: { name } }) => ({
    code: 'NAME_TAKEN',
    path: `listeners.${name}`,
    message: `a module is called '${name}' too, so that criteria cannot tell their events apart; rename one`,
  }));
}

/** Returns what would run, but hardly as it is meant. */
export function wiringWarnings(assembly: Assembly): FoundProblem[] {
  return [...unfed(assembly), ...ambiguousSystems(assembly)];
}

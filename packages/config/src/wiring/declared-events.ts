import { accepts, type Criteria, engineEvents } from '@correlator/core';
import type { Event, EventClass, Severity } from '@correlator/events';
import type { Assembly } from './assembly.ts';

/** An event class that a system of a configuration says it dispatches. */
export interface DeclaredEvent {
  readonly system: string;
  readonly type: string;
  readonly severity: Severity;
  readonly audit: boolean;
}

function declared(system: string, { type, severity, fields }: EventClass): DeclaredEvent {
  // A manifest that was written by hand may leave things out.
  return { system, type, severity: severity ?? 'info', audit: fields !== undefined };
}

/** Every event class that listeners may be given: of modules, of listeners with outcomes, and of the engine. */
export function declaredEvents({ modules, listeners }: Pick<Assembly, 'modules' | 'listeners'>): DeclaredEvent[] {
  const components = [...modules, ...listeners].map(({ component }) => component);
  const own = components.flatMap(({ name, manifest }) =>
    (manifest.events ?? []).filter(({ internal }) => internal !== true).map((event) => declared(name, event)),
  );
  return [...own, ...engineEvents.map((event) => declared('engine', event))];
}

/** Events that need no declaration: a module may dispatch them at any time. */
export function plainEvents({ modules }: Pick<Assembly, 'modules'>): DeclaredEvent[] {
  const severities = ['error', 'warning', 'notice'] as const;
  return modules.flatMap(({ component: { name } }) =>
    severities.map((severity) => ({ system: name, type: severity, severity, audit: false })),
  );
}

/** Whether criteria hold for events of a class; what a predicate would say is not known. */
export function mayAccept({ where: _, ...criteria }: Criteria, { audit, ...event }: DeclaredEvent): boolean {
  return accepts(criteria, { ...event, fields: audit ? {} : undefined } as Event);
}

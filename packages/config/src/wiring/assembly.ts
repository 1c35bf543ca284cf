/** The components of a configuration, made to be asked, and what they say. */
import {
  accepts,
  type Criteria,
  engineEvents,
  type FailurePolicy,
  failurePolicyOf,
  type Input,
  type InputManifest,
  type Listener,
  type ListenerManifest,
  type Module,
  type ModuleManifest,
} from '@correlator/core';
import { durationMs, type Event, type EventClass, messageOf, type Severity } from '@correlator/events';
import type { CheckedConfig } from '../components/check-config.ts';
import type { Component } from '../components/component.ts';
import { makeListener } from '../engine/build-engine.ts';
import type { FoundProblem } from '../loading/problem.ts';
import { type Kind, placeOf } from '../manifests/package-names.ts';

/** A component, and what its manifest made of it. */
export interface Assembled<M, T> {
  readonly component: Component<M>;
  readonly made: T;
}

/** The components of a configuration, made but not started. */
export interface Assembly {
  readonly inputs: readonly Assembled<InputManifest<never>, Input>[];
  /** The modules, each with its parts. */
  readonly modules: readonly Assembled<ModuleManifest<never>, readonly Module[]>[];
  readonly listeners: readonly Assembled<ListenerManifest<never>, Listener>[];
  /** The problems of components that cannot be made. */
  readonly problems: readonly FoundProblem[];
}

type Made<M, T> = { readonly assembled?: Assembled<M, T>; readonly problem?: FoundProblem };

function make<M extends { readonly kind: Kind }, T>(component: Component<M>, create: () => T): Made<M, T> {
  try {
    return { assembled: { component, made: create() } };
  } catch (cause) {
    const path = placeOf(component.manifest.kind, component.name);
    const message = `cannot be made with these options: ${messageOf(cause)}; change them, or report it to its author`;
    return { problem: { code: 'PACKAGE_FAILED', path, message } };
  }
}

function partsOf({ manifest, options }: Component<ModuleManifest<never>>): readonly Module[] {
  const made: unknown = manifest.create(options as never);
  if (typeof made !== 'object' || made === null)
    throw new TypeError("its 'create' made no module; return one, or a list of its parts");
  return Array.isArray(made) ? (made as readonly Module[]) : [made as Module];
}

const assembledOf = <M, T>(made: readonly Made<M, T>[]): Assembled<M, T>[] =>
  made.flatMap(({ assembled }) => assembled ?? []);

/** Makes the components of a checked configuration, to ask them what they read, process and handle. Starts nothing. */
export function assemble(config: CheckedConfig): Assembly {
  const inputs = config.inputs.map((component) =>
    make(component, () => component.manifest.create(component.options as never, { name: component.name })),
  );
  const modules = config.modules.map((component) => make(component, () => partsOf(component)));
  const listeners = config.listeners.map((component) => make(component, () => makeListener(component)));
  return {
    inputs: assembledOf(inputs),
    modules: assembledOf(modules),
    listeners: assembledOf(listeners),
    problems: [...inputs, ...modules, ...listeners].flatMap(({ problem }) => problem ?? []),
  };
}

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

/** Returns every event class that listeners may be given: of modules, of listeners with outcomes, and of the engine. */
export function declaredEvents({ modules, listeners }: Pick<Assembly, 'modules' | 'listeners'>): DeclaredEvent[] {
  const components = [...modules, ...listeners].map(({ component }) => component);
  const own = components.flatMap(({ name, manifest }) =>
    (manifest.events ?? []).filter(({ internal }) => internal !== true).map((event) => declared(name, event)),
  );
  return [...own, ...engineEvents.map((event) => declared('engine', event))];
}

/** Returns events that need no declaration: a module may dispatch them at any time. */
export function plainEvents({ modules }: Pick<Assembly, 'modules'>): DeclaredEvent[] {
  const severities = ['error', 'warning', 'notice'] as const;
  return modules.flatMap(({ component: { name } }) =>
    severities.map((severity) => ({ system: name, type: severity, severity, audit: false })),
  );
}

/** Returns whether criteria hold for events of a class; what a predicate would say is not known. */
export function mayAccept({ where: _, ...criteria }: Criteria, { audit, ...event }: DeclaredEvent): boolean {
  return accepts(criteria, { ...event, fields: audit ? {} : undefined } as Event);
}

/** The part of a configuration that decides, beside the listeners themselves, what happens if one fails. */
export type PolicySettings = Pick<CheckedConfig, 'settings' | 'store'>;

/** Returns whether a store stands behind the queue of a listener. */
export function isStored({ durable }: Listener, { store }: PolicySettings): boolean {
  return store !== undefined && durable !== false;
}

/** Returns the failure policy that an engine would give to a listener. Throws `OPTIONS_INVALID` and `DURATION_INVALID`. */
export function policyOf(listener: Listener, { inputs }: Assembly, config: PolicySettings): FailurePolicy {
  const live = inputs.some(({ made }) => made.live === true);
  const patienceMs = live ? durationMs(config.settings.patience ?? '5s', 'patience') : Number.POSITIVE_INFINITY;
  return failurePolicyOf(listener, { patienceMs, stored: isStored(listener, config) });
}

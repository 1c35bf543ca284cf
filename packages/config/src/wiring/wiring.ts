import { relative } from 'node:path';
import type { FailurePolicy, Module } from '@correlator/core';
import type { Severity } from '@correlator/events';
import { pathOptions } from '../components/resolve-paths.ts';
import {
  type Assembled,
  type Assembly,
  type DeclaredEvent,
  declaredEvents,
  mayAccept,
  type PolicySettings,
  policyOf,
} from './assembly.ts';

/** An input of a wiring. */
export interface WiredInput {
  readonly name: string;
  /** The name of its manifest, such as `file`. */
  readonly use: string;
  /** Whether it waits for more; otherwise it ends. */
  readonly live: boolean;
  /** The paths that it reads, from the configuration's folder if they are below it. */
  readonly paths: readonly string[];
  /** What is worth knowing of it, as its manifest says. */
  readonly remarks: readonly string[];
}

/** Events that a part of a module consumes. */
export interface WiredConsumption {
  readonly type: string;
  /** The modules, or parts of them, that dispatch it. */
  readonly from: readonly string[];
}

/** A part of a module; most have only one, without a name. */
export interface WiredPart {
  /** Its name, such as `sshd` or, of several parts, `sshd/sessions`. */
  readonly id: string;
  /** Whether it processes records. */
  readonly records: boolean;
  /** The programs whose records those are; null for all. */
  readonly programs: readonly string[] | null;
  readonly consumes: readonly WiredConsumption[];
  /** The record's or event's field by which it is divided into partitions; null if it is not. */
  readonly dividedBy: string | null;
}

/** A module of a wiring. */
export interface WiredModule {
  readonly name: string;
  readonly use: string;
  readonly parts: readonly WiredPart[];
  /** The events that it dispatches to listeners. */
  readonly events: readonly { readonly type: string; readonly severity: Severity; readonly audit: boolean }[];
}

/** The events of one system that a listener is given. */
export interface WiredDelivery {
  readonly system: string;
  readonly types: readonly string[];
  /** The types that the system declares besides, and that the listener is not given. */
  readonly others: readonly string[];
}

/** A listener of a wiring. */
export interface WiredListener {
  readonly name: string;
  readonly use: string;
  /** By system, modules first; events that nobody declares are not among them. */
  readonly events: readonly WiredDelivery[];
  /** Whether a predicate of the configuration's own narrows them. */
  readonly where: boolean;
  /** The types of the outcomes that it dispatches. */
  readonly outcomes: readonly string[];
  /** What happens if it fails, hangs or is slow. */
  readonly policy: WiredPolicy;
}

/** The failure policy of a listener, complete, as plain data. */
export interface WiredPolicy extends Omit<FailurePolicy, 'patienceMs'> {
  /** How long in all live inputs wait for it until it has caught up; null if all inputs end, which wait as long as it takes. */
  readonly patienceMs: number | null;
}

/** The wiring of what a configuration would run: who reads, who processes what, and who is given which events. */
export interface Wiring {
  readonly instance: string;
  readonly zone: string;
  readonly partitions: number;
  /** The store, such as `sqlite`; null if nothing is kept. */
  readonly store: string | null;
  readonly inputs: readonly WiredInput[];
  readonly modules: readonly WiredModule[];
  readonly listeners: readonly WiredListener[];
}

type Parts = Assembly['modules'][number];

/** Returns how a part is called in reports: its module's name, and its own if it has one. */
export const partId = (module: string, { part }: Pick<Module, 'part'>): string =>
  part === '' || part === undefined ? module : `${module}/${part}`;

/**
 * Returns the parts of modules that dispatch events of a type (the module itself if only its manifest says so), and listeners.
 */
export function dispatchersOf({ modules, listeners }: Assembly, type: string): string[] {
  const telling = listeners.filter(({ component }) => component.manifest.events?.some((event) => event.type === type));
  const parts = modules.flatMap(({ component: { name, manifest }, made }) => {
    const parts = made.filter(({ dispatches }) => dispatches?.some((event) => event.type === type));
    if (parts.length > 0) return parts.map((part) => partId(name, part));
    return manifest.events?.some((event) => event.type === type) ? [name] : [];
  });
  return [...parts, ...telling.map(({ component }) => component.name)];
}

function wiredPart(module: string, part: Module, assembly: Assembly): WiredPart {
  const { programs, consumes = [], partitionBy } = part;
  return {
    id: partId(module, part),
    records: typeof part.process === 'function',
    programs: programs ?? null,
    consumes: consumes.map(({ type }) => ({ type, from: dispatchersOf(assembly, type) })),
    dividedBy: partitionBy?.record ?? partitionBy?.event ?? null,
  };
}

function wiredModule({ component, made }: Parts, assembly: Assembly, events: readonly DeclaredEvent[]) {
  const { name, manifest } = component;
  const own = events.filter(({ system }) => system === name);
  return {
    name,
    use: manifest.name,
    parts: made.map((part) => wiredPart(name, part, assembly)),
    events: own.map(({ type, severity, audit }) => ({ type, severity, audit })),
  };
}

function wiredPolicy(policy: FailurePolicy): WiredPolicy {
  return { ...policy, patienceMs: Number.isFinite(policy.patienceMs) ? policy.patienceMs : null };
}

function wiredListener(
  { component, made }: Assembly['listeners'][number],
  events: readonly DeclaredEvent[],
  policy: FailurePolicy,
): WiredListener {
  const criteria = made.criteria ?? {};
  const systems = [...new Set(events.map(({ system }) => system))];
  const deliveries = systems.flatMap((system): WiredDelivery[] => {
    const own = events.filter((event) => event.system === system);
    const [given, others] = [true, false].map((wanted) =>
      own.filter((event) => mayAccept(criteria, event) === wanted).map(({ type }) => type),
    );
    return given?.length ? [{ system, types: given, others: others ?? [] }] : [];
  });
  const { name, manifest } = component;
  const outcomes = (manifest.events ?? []).map(({ type }) => type);
  return {
    name,
    use: manifest.name,
    events: deliveries,
    where: criteria.where !== undefined,
    outcomes,
    policy: wiredPolicy(policy),
  };
}

function shownPath(path: string, directory: string): string {
  const below = relative(directory, path);
  return path === '-' || below.startsWith('..') || below === '' ? path : below;
}

function wiredInput(
  { component, made }: Assembled<Assembly['inputs'][number]['component']['manifest'], { readonly live: boolean }>,
  directory: string,
): WiredInput {
  const { name, manifest, given, options } = component;
  const paths = pathOptions(manifest.options, given).map((path) => shownPath(path, directory));
  const remarks = manifest.remarks?.(options as never) ?? [];
  return { name, use: manifest.name, live: made.live === true, paths, remarks };
}

/** Returns the wiring of components that were made and have no problems. Paths are shown from `directory`. */
export function wiringOf(assembly: Assembly, config: PolicySettings, directory: string): Wiring {
  const events = declaredEvents(assembly);
  const { settings, store } = config;
  const { instance = 'correlator', zone = 'UTC', partitions = 1 } = settings;
  return {
    instance,
    zone,
    partitions,
    store: store?.manifest.name ?? null,
    inputs: assembly.inputs.map((input) => wiredInput(input, directory)),
    modules: assembly.modules.map((module) => wiredModule(module, assembly, events)),
    listeners: assembly.listeners.map((listener) =>
      wiredListener(listener, events, policyOf(listener.made, assembly, config)),
    ),
  };
}

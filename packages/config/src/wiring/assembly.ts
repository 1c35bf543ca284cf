import type { Input, InputManifest, Listener, ListenerManifest, Module, ModuleManifest } from '@correlator/core';
import { messageOf } from '@correlator/events';
import type { CheckedConfig } from '../components/check-config.ts';
import type { Component } from '../components/component.ts';
import { makeListener } from '../engine/build-engine.ts';
import type { FoundProblem } from '../loading/problem.ts';
import { type Kind, placeOf } from '../manifests/package-names.ts';

/** A component with what its manifest made of it. */
export interface Assembled<M, T> {
  readonly component: Component<M>;
  readonly made: T;
}

/** The components of a configuration, made but not started. */
export interface Assembly {
  readonly inputs: readonly Assembled<InputManifest<never>, Input>[];
  /** Each with its parts. */
  readonly modules: readonly Assembled<ModuleManifest<never>, readonly Module[]>[];
  readonly listeners: readonly Assembled<ListenerManifest<never>, Listener>[];
  /** Of components that cannot be made. */
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

/** What authors of components read: the contracts between components and the engine. */
import type { EventClass } from '@correlator/events';
import type { Criteria } from './criteria.ts';
import type { Input } from './input.ts';
import type { Listener } from './listener.ts';
import type { Module } from './module.ts';
import type { StandardSchema } from './schema.ts';
import type { DeadLetters, Store } from './store.ts';
import type { Tap } from './tap.ts';

/** The version of the contract between the engine and components that this core speaks. */
export const apiVersion = 1;

/** Something on this machine that would stop a component from starting. */
export interface Obstacle {
  /** A stable code, such as `FILE_NOT_FOUND`. */
  readonly code: string;
  /** The option that it is about, such as `paths.0`. @default the component itself */
  readonly path?: string;
  /** What is wrong, and the fix. */
  readonly message: string;
}

/** What a manifest says whatever its kind: inert data that configuration, documentation and tools read. */
export interface ManifestBase<O> {
  /** The short name by which a configuration uses it, such as `sshd`. */
  readonly name: string;
  /** The contract version it was written for: `apiVersion`. */
  readonly api: number;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** Its options as a Standard Schema, defaults included. */
  readonly options: StandardSchema<O>;
  /**
   * What on this machine would stop it from starting, such as files that are not there. Asked by who checks a
   * configuration without running it; it leaves everything as it is.
   * @default nothing
   */
  obstacles?(options: O): Promise<readonly Obstacle[]>;
}

/** A module that a configuration can name. */
export interface ModuleManifest<O = unknown> extends ManifestBase<O> {
  readonly kind: 'module';
  /** The event classes it dispatches, internal ones aside. */
  readonly events: readonly EventClass[];
  /** What reads along beside the module; called once per engine, without effects until they are started. @default none */
  taps?(options: O): readonly Tap[];
  /** A fresh module, or the cooperating parts of one. Called once per partition. */
  create(options: O): Module | readonly Module[];
}

/** A listener that a configuration can name. */
export interface ListenerManifest<O = unknown> extends ManifestBase<O> {
  readonly kind: 'listener';
  /** The event classes that its outcomes are of. @default none */
  readonly events?: readonly EventClass[];
  create(options: O, setup: { readonly name: string; readonly criteria: Criteria }): Listener;
}

/** An input that a configuration can name. */
export interface InputManifest<O = unknown> extends ManifestBase<O> {
  readonly kind: 'input';
  /** It cannot read again what it gave, as what comes by the network: a journal is of use to it. @default false */
  readonly volatile?: boolean;
  /**
   * What whoever checks a configuration should know of an input with these options and cannot see in them: what it reads besides, what
   * it cannot know. Short texts for people, each a sentence without its full stop.
   * @default nothing
   */
  remarks?(options: O): readonly string[];
  create(options: O, setup: { readonly name: string }): Input;
}

/** A store that a configuration can name. */
export interface StoreManifest<O = unknown> extends ManifestBase<O> {
  readonly kind: 'store';
  create(options: O): Store;
  /** Opens its dead letters beside an engine that may be using it. Throws a `CorrelatorError`. @default it cannot */
  deadLetters?(options: O): DeadLetters;
}

/** Any manifest. */
export type Manifest = ModuleManifest<never> | ListenerManifest<never> | InputManifest<never> | StoreManifest<never>;

/** Types a module's manifest; returns it as it is. */
export function defineModule<O>(manifest: Omit<ModuleManifest<O>, 'kind'>): ModuleManifest<O> {
  return { kind: 'module', ...manifest };
}

/** Types a listener's manifest; returns it as it is. */
export function defineListener<O>(manifest: Omit<ListenerManifest<O>, 'kind'>): ListenerManifest<O> {
  return { kind: 'listener', ...manifest };
}

/** Types an input's manifest; returns it as it is. */
export function defineInput<O>(manifest: Omit<InputManifest<O>, 'kind'>): InputManifest<O> {
  return { kind: 'input', ...manifest };
}

/** Types a store's manifest; returns it as it is. */
export function defineStore<O>(manifest: Omit<StoreManifest<O>, 'kind'>): StoreManifest<O> {
  return { kind: 'store', ...manifest };
}

/** What a configuration may say. */
import type { JournalOptions } from '@correlator/capture';
import type {
  Criteria,
  InputManifest,
  ListenerManifest,
  ManifestBase,
  ModuleManifest,
  QueueOptions,
  StandardSchema,
  StoreManifest,
} from '@correlator/core';

/** A manifest whatever the type of its options. */
export type AnyOptions<M extends ManifestBase<never>> = Omit<M, 'options'> & {
  readonly options: StandardSchema<unknown>;
};

/** The part of a component in a configuration: the options of its package, beside what every component has. */
export interface ComponentConfig<M extends ManifestBase<never>> {
  /**
   * Which package it is: a short name (`nginx`), a package's full name, a path (`./my-module.ts`), or, in a
   * configuration written in TypeScript or JavaScript, a manifest.
   * @default the component's own name
   */
  readonly use?: string | AnyOptions<M>;
  /** Everything else is an option of the component. */
  readonly [option: string]: unknown;
}

/** The part of an input in a configuration. */
export interface InputConfig extends ComponentConfig<InputManifest<never>> {
  /**
   * The file to which an input that cannot read again (`syslog`) writes what it receives before that is processed. @default
   * none
   */
  readonly journal?: JournalOptions;
}

/** The part of a listener in a configuration. */
export interface ListenerConfig extends ComponentConfig<ListenerManifest<never>> {
  /** Which events it is given. @default all that it can use */
  readonly criteria?: Criteria;
  /** How many events wait for it, and what happens if it fails, hangs or is slow. @default what the listener says */
  readonly queue?: QueueOptions;
  /** With a store: which events survive a crash until it has handled them. @default what the listener says: most say all */
  readonly durable?: boolean | Criteria;
}

/** The part of the store in a configuration. */
export interface StoreConfig extends ComponentConfig<StoreManifest<never>> {
  /** How often a checkpoint is saved. @default '1s' */
  readonly interval?: string | number;
  /** How many bytes of events wait for listeners before inputs wait too, such as `'1GiB'`. @default '1GiB' */
  readonly maxBytes?: string | number;
}

/** Components by name. `true` is one without options; `false` turns one off. */
export type ComponentConfigs<C> = Readonly<Record<string, C | boolean | null>>;

/** A configuration. */
export interface Config {
  /** The name of this engine: part of the identity of its events. @default 'correlator' */
  readonly instance?: string;
  /** The zone in which days begin, and of records that name none: an IANA name. @default 'UTC' */
  readonly zone?: string;
  /** How many partitions the modules are divided into. @default 1 */
  readonly partitions?: number;
  /** How long in all a slow listener may hold live inputs up until it has caught up. @default '5s' */
  readonly patience?: string | number;
  /** How much later than the latest record of its input a record may be before it counts as late. @default '5s' */
  readonly lateness?: string | number;
  /** How far ahead of its receipt a live record's time may be. @default '1m' */
  readonly maxSkew?: string | number;
  readonly inputs?: ComponentConfigs<InputConfig>;
  readonly modules?: ComponentConfigs<ComponentConfig<ModuleManifest<never>>>;
  /** What acts on events, by name. @default { log: {} } */
  readonly listeners?: ComponentConfigs<ListenerConfig>;
  /**
   * Where state, positions and undelivered events survive a crash: `true` is a store by the name of `sqlite`.
   * @default none: nothing is written
   */
  readonly store?: StoreConfig | boolean | null;
}

/**
 * Types a configuration, and returns it as it is.
 *
 * @example
 * export default defineConfig({
 *   inputs: { auth: { use: 'file', paths: ['/var/log/auth.log'] } },
 *   modules: { sshd: { limit: 5 } },
 * });
 */
export function defineConfig(config: Config): Config {
  return config;
}

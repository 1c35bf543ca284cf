import {
  createEngine,
  createKeptInput,
  type Engine,
  type EngineOptions,
  type InputManifest,
  type KeptInput,
  type Listener,
  type Store,
} from '@correlator/core';
import type { CheckedConfig } from '../components/check-config.ts';
import type { Component } from '../components/component.ts';
import { engineParts, makeInput } from './build-engine.ts';

/** The options of an engine whose configuration can be changed while it runs. */
export interface ReloadingOptions {
  /** Reads and checks the configuration, anew each time; rejects if it is wrong. */
  readonly load: () => Promise<CheckedConfig>;
  /** Listeners of the program's own, besides those of the configuration. @default none */
  readonly listeners?: () => readonly Listener[];
}

/** The outcome of a reload. */
export interface Reloaded {
  /** Inputs that stayed open, as nothing was changed in them. */
  readonly kept: readonly string[];
  readonly ms: number;
}

/** An engine whose configuration can be changed while it runs. */
export interface ReloadingEngine {
  /** The engine that runs now. */
  readonly engine: Engine;
  readonly parts: EngineOptions;
  /** Starts it, as an engine does. */
  start(): Promise<void>;
  /** Resolves, or rejects, when that of the last engine does. */
  readonly finished: Promise<void>;
  stop(): Promise<void>;
  /**
   * Goes on with the configuration as it is now: another engine takes over the state, and inputs in which nothing was changed
   * stay open. Rejects if the configuration is wrong, or cannot be started; the one before goes on then.
   */
  reload(): Promise<Reloaded>;
}

/**
 * Makes an engine whose configuration can be changed while it runs.
 *
 * @example
 * const load = async () => requireConfig(await loadConfig({ path: 'bastion.yaml' }), { from: [import.meta.url] });
 * const reloading = createReloadingEngine({ load });
 * await reloading.start();
 * process.on('SIGHUP', () => reloading.reload().catch(console.error));
 */
export function createReloadingEngine(options: ReloadingOptions): ReloadingEngine {
  return new Reloading(options);
}

type InputComponent = Component<InputManifest<never>>;

interface OpenInput {
  readonly signature: string | undefined;
  readonly input: KeptInput;
}

/** Returns what an input is made of, to be compared; undefined if it cannot be. */
function signatureOf({ manifest, given, journal }: InputComponent): string | undefined {
  let comparable = true;
  const text = JSON.stringify([manifest.name, given, journal], (_, value) => {
    if (typeof value === 'function') comparable = false;
    return value;
  });
  return comparable ? text : undefined;
}

/** The engine between two others. */
const idle = { stop: async () => {}, requestStatistics: () => {} } as unknown as Engine;

class Reloading implements ReloadingEngine {
  readonly options: ReloadingOptions;
  readonly finished: Promise<void>;
  settle = { resolve: () => {}, reject: (_error: unknown) => {} };
  engine: Engine = idle;
  parts!: EngineOptions;
  config!: CheckedConfig;
  inputs = new Map<string, OpenInput>();
  turn: Promise<unknown> = Promise.resolve();
  stopping = false;

  constructor(options: ReloadingOptions) {
    this.options = options;
    this.finished = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.finished.catch(() => {});
  }

  start(): Promise<void> {
    const begun = (async () => this.run(await this.options.load(), undefined))();
    this.turn = begun;
    return begun;
  }

  /** Makes an engine, and starts it. */
  async run(config: CheckedConfig, initial: Store | undefined): Promise<void> {
    const kept = this.inputs;
    this.inputs = new Map(config.inputs.map((component) => [component.name, this.open(component, kept)]));
    const parts = engineParts({ ...config, inputs: [] });
    const inputs = [...this.inputs.values()].map(({ input }) => input);
    const listeners = [...(parts.listeners ?? []), ...(this.options.listeners?.() ?? [])];
    this.parts = { ...parts, inputs, listeners, initial };
    this.engine = createEngine(this.parts);
    await this.engine.start();
    this.config = config;
    this.watch(this.engine);
  }

  open(component: InputComponent, kept: ReadonlyMap<string, OpenInput>): OpenInput {
    const known = kept.get(component.name);
    const signature = signatureOf(component);
    if (known !== undefined && known.signature === signature && signature !== undefined) return known;
    return { signature, input: createKeptInput(makeInput(component)) };
  }

  /** Watches for the end of an engine, which is the end of all unless another one takes over. */
  watch(engine: Engine): void {
    engine.finished.then(
      () => engine === this.engine && this.settle.resolve(),
      (error) => engine === this.engine && this.settle.reject(error),
    );
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.turn.catch(() => {});
    await this.engine.stop();
  }

  reload(): Promise<Reloaded> {
    const done = this.turn.catch(() => {}).then(() => this.change());
    this.turn = done;
    return done;
  }

  async change(): Promise<Reloaded> {
    const begun = performance.now();
    const [before, next] = [this.config, await this.options.load()];
    const kept = next.inputs.filter((component) => this.stays(component)).map(({ name }) => name);
    for (const name of kept) this.inputs.get(name)?.input.keep();
    const { engine } = this;
    this.engine = idle;
    const initial = await engine.handOver();
    for (const name of [...this.inputs.keys()]) if (!kept.includes(name)) this.inputs.delete(name);
    try {
      await this.run(next, initial);
    } catch (error) {
      await this.goBack(before, initial);
      throw error;
    }
    return { kept, ms: Math.round(performance.now() - begun) };
  }

  stays(component: InputComponent): boolean {
    const signature = signatureOf(component);
    return signature !== undefined && this.inputs.get(component.name)?.signature === signature;
  }

  /** Goes back to the configuration before one that cannot be started; its inputs are stopped, and are opened again. */
  async goBack(config: CheckedConfig, initial: Store | undefined): Promise<void> {
    try {
      await this.run(config, initial);
    } catch (error) {
      this.settle.reject(error);
    }
  }
}

/** The engine: its public side, and the life of one run. */

import type { InputLedger, ListenerFigures, ModuleFigures } from '../contract/figures.ts';
import type { Store } from '../contract/store.ts';
import { InputReader } from '../intake/input-reader.ts';
import { ReceiptReader } from '../intake/replay.ts';
import { Ticker } from '../intake/ticker.ts';
import { createParts, type EngineParts } from './connect.ts';
import type { EngineOptions } from './options.ts';
import { startParts } from './start.ts';
import { type Ending, stopParts } from './stop.ts';

/** How far an engine has come. */
export interface EngineProgress {
  readonly records: number;
  readonly bytes: number;
  /** Of all there is to read, 0 to 1, where every input knows. */
  readonly fraction: number | undefined;
  /** ms since 1970 UTC, or undefined before the first record. */
  readonly eventTime: number | undefined;
}

/** Pulls batches from inputs, gives each record to the modules that want its program, dispatches their events. */
export interface Engine {
  /** Starts listeners, then modules, then inputs. What was started is stopped again where something cannot start. */
  start(): Promise<void>;
  /** Resolves when all inputs ended, or `stop` was called, and everything is drained and stopped. */
  readonly finished: Promise<void>;
  /**
   * Stops inputs, reports statistics, drains and stops listeners. Calling it twice does no harm; where it comes before
   * `start`, nothing is ever started.
   */
  stop(): Promise<void>;
  /**
   * As `stop`, but without statistics: another engine goes on from here. Resolves to what that begins with as `initial`;
   * undefined where the store has it.
   */
  handOver(): Promise<Store | undefined>;
  /** `start`, then `finished`. */
  run(): Promise<void>;
  /** Asks the modules for statistics now and dispatches them, as operational events. */
  requestStatistics(): void;
  ledger(): readonly InputLedger[];
  listeners(): readonly ListenerFigures[];
  modules(): readonly ModuleFigures[];
  progress(): EngineProgress;
}

/** Makes an engine. Its parts are connected at `start`. */
export function createEngine(options: EngineOptions): Engine {
  return new RunningEngine(options);
}

class RunningEngine implements Engine {
  readonly parts: EngineParts;
  readonly finished: Promise<void>;
  settle: { resolve: () => void; reject: (error: unknown) => void } = { resolve: () => {}, reject: () => {} };
  starting: Promise<void> | undefined = undefined;
  stopping: Promise<void> | undefined = undefined;
  readonly ticker: Ticker;
  /** What reads inputs, or receipts in place of them. */
  readers: readonly (InputReader | ReceiptReader)[] = [];
  /** Another engine goes on from here. */
  handing = false;
  ending: Ending = { failures: [], handed: undefined };

  constructor(options: EngineOptions) {
    this.parts = createParts(options);
    const { settings, intake, reports } = this.parts;
    this.ticker = new Ticker(settings.clock, intake, reports);
    this.finished = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.finished.catch(() => {});
  }

  async run(): Promise<void> {
    await this.start();
    await this.finished;
  }

  start(): Promise<void> {
    if (this.stopping === undefined) this.starting ??= this.begin();
    return this.starting ?? Promise.resolve();
  }

  async begin(): Promise<void> {
    const { options, intake, outcomes, dispatcher } = this.parts;
    await startParts(this.parts);
    outcomes.open();
    for (const queue of dispatcher.durable) queue.open();
    this.readers = options.receipts === undefined ? this.startReaders() : [new ReceiptReader(options.receipts, intake)];
    Promise.allSettled(this.readers.map(({ finished }) => finished)).then(() => this.stop());
  }

  startReaders(): readonly InputReader[] {
    const { inputs, settings, reports, intake, checkpointer: backpressure } = this.parts;
    if (inputs.some(({ input }) => input.live)) this.ticker.start();
    const { clock, zone } = settings;
    return inputs.map((state) => new InputReader(state, { clock, zone: zone.name, reports, intake, backpressure }));
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  async handOver(): Promise<Store | undefined> {
    this.handing = true;
    await this.stop();
    return this.ending.handed;
  }

  async end(): Promise<void> {
    try {
      await this.starting;
    } catch (error) {
      this.settle.reject(error);
      return;
    }
    this.ticker.stop();
    if (this.starting !== undefined) this.ending = await stopParts(this.parts, this.readers, this.handing);
    const [first] = this.ending.failures;
    if (this.ending.failures.length === 0) this.settle.resolve();
    else this.settle.reject(first);
  }

  requestStatistics(): void {
    this.parts.runEnds.byHand();
  }

  ledger(): readonly InputLedger[] {
    return this.parts.inputs.map(({ ledger }) => ledger.figures());
  }

  listeners(): readonly ListenerFigures[] {
    return this.parts.dispatcher.figures();
  }

  modules(): readonly ModuleFigures[] {
    return this.parts.router.figures();
  }

  progress(): EngineProgress {
    const { inputs, watermarks } = this.parts;
    const { time } = watermarks;
    const fractions = inputs.map(({ input }) => input.progress?.());
    const known = fractions.every((fraction) => fraction !== undefined) && fractions.length > 0;
    return {
      records: inputs.reduce((sum, { ledger }) => sum + ledger.processed, 0),
      bytes: inputs.reduce((sum, { ledger }) => sum + ledger.bytes, 0),
      fraction: known ? fractions.reduce<number>((sum, f) => sum + (f ?? 0), 0) / fractions.length : undefined,
      eventTime: time.begun ? time.now : undefined,
    };
  }
}

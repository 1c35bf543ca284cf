import { snapshotOf } from '../checkpoints/checkpointer.ts';
import type { ListenerFigures, ModuleFigures } from '../contract/figures.ts';
import type { Store } from '../contract/store.ts';
import { InputReader } from '../intake/input-reader.ts';
import type { InputLedger } from '../intake/input-state.ts';
import { ReceiptReader } from '../intake/replay.ts';
import { Ticker } from '../intake/ticker.ts';
import { createParts, type EngineParts } from './connect.ts';
import type { EngineOptions } from './options.ts';
import { startParts } from './start.ts';

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
  /** Another engine goes on: there are no statistics at the end of this one. */
  handing = false;
  handed: Store | undefined = undefined;
  /** What went wrong with the run as a whole, in order. */
  readonly failures: unknown[] = [];

  constructor(options: EngineOptions) {
    this.parts = createParts(options);
    this.ticker = new Ticker(this.parts);
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
    const { slots } = this.parts;
    if (slots.some(({ input }) => input.live)) this.ticker.start();
    return slots.map((slot) => new InputReader(slot, this.parts));
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  async handOver(): Promise<Store | undefined> {
    this.handing = true;
    await this.stop();
    return this.handed;
  }

  /** Whatever fails on the way, the rest is stopped all the same. */
  async end(): Promise<void> {
    try {
      await this.starting;
    } catch (error) {
      this.settle.reject(error);
      return;
    }
    if (this.starting !== undefined) await this.attempt(() => this.drain());
    if (this.failures.length === 0) this.settle.resolve();
    else this.settle.reject(this.failures[0]);
  }

  async drain(): Promise<void> {
    const { options, slots, watermarks, checkpointer, dispatcher, taps } = this.parts;
    this.ticker.stop();
    checkpointer.stop();
    // A run that is stopped on the way, or fails, goes on later: event time catches up only where no more is to come.
    const over = slots.every(({ input, ended, failure }) => ended && !input.live && failure === undefined);
    const ended = over && !this.handing;
    await Promise.all(this.readers.map((reader) => this.attempt(() => reader.stop())));
    await this.parts.intake.turn;
    await taps.stop();
    for (const { failure } of slots) if (failure !== undefined) this.failures.push(failure.thrown);
    if (ended) await this.attempt(async () => watermarks.catchUp());
    await this.attempt(() => this.deliverAll());
    if (!this.handing) await this.attempt(() => this.tellStatistics());
    await this.attempt(() => checkpointer.saveAtEnd());
    if (this.handing && options.store === undefined) this.handed = await snapshotOf(this.parts);
    this.failures.push(...(await dispatcher.stop()));
    await this.attempt(async () => options.store?.close());
  }

  async tellStatistics(): Promise<void> {
    const { statistics } = this.parts;
    statistics.end();
    await this.deliverAll();
    statistics.troublesAtEnd();
    await this.deliverAll();
  }

  /** Until listeners have handled all, or are given up: what waits for a commit is committed first. */
  async deliverAll(): Promise<void> {
    const { dispatcher, outbox, checkpointer } = this.parts;
    await dispatcher.drain();
    while ((outbox?.staged.length ?? 0) > 0) {
      const saved = await checkpointer.saveAtEnd().then(
        () => true,
        () => false,
      );
      if (!saved) return;
      await dispatcher.drain();
    }
  }

  async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.failures.push(error);
    }
  }

  requestStatistics(): void {
    this.parts.statistics.byHand();
  }

  ledger(): readonly InputLedger[] {
    return this.parts.slots.map(({ ledger }) => ledger.figures());
  }

  listeners(): readonly ListenerFigures[] {
    return this.parts.dispatcher.figures();
  }

  modules(): readonly ModuleFigures[] {
    return this.parts.router.figures();
  }

  progress(): EngineProgress {
    const { slots, watermarks } = this.parts;
    const fractions = slots.map(({ input }) => input.progress?.());
    const known = fractions.every((fraction) => fraction !== undefined) && fractions.length > 0;
    return {
      records: slots.reduce((sum, { ledger }) => sum + ledger.processed, 0),
      bytes: slots.reduce((sum, { ledger }) => sum + ledger.bytes, 0),
      fraction: known ? fractions.reduce<number>((sum, f) => sum + (f ?? 0), 0) / fractions.length : undefined,
      eventTime: watermarks.begun ? watermarks.time.now : undefined,
    };
  }
}

/** The one order in which the engine acts on what it is told. */
import type { Clock } from '../base/clock.ts';
import type { RecordBatch } from '../contract/input.ts';
import type { InputReceipt, Receipt } from '../contract/tap.ts';
import type { Watermarks } from '../time/watermarks.ts';
import type { InputState } from './input-state.ts';
import type { RecordProcessor } from './records.ts';
import type { Taps } from './taps.ts';

/** What an intake works with. */
export interface IntakeParts {
  readonly clock: Clock;
  readonly inputs: readonly InputState[];
  readonly watermarks: Watermarks;
  readonly processor: RecordProcessor;
  readonly taps: Taps;
  /** Whether anybody will ask for positions: with a store. */
  readonly notesPositions: boolean;
}

/**
 * What the engine is told, in one order: batches, ticks, and what becomes of inputs. One at a time, whoever waits for
 * listeners in it. Taps are told before anything comes of it; acted on again in this order, the same comes of it.
 */
export class Intake {
  readonly parts: IntakeParts;
  turn: Promise<void> = Promise.resolve();
  /** How much it was told, ticks aside. */
  taken = 0;

  constructor(parts: IntakeParts) {
    this.parts = parts;
  }

  /** Processes a batch that an input gave, when all before is done. */
  batch(input: InputState, batch: RecordBatch): Promise<void> {
    return this.inTurn(async () => {
      await this.take({ kind: 'batch', at: this.parts.clock.now(), input: input.name, batch }, input);
      if (this.parts.notesPositions) input.position = input.input.positions();
    });
  }

  /** Lets the wall clock move event time on, where it does. */
  tick(): Promise<void> {
    return this.inTurn(async () => {
      const at = this.parts.clock.now();
      if (this.parts.watermarks.ticks(at)) await this.take({ kind: 'tick', at }, undefined);
    });
  }

  /** Takes it that an input failed, came back, or ended. */
  input(input: InputState, state: InputReceipt['state']): Promise<void> {
    return this.inTurn(() => this.take({ kind: 'input', at: this.parts.clock.now(), input: input.name, state }, input));
  }

  /** Acts on a receipt of an earlier run. */
  replay(receipt: Receipt): Promise<void> {
    const input = receipt.kind === 'tick' ? undefined : this.parts.inputs.find(({ name }) => name === receipt.input);
    return this.inTurn(() => this.take(receipt, input));
  }

  /** Runs `action` when all before is done, and before anything else is taken. */
  async inTurn<T>(action: () => Promise<T>): Promise<T> {
    const before = this.turn;
    let done = () => {};
    this.turn = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    try {
      return await action();
    } finally {
      done();
    }
  }

  async take(receipt: Receipt, input: InputState | undefined): Promise<void> {
    const { taps, watermarks, processor } = this.parts;
    // Ticks come every second, and come again after a restart.
    if (receipt.kind !== 'tick') this.taken++;
    if (!taps.none) await taps.receive(receipt);
    watermarks.see(receipt.at);
    if (receipt.kind === 'tick') watermarks.tick(receipt.at);
    else if (receipt.kind === 'input') input?.becomes(receipt.state);
    else if (input !== undefined) await processor.take(input, receipt);
  }
}

import type { RecordBatch } from '../contract/input.ts';
import type { InputReceipt, Receipt } from '../contract/tap.ts';
import type { EngineParts } from '../engine/connect.ts';
import type { InputState } from './input-state.ts';

type IntakeParts = Pick<EngineParts, 'options' | 'settings' | 'slots' | 'watermarks' | 'processing' | 'taps'>;

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

  get now(): number {
    return this.parts.settings.clock.now();
  }

  /** Processes a batch that `slot` gave, when all before is done. */
  batch(slot: InputState, batch: RecordBatch): Promise<void> {
    return this.inTurn(async () => {
      await this.take({ kind: 'batch', at: this.now, input: slot.input.name, batch }, slot);
      if (this.parts.options.store !== undefined) slot.position = slot.input.positions();
    });
  }

  /** Lets the wall clock move event time on, where it does. */
  tick(): Promise<void> {
    return this.inTurn(async () => {
      const at = this.now;
      if (this.parts.watermarks.ticks(at)) await this.take({ kind: 'tick', at }, undefined);
    });
  }

  /** An input failed, came back, or ended. */
  input(slot: InputState, state: InputReceipt['state']): Promise<void> {
    return this.inTurn(() => this.take({ kind: 'input', at: this.now, input: slot.input.name, state }, slot));
  }

  /** Acts on a receipt of an earlier run. */
  replay(receipt: Receipt): Promise<void> {
    const slot =
      receipt.kind === 'tick' ? undefined : this.parts.slots.find(({ input }) => input.name === receipt.input);
    return this.inTurn(() => this.take(receipt, slot));
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

  async take(receipt: Receipt, slot: InputState | undefined): Promise<void> {
    const { taps, watermarks, processing } = this.parts;
    // Ticks come every second, and come again after a restart.
    if (receipt.kind !== 'tick') this.taken++;
    if (!taps.none) await taps.receive(receipt);
    watermarks.look(receipt.at);
    if (receipt.kind === 'tick') watermarks.tick(receipt.at);
    else if (slot !== undefined && receipt.kind === 'batch') {
      slot.ended = false;
      await processing.take(slot, receipt);
    } else if (slot !== undefined && receipt.kind === 'input') becomes(slot, receipt.state);
  }
}

function becomes(slot: InputState, state: InputReceipt['state']): void {
  slot.down = state === 'down';
  if (state === 'down') slot.ledger.failures++;
  if (state === 'ended') slot.ended = true;
}

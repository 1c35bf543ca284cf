/** What the engine knows of an input: its ledger, its watermark, its position. */
import type { Json } from '../base/json.ts';
import { type InputLedger, LedgerEvent } from '../contract/figures.ts';
import type { Input, RecordBatch } from '../contract/input.ts';
import type { InputCheckpoint } from '../contract/store.ts';
import type { InputReceipt } from '../contract/tap.ts';
import { InputWatermark } from '../time/watermarks.ts';
import { Repeats } from './repeats.ts';

/** An input and what the engine knows of it. */
export class InputState {
  readonly input: Input;
  readonly ledger: Ledger;
  readonly watermark: InputWatermark;
  readonly repeats = new Repeats();
  /** What it failed with for good. */
  failure: { readonly thrown: unknown } | undefined = undefined;
  /** The position behind the last batch that was processed whole. */
  position: Json | undefined = undefined;

  constructor(input: Input) {
    this.input = input;
    this.ledger = new Ledger(input.name);
    this.watermark = new InputWatermark(input.live);
  }

  get name(): string {
    return this.input.name;
  }

  /** Whether it was read to its end, and no more will ever come. */
  get isOver(): boolean {
    return this.watermark.ended && !this.input.live && this.failure === undefined;
  }

  /** The input failed, came back, or ended. */
  becomes(state: InputReceipt['state']): void {
    this.watermark.down = state === 'down';
    if (state === 'down') this.ledger.failures++;
    if (state === 'ended') this.watermark.ended = true;
  }

  /** Goes on from a checkpoint, the input itself included. Throws what `resume` throws. */
  restore({ position, greatest, ended, ledger, repeats }: InputCheckpoint): void {
    this.watermark.greatest = greatest ?? Number.NEGATIVE_INFINITY;
    this.watermark.ended = ended;
    this.position = position;
    this.ledger.restore(ledger);
    this.repeats.restore(repeats ?? []);
    if (position !== null) this.input.resume(position);
  }

  checkpoint(): InputCheckpoint {
    const { greatest, ended } = this.watermark;
    return {
      position: this.position ?? null,
      greatest: Number.isFinite(greatest) ? greatest : null,
      ended,
      ledger: this.ledger.figures(),
      repeats: this.repeats.snapshot(),
    };
  }
}

/** Keeps an input's ledger. */
export class Ledger {
  readonly input: string;
  read = 0;
  processed = 0;
  late = 0;
  retimed = 0;
  unparsed = 0;
  bytes = 0;
  failures = 0;
  /** Of `read`, what earlier runs read. */
  inherited = 0;
  readonly dropped = new Map<string, number>();

  constructor(input: string) {
    this.input = input;
  }

  /** Goes on from the figures of an earlier run. What was in flight then is read again. */
  restore({ inFlight, dropped, input: _, ...figures }: InputLedger): void {
    Object.assign(this, figures, { read: figures.read - inFlight });
    this.inherited = this.read;
    for (const [reason, count] of Object.entries(dropped)) this.dropped.set(reason, count);
  }

  /** Counts a batch as read; its entries are in flight until their turn has come. */
  take(batch: RecordBatch): void {
    this.read += batch.records.length + batch.unparsed.length;
    this.bytes += batch.bytes;
    for (const { reason, count } of batch.dropped ?? []) {
      this.read += count;
      this.drop(reason, count);
    }
  }

  /** Counts what was read before as dropped. */
  drop(reason: string, count: number): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + count);
  }

  get droppedInAll(): number {
    return [...this.dropped.values()].reduce((sum, count) => sum + count, 0);
  }

  get inFlight(): number {
    return this.read - this.processed - this.unparsed - this.droppedInAll;
  }

  figures(): InputLedger {
    const { input, read, processed, late, retimed, unparsed, inFlight, bytes, failures } = this;
    const dropped = Object.fromEntries(this.dropped);
    return { input, read, processed, late, retimed, unparsed, dropped, inFlight, bytes, failures };
  }

  /** `settled`: without what is in flight, so that it is the same however entries come in batches. */
  event(settled: boolean): LedgerEvent {
    const { bytes: _, ...figures } = this.figures();
    const inFlight = settled ? 0 : figures.inFlight;
    const read = figures.read - (settled ? figures.inFlight : 0);
    return new LedgerEvent({ ...figures, read, dropped: this.droppedInAll, inFlight });
  }
}

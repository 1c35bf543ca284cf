import type { Clock } from '../base/clock.ts';
import type { RecordBatch } from './input.ts';

/** What the engine lends to a tap. */
export interface TapContext {
  readonly run: RunDescription;
  readonly clock: Clock;
  /** Dispatches an operational warning. */
  warn(summary: string, data?: Readonly<Record<string, unknown>>): void;
}

/**
 * A reader beside the inputs: it is told what the engine was told, in that order, before modules are. Where it fails, the
 * failure is reported and the run goes on without it.
 */
export interface Tap {
  /** Its name, unique among taps. */
  readonly name: string;
  /** Before modules and inputs start. Throws a `CorrelatorError` that names the fix where it cannot. */
  start(context: TapContext): Promise<void>;
  /** The engine waits for what it returns before it acts on the receipt. A batch must not be changed. */
  receive(receipt: Receipt): void | Promise<void>;
  /** After the last receipt. */
  stop(): Promise<void>;
}

/** An input of a run, by name. */
export interface RunInput {
  readonly name: string;
  /** See `Input.live`. */
  readonly live: boolean;
}

/** The run that receipts are of: what decides, beside the modules and their options, which events they make. */
export interface RunDescription {
  /** `EngineOptions.instance`: a part of the identity of events. */
  readonly instance: string;
  /** IANA zone of midnight. */
  readonly zone: string;
  readonly latenessMs: number;
  readonly maxSkewMs: number;
  /** In the order of `EngineOptions.inputs`. */
  readonly inputs: readonly RunInput[];
  /** When it began, by the wall clock, in ms since 1970 UTC. */
  readonly startedAt: number;
}

/** A batch that an input gave. */
export interface BatchReceipt {
  readonly kind: 'batch';
  /** When the engine took it, by the wall clock, in ms since 1970 UTC. */
  readonly at: number;
  readonly input: string;
  readonly batch: RecordBatch;
}

/** The wall clock moved event time on, as all live inputs were idle. */
export interface TickReceipt {
  readonly kind: 'tick';
  readonly at: number;
}

/** An input failed, came back, or ended: event time does not wait for one that is down or at its end. */
export interface InputReceipt {
  readonly kind: 'input';
  readonly at: number;
  readonly input: string;
  readonly state: 'up' | 'down' | 'ended';
}

/**
 * One thing that an engine was told. Receipts come in one order, that in which the engine acted on them: the same ones,
 * with the same modules, make the same derived events.
 */
export type Receipt = BatchReceipt | TickReceipt | InputReceipt;

/** Receipts of a run that was recorded, to be acted on again. */
export interface ReceiptSource {
  readonly run: RunDescription;
  /** In the order in which that run acted on them. */
  receipts(): AsyncIterable<Receipt> | Iterable<Receipt>;
}

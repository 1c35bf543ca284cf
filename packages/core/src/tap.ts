import type { Clock } from './clock.ts';
import type { Receipt, RunDescription } from './receipt.ts';

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

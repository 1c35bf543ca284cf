import type { LogRecord, RecordSource } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { Json } from '../base/json.ts';

/** An entry that could not be parsed: counted in the ledger, sampled in a warning, never silent. */
export interface UnparsedEntry {
  /** A stable code such as `no-timestamp`. */
  readonly reason: string;
  /** What is wrong, and the fix, for people. */
  readonly explanation: string;
  /** Where in the entry, from 1. */
  readonly column: number;
  /** The entry as read (possibly shortened). */
  readonly raw: string;
  readonly source: RecordSource;
  readonly offset: number;
}

/** Entries that were read but never became records, by cause. */
export interface Dropped {
  /** Why, as a stable code such as `ring-full`. */
  readonly reason: string;
  readonly count: number;
}

/** What an input yields at a time: at best some hundred records. */
export interface RecordBatch {
  readonly records: readonly LogRecord[];
  readonly unparsed: readonly UnparsedEntry[];
  /** What the input had to give up. @default none */
  readonly dropped?: readonly Dropped[];
  /** Uncompressed bytes that this batch was made of. */
  readonly bytes: number;
  /** For live inputs: when it was received, in ms since 1970 UTC. */
  readonly receivedAt?: number;
}

/** What the engine lends to an input. */
export interface InputContext {
  readonly clock: Clock;
  /** Zone of records that name none. */
  readonly zone: string;
  /** Dispatches an operational warning: something about this input that an operator should know. */
  warn(summary: string, data?: Readonly<Record<string, unknown>>): void;
}

/**
 * Where log data comes from. The engine pulls: it reads the next batch when it is done with the one before.
 *
 * Where `read` rejects, nothing of that batch counts as read. The engine then gives up an input that ends: the run goes
 * on without it and fails at its end. A live one it opens again, 1 s later at first, then after 2, 4 … 60 s: `stop`, `resume` with what
 * `positions` says (unless that is null), `start`. An input that can never come back says so by throwing a
 * `CorrelatorError` whose `details.permanent` is true.
 */
export interface Input {
  /** Its name in the configuration, unique among inputs. */
  readonly name: string;
  /** True where records arrive as they happen; false where the input is read to its end. */
  readonly live: boolean;
  /** Opens what it reads from, also again after `stop`. Throws a `CorrelatorError` that names the fix where that fails. */
  start(context: InputContext): Promise<void>;
  /** The next batch as soon as there is one; undefined at the end, or after `stop`. */
  read(): Promise<RecordBatch | undefined>;
  /**
   * Ends reading: a `read` under way resolves. What was received before and cannot be read again, `read` still gives; the
   * engine asks for it, for at most 5 s, until there is no more. Calling it twice does no harm.
   */
  stop(): Promise<void>;
  /** The position behind the last batch that `read` gave out. Survives JSON. */
  positions(): Json;
  /** Goes on from a position that `positions` gave, in this or an earlier run. Called before `start`. */
  resume(position: Json): void;
  /** With a store: a checkpoint with this position is committed. What lies before it is not asked for again. */
  committed?(position: Json): void;
  /** How much of what there is to read has been read, 0 to 1, where that is known. */
  progress?(): number | undefined;
}

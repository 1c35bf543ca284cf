import type { LogRecord } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { Input, RecordBatch } from '../contract/input.ts';
import { createRecord, type RecordDraft } from './create-record.ts';

/** How a memory input behaves. */
export interface MemoryInputOptions {
  /** Waits for more at the end, until `end` or `stop`. @default false */
  readonly live?: boolean;
  /** How many records `read` gives at most. @default 100 */
  readonly batchSize?: number;
}

/** An input that reads what it is given: for tests. */
export interface MemoryInput extends Input {
  /** Appends records, or messages. */
  push(...entries: readonly (RecordDraft | string)[]): void;
  /** Ends a live input once everything is read. */
  end(): void;
  /** Lets one `read` reject with `error`: the next, or the one that comes to record number `at`, from 0. */
  fail(error: unknown, at?: number): void;
}

/** Makes an input of records, or of messages; offsets count from 0 where a record does not say its own. */
export function createMemoryInput(
  name: string,
  entries: readonly (RecordDraft | string)[],
  options: MemoryInputOptions = {},
): MemoryInput {
  const { live = false, batchSize = 100 } = options;
  const records: LogRecord[] = [];
  const source = { input: name, identity: 'memory' };
  let [next, ended, stopped] = [0, !live, false];
  let clock: Clock | undefined;
  let wake = () => {};
  const failures: { readonly error: unknown; readonly at: number }[] = [];
  const push = (more: readonly (RecordDraft | string)[]) => {
    for (const entry of more) {
      const draft = typeof entry === 'string' ? { message: entry } : entry;
      records.push(createRecord({ source, offset: records.length, ...draft }));
    }
    wake();
  };
  const take = (): RecordBatch => {
    const until = Math.min(next + batchSize, ...failures.map(({ at }) => Math.max(at, next + 1)));
    const batch = records.slice(next, until);
    next += batch.length;
    const bytes = batch.reduce((sum, { raw }) => sum + raw.length + 1, 0);
    return { records: batch, unparsed: [], bytes, ...(live ? { receivedAt: clock?.now() ?? 0 } : {}) };
  };
  const due = () => failures.some(({ at }) => at <= next);
  push(entries);
  return {
    name,
    live,
    async start(context) {
      clock = context.clock;
      stopped = false;
    },
    async read() {
      while (next >= records.length && !ended && !stopped && !due()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const failure = failures.findIndex(({ at }) => at <= next);
      if (failure >= 0 && !stopped) throw failures.splice(failure, 1)[0]?.error;
      return stopped || next >= records.length ? undefined : take();
    },
    async stop() {
      stopped = true;
      wake();
    },
    positions: () => next,
    resume(position) {
      next = Number(position);
    },
    progress: () => (live ? undefined : records.length === 0 ? 1 : next / records.length),
    push: (...more) => push(more),
    end() {
      ended = true;
      wake();
    },
    fail(error, at = next) {
      failures.push({ error, at });
      wake();
    },
  };
}

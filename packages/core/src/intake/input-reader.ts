/** Reading one input: batch after batch, and again after failures. */
import { CorrelatorError, errorText, formatDuration, isCorrelatorError } from '@correlator/events';
import type { Cancel, Clock } from '../base/clock.ts';
import { backoffMs, Pause, within } from '../base/waiting.ts';
import type { InputContext, RecordBatch } from '../contract/input.ts';
import { isWorthReporting } from '../reports/operational.ts';
import type { Reports } from '../reports/reports.ts';
import type { InputState } from './input-state.ts';
import type { Intake } from './intake.ts';

/** An input that does not end within this time of being stopped is not waited for. */
const graceMs = 5_000;

/** Where a reader has its input wait. */
export interface Backpressure {
  /** Whether inputs should wait. */
  readonly full: boolean;
  /** Resolves when inputs need wait no longer. */
  relief(): Promise<void>;
}

/** What a reader works with. */
export interface InputReaderParts {
  readonly clock: Clock;
  /** IANA zone of records that name none. */
  readonly zone: string;
  readonly reports: Reports;
  readonly intake: Intake;
  readonly backpressure: Backpressure;
}

interface Failed {
  readonly thrown: unknown;
}

/** Returns what the engine lends to an input. */
export function inputContext(
  input: string,
  { clock, zone, reports }: Pick<InputReaderParts, 'clock' | 'zone' | 'reports'>,
): InputContext {
  const warn: InputContext['warn'] = (summary, data = {}) =>
    reports.report({ type: 'engine.input-trouble', summary, data: { input, ...data } });
  return { clock, zone, warn };
}

/** Reads one input to its end. A live one that fails is opened again where it was, after ever longer pauses. */
export class InputReader {
  readonly state: InputState;
  readonly parts: InputReaderParts;
  readonly troubles: InputTroubles;
  readonly pause: Pause;
  readonly finished: Promise<void>;
  stopping = false;
  /** The input has been asked for something and has not answered. */
  waiting = false;
  abandoned = false;
  /** Until when it may still give what it received before it was stopped. */
  drainUntil: number | undefined = undefined;
  finish: () => void = () => {};

  /** Begins at once. */
  constructor(state: InputState, parts: InputReaderParts) {
    this.state = state;
    this.parts = parts;
    this.troubles = new InputTroubles(state, parts);
    this.pause = new Pause(parts.clock);
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
    this.run();
  }

  async run(): Promise<void> {
    let failed = await attempt(() => this.readToEnd());
    while (failed !== undefined && !this.abandoned) {
      this.waiting = false;
      await this.parts.intake.input(this.state, 'down');
      const again = this.state.input.live && !this.stopping && isWorthRetrying(failed.thrown);
      const pauseMs = this.troubles.failed(failed.thrown, again);
      if (!again) break;
      await this.pause.wait(pauseMs);
      failed = this.stopping ? undefined : await attempt(() => this.readAgain());
    }
    if (!this.stopping) await this.ended(failed);
    if (!this.abandoned) this.end();
  }

  /** Nobody stopped it: event time waits for it no more. One that failed is down already. */
  async ended(failed: Failed | undefined): Promise<void> {
    this.state.failure = failed;
    if (failed === undefined) await this.parts.intake.input(this.state, 'ended');
  }

  end(): void {
    this.troubles.end();
    this.finish();
  }

  async readToEnd(): Promise<void> {
    const { state, parts } = this;
    for (let batch = await this.read(); batch !== undefined && !this.abandoned; batch = await this.read()) {
      this.troubles.works();
      await parts.intake.batch(state, checked(batch, state));
      if (parts.backpressure.full) await parts.backpressure.relief();
    }
  }

  /** Stops the input and starts it anew behind the last batch that it gave. */
  async readAgain(): Promise<void> {
    const { input } = this.state;
    await this.close();
    const position = input.positions();
    if (position !== null) input.resume(position);
    this.waiting = true;
    await input.start(inputContext(input.name, this.parts));
    this.waiting = false;
    if (this.stopping) return this.close();
    this.troubles.started();
    await this.readToEnd();
  }

  async close(): Promise<void> {
    await attempt(() => within(this.parts.clock, graceMs, async () => this.state.input.stop()));
  }

  /** Awaits the input itself: a promise made for each batch would keep many batches alive. */
  async read(): Promise<RecordBatch | undefined> {
    if (this.stopping) return this.readRest();
    this.waiting = true;
    const batch = await this.state.input.read();
    this.waiting = false;
    return batch;
  }

  /** What it received before it was stopped. */
  async readRest(): Promise<RecordBatch | undefined> {
    if (this.isOverdue()) return undefined;
    const cancel = this.parts.clock.after(graceMs, () => this.waiting && this.abandon());
    this.waiting = true;
    const batch = await this.state.input.read();
    this.waiting = false;
    cancel();
    return batch;
  }

  /** Stops the input, and resolves when what it gave is processed. What does not end in time is left behind. */
  async stop(): Promise<void> {
    const { input } = this.state;
    const { clock } = this.parts;
    this.stopping = true;
    this.pause.end();
    const failed = await attempt(async () => {
      if (!(await within(clock, graceMs, async () => input.stop()))) this.troubles.abandoned(graceMs);
    });
    if (failed !== undefined) this.troubles.stopFailed(failed.thrown);
    const cancel = clock.after(graceMs, () => this.waiting && this.abandon());
    await this.finished;
    cancel();
  }

  /** Whether it has given more for long enough since it was stopped. The time that its batches take before does not count. */
  isOverdue(): boolean {
    const now = this.parts.clock.now();
    this.drainUntil ??= now + graceMs;
    if (now < this.drainUntil) return false;
    this.troubles.abandoned(graceMs);
    return true;
  }

  /** Leaves the input behind: what it may still answer is not taken. */
  abandon(): void {
    this.abandoned = true;
    this.troubles.abandoned(graceMs);
    this.end();
  }
}

async function attempt(action: () => Promise<unknown>): Promise<Failed | undefined> {
  try {
    await action();
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
}

/** Whether an input that failed may come back: unless its error says that it never will. */
function isWorthRetrying(error: unknown): boolean {
  try {
    return !(isCorrelatorError(error) && error.details?.permanent === true);
  } catch {
    return true;
  }
}

function checked(batch: RecordBatch, { input }: InputState): RecordBatch {
  const { records, unparsed, bytes, dropped = [] } = batch ?? {};
  const counts = Array.isArray(dropped) && dropped.every(({ count }) => Number.isSafeInteger(count) && count >= 0);
  if (Array.isArray(records) && Array.isArray(unparsed) && bytes >= 0 && counts) return batch;
  throw new CorrelatorError(
    'BATCH_INVALID',
    `input ${input.name} gave what is no batch: 'read' resolves to one, with whole numbers for counts, or to undefined at the end`,
  );
}

/** An input that works for this long is well again: the next failure is a first one. */
const wellAfterMs = 60_000;

/** What is known and said of an input that fails and comes back. */
export class InputTroubles {
  readonly state: InputState;
  readonly parts: InputReaderParts;
  /** Failures since it had last worked for as long as the longest pause. */
  inRow = 0;
  pauseMs = 0;
  downSince = 0;
  upSince = Number.NEGATIVE_INFINITY;
  told = false;
  /** It failed, and has not shown yet that it is back. */
  down = false;
  cancelQuiet: Cancel = () => {};

  constructor(state: InputState, parts: InputReaderParts) {
    this.state = state;
    this.parts = parts;
  }

  get now(): number {
    return this.parts.clock.now();
  }

  /** It failed; answers after how long it is opened again, where it is. */
  failed(thrown: unknown, again: boolean): number {
    const { now } = this;
    this.cancelQuiet();
    if (!this.down && now - this.upSince >= wellAfterMs) this.inRow = 0;
    if (!this.down) this.downSince = now;
    this.down = true;
    this.inRow++;
    this.pauseMs = backoffMs(this.inRow);
    if (!again || isWorthReporting(this.inRow)) this.tell(thrown, again);
    return this.pauseMs;
  }

  tell(thrown: unknown, again: boolean): void {
    this.told = true;
    const next = again ? `it is opened again in ${formatDuration(this.pauseMs)}` : 'it is not read any more';
    const data = {
      error: errorText(thrown),
      failures: this.state.ledger.failures,
      retryMs: again ? this.pauseMs : null,
    };
    this.report('engine.input-failed', `failed: ${data.error}; ${next}`, data);
  }

  /** It could be opened again. It may have nothing to say for long: then that it does not fail shows that it is back. */
  started(): void {
    this.cancelQuiet = this.parts.clock.after(this.pauseMs, () => this.works());
  }

  /** It gave a batch. */
  works(): void {
    const { state, now, inRow } = this;
    if (!this.down) return;
    this.cancelQuiet();
    this.down = false;
    this.parts.intake.input(state, 'up');
    this.upSince = now;
    if (!this.told) return;
    this.told = false;
    const data = { failures: inRow, downMs: now - this.downSince };
    this.report('engine.input-recovered', `is read again, after ${formatDuration(data.downMs)}`, data);
  }

  stopFailed(thrown: unknown): void {
    this.report('engine.input-trouble', `could not be stopped: ${errorText(thrown)}`, { error: errorText(thrown) });
  }

  abandoned(graceMs: number): void {
    const what = `has not ended ${formatDuration(graceMs)} after it was stopped, and is left behind`;
    this.report('engine.input-abandoned', what, { graceMs });
  }

  end(): void {
    this.cancelQuiet();
  }

  report(
    type: 'engine.input-failed' | 'engine.input-recovered' | 'engine.input-trouble' | 'engine.input-abandoned',
    what: string,
    data: Readonly<Record<string, unknown>>,
  ): void {
    const input = this.state.input.name;
    this.parts.reports.report({ type, summary: `input ${input} ${what}`, data: { input, ...data } });
  }
}

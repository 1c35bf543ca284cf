/** Saving checkpoints: whenever the interval is over and something has changed, and at the end. */
import { errorText, formatDuration } from '@correlator/events';
import { atRest, type Cancel, type Clock } from '../base/clock.ts';
import { Mutex, Pause, Waiters, within } from '../base/waiting.ts';
import type { Checkpoint, Store, StoreFigures, StoreTransaction } from '../contract/store.ts';
import type { ListenerQueue } from '../delivery/listener-queue.ts';
import type { Outbox, OutboxCut } from '../delivery/outbox.ts';
import type { Outcomes } from '../delivery/outcomes.ts';
import type { Backpressure } from '../intake/input-reader.ts';
import type { Intake } from '../intake/intake.ts';
import { isWorthReporting } from '../reports/operational.ts';
import type { Reports } from '../reports/reports.ts';
import { type CheckpointedParts, checkpointFailed, checkpointOf, commitFailed, StaleState } from './checkpoint.ts';
import { createMemoryStore } from './memory-store.ts';
import { StateWriter } from './state-writer.ts';

/** How many durable events wait for a commit before inputs wait too. */
const mostStaged = 10_000;
/** How many parts of state, and events, go into a transaction before the loop is given a turn: some milliseconds. */
const partsAtOnce = 4;
const eventsAtOnce = 200;

/** What a checkpointer works with, beside the parts whose progress it saves. */
export interface CheckpointerParts {
  readonly clock: Clock;
  /** Undefined where nothing is saved. */
  readonly store: Store | undefined;
  readonly outbox: Outbox | undefined;
  readonly outcomes: Outcomes;
  readonly intake: Intake;
  readonly reports: Reports;
  /** How often a checkpoint is saved. */
  readonly intervalMs: number;
  /** How many bytes of events wait in the store for listeners before inputs wait for those too. */
  readonly outboxBytes: number;
}

const noCut: OutboxCut = { staged: [], open: [], letters: [], resent: [], sequence: 0 };

interface Prepared {
  readonly transaction: StoreTransaction;
  readonly checkpoint: Checkpoint;
  readonly cut: OutboxCut;
}

/** Saves checkpoints, where there is a store: whenever the interval is over and something has changed, and at the end. */
export class Checkpointer implements Backpressure {
  readonly saved: CheckpointedParts;
  readonly parts: CheckpointerParts;
  readonly state = new StateWriter();
  readonly stale = new StaleState();
  readonly pause: Pause;
  readonly saves = new Mutex();
  /** What the store held after the last commit. */
  figures: StoreFigures = { undelivered: 0, bytes: 0, deadLetters: 0, forgotten: 0, resend: [] };
  /** How far everything was at the last commit. */
  mark = '';
  /** Failures in a row, and how often inputs had to wait for the store. */
  failures = 0;
  waits = 0;
  stopped = false;
  cancel: Cancel = () => {};
  /** Those who wait for the next transaction to have what it takes along. */
  readonly takers = new Waiters();

  constructor(saved: CheckpointedParts, parts: CheckpointerParts) {
    this.saved = saved;
    this.parts = parts;
    this.pause = new Pause(parts.clock);
  }

  /** Everything is started: the first checkpoint is saved before anything is read. Throws `CHECKPOINT_FAILED`. */
  async begin(): Promise<void> {
    if (this.parts.store === undefined) return;
    this.state.begin(this.saved.router.groups);
    for (const input of this.saved.inputs) input.position ??= input.input.positions();
    await this.save();
    this.schedule();
  }

  schedule(): void {
    const { clock, intervalMs } = this.parts;
    this.cancel = clock.after(intervalMs, async () => {
      await this.save().catch(() => {});
      if (!this.stopped) this.schedule();
    });
  }

  /** The run ends: inputs wait no more, and nothing is saved by the clock. */
  stop(): void {
    this.stopped = true;
    this.cancel();
    this.pause.end();
  }

  /** Whether inputs should wait. */
  get full(): boolean {
    const { outbox, outboxBytes } = this.parts;
    return (outbox?.staged.length ?? 0) >= mostStaged || this.figures.bytes >= outboxBytes;
  }

  /** Resolves when inputs need not wait for the store any more: mostly when a transaction has taken along what was staged. */
  async relief(): Promise<void> {
    while (this.full && !this.stopped) {
      const saved = this.save().catch(() => {});
      await Promise.race([saved, this.takers.wait()]);
      if (this.full) await saved;
      if (!this.full || this.stopped) return;
      this.waiting();
      await this.pause.wait(this.parts.intervalMs);
    }
  }

  waiting(): void {
    if (!isWorthReporting(++this.waits)) return;
    const { undelivered, bytes } = this.figures;
    const summary =
      this.failures > 0
        ? 'inputs wait: no checkpoint can be saved, and events wait for one'
        : `inputs wait: ${undelivered} events of ${bytes} bytes wait in the store for listeners that are behind`;
    this.parts.reports.report({ type: 'engine.outbox-full', summary, data: { undelivered, bytes } });
  }

  /** Saves a checkpoint where there is a store and something has changed. Throws `CHECKPOINT_FAILED`, and reports it. */
  async save(): Promise<void> {
    const { store } = this.parts;
    if (store !== undefined) await this.saves.run(() => this.saveNow(store));
  }

  async saveNow(store: Store): Promise<void> {
    try {
      const uncommitted = await this.commitListeners();
      if (this.mark !== this.progress()) await this.commit(store);
      if (uncommitted !== undefined) throw uncommitted;
      this.recovered();
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  /** How far everything is: it changes whenever there is something to save. */
  progress(): string {
    const { intake, outbox, outcomes } = this.parts;
    const acknowledged = this.saved.dispatcher.durable.map((queue) => queue.checkpoint().acknowledged);
    const letters = (outbox?.letters.length ?? 0) + (outbox?.resent.length ?? 0);
    return [intake.taken, outbox?.sequence, outcomes.published, letters, ...acknowledged].join();
  }

  /** Asks listeners what they have made durable. One that cannot say it in time keeps what it said last; why one failed. */
  async commitListeners(): Promise<unknown> {
    const errors: unknown[] = [];
    const asked = this.saved.dispatcher.durable.filter(({ point, acknowledged }) => point.isBehind(acknowledged));
    await Promise.all(asked.map((queue) => this.commitListener(queue).catch((error) => errors.push(error))));
    return errors[0];
  }

  async commitListener(queue: ListenerQueue): Promise<void> {
    const { clock, intervalMs } = this.parts;
    try {
      await within(clock, intervalMs, () => queue.point.ask(() => queue.acknowledged));
    } catch (error) {
      throw commitFailed(queue.listener.name, error);
    }
  }

  async commit(store: Store): Promise<void> {
    const { intake } = this.parts;
    const mark = this.progress();
    const { transaction, checkpoint, cut } = await intake.inTurn(() => this.prepare(store));
    this.takers.wake();
    try {
      this.figures = await transaction.commit(checkpoint);
    } catch (error) {
      throw this.undone(cut, error);
    }
    this.mark = mark;
    this.stale.done();
    this.tellInputs(checkpoint);
    if (this.figures.forgotten > 0) this.forgotten();
    this.saved.dispatcher.committed(cut.sequence);
    this.saved.dispatcher.resend(this.figures.resend);
  }

  forgotten(): void {
    const { deadLetters, forgotten } = this.figures;
    const summary = `the store keeps ${deadLetters} dead letters at most: the oldest ${forgotten} were given up`;
    this.parts.reports.report({ type: 'engine.listener-dropped', summary, data: { deadLetters, forgotten } });
  }

  tellInputs({ inputs }: Checkpoint): void {
    for (const { input } of this.saved.inputs) {
      const position = inputs[input.name]?.position;
      if (position !== undefined && position !== null) input.committed?.(position);
    }
  }

  /** Puts all that changed into a transaction: what listeners answer meanwhile comes after it. */
  async prepare(store: Store): Promise<Prepared> {
    const { clock, outbox, outcomes } = this.parts;
    const cut = outbox?.cut() ?? noCut;
    const checkpoint = checkpointOf(this.saved, cut.sequence);
    outcomes.hold();
    try {
      const transaction = store.begin();
      this.stale.write(transaction, clock.now());
      const changes = this.state.write(this.saved.router.groups, transaction);
      await inSteps(changes, partsAtOnce, transaction);
      if (outbox !== undefined) await inSteps(outbox.write(cut, transaction), eventsAtOnce, transaction);
      return { transaction, checkpoint, cut };
    } catch (error) {
      throw this.undone(cut, error);
    } finally {
      outcomes.open();
    }
  }

  /** Nothing of it is in the store: the next one takes it along. */
  undone(cut: OutboxCut, error: unknown): Error {
    this.parts.outbox?.putBack(cut);
    this.state.invalidate(this.saved.router.groups);
    return checkpointFailed(errorText(error), error);
  }

  /** Waits for the last one only so long: a store that hangs must not keep the run from ending. */
  async saveAtEnd(): Promise<void> {
    const waitMs = 30_000;
    if (await within(this.parts.clock, waitMs, () => this.save())) return;
    throw checkpointFailed(`it took more than ${formatDuration(waitMs)}`);
  }

  recovered(): void {
    if (this.failures > 0) {
      const data = { failures: this.failures };
      this.parts.reports.report({ type: 'engine.checkpoint-recovered', summary: 'checkpoints are saved again', data });
    }
    this.failures = 0;
  }

  failed(error: unknown): void {
    this.failures++;
    if (!isWorthReporting(this.failures)) return;
    const summary = errorText(error);
    this.parts.reports.report({ type: 'engine.checkpoint-failed', summary, data: { failures: this.failures } });
  }
}

/** Takes all steps, and lets others have their turn after `atOnce` of them. */
async function inSteps(steps: Iterable<void>, atOnce: number, transaction: StoreTransaction): Promise<void> {
  let taken = 0;
  for (const _ of steps) {
    if (++taken % atOnce !== 0) continue;
    await atRest();
    await transaction.ready();
  }
}

/** Returns all that an engine without a store needs to go on from here, for another one to begin with. Everything is handled. */
export async function snapshotOf(saved: CheckpointedParts): Promise<Store> {
  const { groups } = saved.router;
  const store = createMemoryStore();
  const transaction = store.begin();
  const writer = new StateWriter();
  writer.invalidate(groups);
  for (const _ of writer.write(groups, transaction));
  for (const input of saved.inputs) input.position = input.input.positions();
  await transaction.commit(checkpointOf(saved, 0));
  return store;
}

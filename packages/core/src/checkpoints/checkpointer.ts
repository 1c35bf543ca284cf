import { type CorrelatorError, formatDuration, messageOf } from '@correlator/events';
import { atRest, type Cancel } from '../base/clock.ts';
import { Mutex, Pause, within } from '../base/waiting.ts';
import type { Checkpoint, Store, StoreFigures, StoreTransaction } from '../contract/store.ts';
import type { DurableQueue } from '../delivery/durable-queue.ts';
import type { OutboxCut } from '../delivery/outbox.ts';
import type { EngineParts } from '../engine/connect.ts';
import type { ModuleTask } from '../modules/module-task.ts';
import { isWorthReporting } from '../reports/operational.ts';
import { checkpointFailed, checkpointOf, commitFailed, StaleState } from './checkpoint.ts';
import { createMemoryStore } from './memory-store.ts';
import { StateWriter } from './state-writer.ts';

/** So many durable events wait for a commit before inputs wait too. */
const mostStaged = 10_000;
/** So many parts of state, and events, go into a transaction before the loop is given a turn: some milliseconds. */
const partsAtOnce = 4;
const eventsAtOnce = 200;

type CheckpointingParts = Omit<EngineParts, 'checkpointer'>;

const noCut: OutboxCut = { staged: [], open: [], letters: [], resent: [], sequence: 0 };

interface Prepared {
  readonly transaction: StoreTransaction;
  readonly checkpoint: Checkpoint;
  readonly cut: OutboxCut;
}

/** Saves checkpoints, where there is a store: whenever the interval is over and something has changed, and at the end. */
export class Checkpointer {
  readonly parts: CheckpointingParts;
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
  /** Who waits for the next transaction to have what it takes along. */
  takers: (() => void)[] = [];

  constructor(parts: CheckpointingParts) {
    this.parts = parts;
    this.pause = new Pause(parts.settings.clock);
  }

  get store(): Store | undefined {
    return this.parts.options.store;
  }

  /** Everything is started: the first checkpoint is saved before anything is read. Throws `CHECKPOINT_FAILED`. */
  async begin(): Promise<void> {
    if (this.store === undefined) return;
    this.state.begin(this.parts.router.groups);
    for (const slot of this.parts.slots) slot.position ??= slot.input.positions();
    await this.save();
    this.schedule();
  }

  schedule(): void {
    const { clock, checkpointMs } = this.parts.settings;
    this.cancel = clock.after(checkpointMs, async () => {
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
    const { outbox, settings } = this.parts;
    return (outbox?.staged.length ?? 0) >= mostStaged || this.figures.bytes >= settings.outboxBytes;
  }

  /** Resolves when inputs need not wait for the store any more: mostly when a transaction has taken along what was staged. */
  async relief(): Promise<void> {
    while (this.full && !this.stopped) {
      const saved = this.save().catch(() => {});
      await Promise.race([saved, this.taken()]);
      if (this.full) await saved;
      if (!this.full || this.stopped) return;
      this.waiting();
      await this.pause.wait(this.parts.settings.checkpointMs);
    }
  }

  /** Resolves when the next transaction has all that it takes along. */
  taken(): Promise<void> {
    return new Promise((resolve) => {
      this.takers.push(resolve);
    });
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
    const { store } = this;
    if (store !== undefined) await this.saves.run(() => this.saveNow(store));
  }

  async saveNow(store: Store): Promise<void> {
    try {
      const uncommitted = await this.commitListeners();
      if (this.mark !== this.progress()) await this.commit(store);
      if (uncommitted !== undefined) throw uncommitted;
      this.saved();
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  /** How far everything is: it changes whenever there is something to save. */
  progress(): string {
    const { intake, outbox, outcomes, dispatcher } = this.parts;
    const acknowledged = dispatcher.durable.map((queue) => queue.checkpoint().acknowledged);
    const letters = (outbox?.letters.length ?? 0) + (outbox?.resent.length ?? 0);
    return [intake.taken, outbox?.sequence, outcomes.published, letters, ...acknowledged].join();
  }

  /** Asks listeners what they have made durable. One that cannot say it in time keeps what it said last; why one failed. */
  async commitListeners(): Promise<unknown> {
    const errors: unknown[] = [];
    const asked = this.parts.dispatcher.durable.filter(({ point, acknowledged }) => point.isBehind(acknowledged));
    await Promise.all(asked.map((queue) => this.commitListener(queue).catch((error) => errors.push(error))));
    return errors[0];
  }

  async commitListener(queue: DurableQueue): Promise<void> {
    const { clock, checkpointMs } = this.parts.settings;
    try {
      await within(clock, checkpointMs, () => queue.point.ask(() => queue.acknowledged));
    } catch (error) {
      throw commitFailed(queue.listener.name, error);
    }
  }

  async commit(store: Store): Promise<void> {
    const { outbox, intake, dispatcher } = this.parts;
    const mark = this.progress();
    const { transaction, checkpoint, cut } = await intake.inTurn(() => this.prepare(store));
    for (const resolve of this.takers.splice(0)) resolve();
    try {
      this.figures = await transaction.commit(checkpoint);
    } catch (error) {
      throw this.undone(cut, error);
    }
    this.mark = mark;
    this.stale.done();
    this.tellInputs(checkpoint);
    if (this.figures.forgotten > 0) this.forgotten();
    outbox?.committed(cut);
    outbox?.resend(this.figures.resend, dispatcher.durable);
  }

  forgotten(): void {
    const { deadLetters, forgotten } = this.figures;
    const summary = `the store keeps ${deadLetters} dead letters at most: the oldest ${forgotten} were given up`;
    this.parts.reports.report({ type: 'engine.listener-dropped', summary, data: { deadLetters, forgotten } });
  }

  tellInputs({ inputs }: Checkpoint): void {
    for (const { input } of this.parts.slots) {
      const position = inputs[input.name]?.position;
      if (position !== undefined && position !== null) input.committed?.(position);
    }
  }

  /** Puts all that changed into a transaction: what listeners answer meanwhile comes after it. */
  async prepare(store: Store): Promise<Prepared> {
    const { outbox, outcomes, router, settings } = this.parts;
    const cut = outbox?.cut() ?? noCut;
    const checkpoint = checkpointOf(this.parts, cut.sequence);
    outcomes.hold();
    try {
      const transaction = store.begin();
      this.stale.write(transaction, settings.clock.now());
      const changes = this.state.write(router.groups, transaction, (...unfit) => this.unfit(...unfit));
      await inSteps(changes, partsAtOnce, transaction);
      if (outbox !== undefined) await inSteps(outbox.write(cut, transaction), eventsAtOnce, transaction);
      return { transaction, checkpoint, cut };
    } catch (error) {
      throw this.undone(cut, error);
    } finally {
      outcomes.open();
    }
  }

  /** A failure of the module, but none of a record or event: it does not count among those in a row. */
  unfit(task: ModuleTask, error: CorrelatorError): void {
    const { failuresInRow } = task;
    task.failuresInRow = 0;
    this.parts.reports.moduleFailed(task, error, undefined);
    task.failuresInRow = failuresInRow;
  }

  /** Nothing of it is in the store: the next one takes it along. */
  undone(cut: OutboxCut, error: unknown): Error {
    this.parts.outbox?.failed(cut);
    this.state.invalidate(this.parts.router.groups);
    return checkpointFailed(messageOf(error), error);
  }

  /** Waits for the last one only so long: a store that hangs must not keep the run from ending. */
  async saveAtEnd(): Promise<void> {
    const waitMs = 30_000;
    if (await within(this.parts.settings.clock, waitMs, () => this.save())) return;
    throw checkpointFailed(`it took more than ${formatDuration(waitMs)}`);
  }

  saved(): void {
    if (this.failures > 0) {
      const data = { failures: this.failures };
      this.parts.reports.report({ type: 'engine.checkpoint-recovered', summary: 'checkpoints are saved again', data });
    }
    this.failures = 0;
  }

  failed(error: unknown): void {
    this.failures++;
    if (!isWorthReporting(this.failures)) return;
    const summary = messageOf(error);
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

/** All that an engine without a store needs to go on from here, for another one to begin with. Everything is handled. */
export async function snapshotOf(parts: EngineParts): Promise<Store> {
  const { router, slots } = parts;
  const store = createMemoryStore();
  const transaction = store.begin();
  const writer = new StateWriter();
  writer.invalidate(router.groups);
  for (const _ of writer.write(router.groups, transaction, (...unfit) => parts.checkpointer.unfit(...unfit)));
  for (const slot of slots) slot.position = slot.input.positions();
  await transaction.commit(checkpointOf(parts, 0));
  return store;
}

import { formatDuration, messageOf } from '@correlator/events';
import { checkpointFailed, takeCheckpoint } from './checkpoint.ts';
import type { EngineParts } from './engine-parts.ts';
import type { InputSlot } from './input-slot.ts';
import { isWorthReporting } from './operational.ts';
import type { Store } from './store.ts';
import { within } from './within.ts';

type CheckpointingParts = Pick<
  EngineParts,
  'options' | 'settings' | 'slots' | 'routing' | 'dispatcher' | 'timekeeping' | 'reports'
>;

/** Listeners that commit, and the store, are waited for as long as this where patience has no end. */
const longestMs = 30_000;

/** Saves checkpoints, where there is a store: whenever the interval is over, and at the end. */
export class Checkpointing {
  readonly parts: CheckpointingParts;
  last = 0;
  /** Failures in a row. */
  failures = 0;
  /** One that took too long is still under way: no second one at the same time, and it comes too late. */
  underWay = false;
  tooLate = false;

  constructor(parts: CheckpointingParts) {
    this.parts = parts;
  }

  /** The first is due an interval from now. */
  begin(): void {
    this.last = this.parts.settings.clock.now();
  }

  /** A batch of `slot` was processed whole. One that cannot be saved is tried again when the next is due. */
  async afterBatch(slot: InputSlot): Promise<void> {
    const { options, settings } = this.parts;
    if (options.store === undefined) return;
    slot.position = slot.input.positions();
    if (settings.clock.now() - this.last < settings.checkpointMs) return;
    await this.save().catch(() => {});
    this.begin();
  }

  /** Saves a checkpoint, where there is a store. Throws `CHECKPOINT_FAILED`, and reports it. */
  async save(): Promise<void> {
    const { store } = this.parts.options;
    if (store === undefined) return;
    try {
      await this.settled();
      await this.inTime(store);
      this.saved();
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  /** A listener that commits must have handled everything: else what it has not would be lost after a restart. */
  async settled(): Promise<void> {
    const behind = await this.parts.dispatcher.settled();
    const names = behind.filter(({ listener }) => listener.commit !== undefined).map(({ listener }) => listener.name);
    if (names.length > 0) throw checkpointFailed(`listener ${names.join(', ')} has not handled everything yet`);
    if (this.underWay) throw checkpointFailed('the one before is still under way');
  }

  async inTime(store: Store): Promise<void> {
    const { clock, patienceMs } = this.parts.settings;
    const waitMs = Math.min(patienceMs, longestMs);
    this.tooLate = false;
    if (await within(clock, waitMs, () => this.commit(store))) return;
    this.tooLate = true;
    throw checkpointFailed(`it took more than ${formatDuration(waitMs)}`);
  }

  async commit(store: Store): Promise<void> {
    const { options, settings, slots, routing, timekeeping } = this.parts;
    const { instance } = settings;
    const { listeners = [] } = options;
    this.underWay = true;
    try {
      const eventTime = timekeeping.time.now;
      const checkpoint = await takeCheckpoint({ instance, eventTime, slots, groups: routing.groups, listeners });
      // Listeners may have gone on meanwhile, beyond where the inputs were.
      if (this.tooLate) return;
      await store.commit(checkpoint).catch((error) => {
        throw checkpointFailed(messageOf(error), error);
      });
    } finally {
      this.underWay = false;
    }
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

import { takeCheckpoint } from './checkpoint.ts';
import type { EngineParts } from './engine-parts.ts';
import type { InputSlot } from './input-slot.ts';

type CheckpointingParts = Pick<
  EngineParts,
  'options' | 'settings' | 'slots' | 'routing' | 'dispatcher' | 'timekeeping'
>;

/** Saves checkpoints, where there is a store: whenever the interval is over, and at the end. */
export class Checkpointing {
  readonly parts: CheckpointingParts;
  last = 0;

  constructor(parts: CheckpointingParts) {
    this.parts = parts;
  }

  /** The first is due an interval from now. */
  begin(): void {
    this.last = this.parts.settings.clock.now();
  }

  /** A batch of `slot` was processed whole. */
  async afterBatch(slot: InputSlot): Promise<void> {
    const { options, settings } = this.parts;
    if (options.store === undefined) return;
    slot.position = slot.input.positions();
    if (settings.clock.now() - this.last >= settings.checkpointMs) await this.save();
  }

  async save(): Promise<void> {
    const { options, settings, slots, routing, dispatcher, timekeeping } = this.parts;
    const { store, listeners = [] } = options;
    if (store === undefined) return;
    await dispatcher.drained();
    const { instance } = settings;
    const eventTime = timekeeping.time.now;
    await store.commit(await takeCheckpoint({ instance, eventTime, slots, groups: routing.groups, listeners }));
    this.begin();
  }
}

import { messageOf } from '@correlator/events';
import type { EngineParts } from './engine-parts.ts';
import type { InputSlot } from './input-slot.ts';

/** Reads an input to its end, one batch after the other; what it failed with, if it did. */
export async function pump(
  slot: InputSlot,
  { processing, checkpointing, reports }: EngineParts,
): Promise<{ readonly thrown: unknown } | undefined> {
  const { input } = slot;
  try {
    for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
      await processing.take(slot, batch, () => checkpointing.afterBatch(slot));
    }
  } catch (thrown) {
    const summary = `input ${input.name} failed: ${messageOf(thrown)}`;
    reports.report({ severity: 'error', type: 'engine.input-failed', summary, data: { input: input.name } });
    return { thrown };
  } finally {
    slot.ended = true;
  }
  return undefined;
}

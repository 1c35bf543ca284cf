import { checkpointOf } from './checkpoint.ts';
import type { EngineParts } from './engine-parts.ts';
import { createMemoryStore } from './memory-store.ts';
import { StateWriter } from './state-writer.ts';
import type { Store } from './store.ts';

/** All that an engine without a store needs to go on from here, for another one to begin with. Everything is handled. */
export async function snapshotOf(parts: EngineParts): Promise<Store> {
  const { routing, slots } = parts;
  const store = createMemoryStore();
  const transaction = store.begin();
  const writer = new StateWriter();
  writer.invalidate(routing.groups);
  for (const _ of writer.write(routing.groups, transaction, (...unfit) => parts.checkpointing.unfit(...unfit)));
  for (const slot of slots) slot.position = slot.input.positions();
  await transaction.commit(checkpointOf(parts, 0));
  return store;
}

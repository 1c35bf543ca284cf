/** The end of a run, in order: inputs, event time, delivery, statistics, the last checkpoint, listeners, the store. */
import { snapshotOf } from '../checkpoints/checkpointer.ts';
import type { Store } from '../contract/store.ts';
import type { EngineParts } from './connect.ts';

/** Reads something that the engine is told, until it is stopped. */
export interface Reader {
  /** Ends reading, and resolves when all that was read is processed. */
  stop(): Promise<void>;
}

/** How a run ended. */
export interface Ending {
  /** What went wrong with the run as a whole, in order. */
  readonly failures: readonly unknown[];
  /** What another engine goes on from; undefined if that is in the store, or nobody goes on. */
  readonly handed: Store | undefined;
}

/**
 * Stops the parts of an engine. Whatever fails on the way, the rest is stopped all the same. Each step has its limit: an input
 * ends within 5 s of being stopped or is left behind; a listener's call is waited for until its timeout; the last checkpoint has
 * 30 s; a listener stops within its timeout.
 *
 * @param handing another engine goes on: there are no statistics at the end of this one
 */
export async function stopParts(parts: EngineParts, readers: readonly Reader[], handing: boolean): Promise<Ending> {
  const { options, inputs, intake, taps, watermarks, checkpointer, dispatcher } = parts;
  const failures: unknown[] = [];
  const attempt = async (step: () => unknown) => {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  };
  // A run that is stopped on the way, or fails, goes on later: event time catches up only where no more is to come.
  const isOver = inputs.every((input) => input.isOver) && !handing;
  checkpointer.stop();
  await Promise.all(readers.map((reader) => attempt(() => reader.stop())));
  await intake.turn;
  await taps.stop();
  for (const { failure } of inputs) if (failure !== undefined) failures.push(failure.thrown);
  if (isOver) await attempt(() => watermarks.catchUp());
  await attempt(() => deliverAll(parts));
  if (!handing) await attempt(() => dispatchStatistics(parts));
  await attempt(() => checkpointer.saveAtEnd());
  const handed = handing && options.store === undefined ? await snapshotOf(parts) : undefined;
  failures.push(...(await dispatcher.stop()));
  await attempt(() => options.store?.close());
  return { failures, handed };
}

async function dispatchStatistics(parts: EngineParts): Promise<void> {
  parts.runEnds.end();
  await deliverAll(parts);
  parts.runEnds.troublesAtEnd();
  await deliverAll(parts);
}

/** Waits until listeners have handled all, or are given up. What waits for a commit is committed first. */
async function deliverAll({ dispatcher, outbox, checkpointer }: EngineParts): Promise<void> {
  await dispatcher.drain();
  while ((outbox?.staged.length ?? 0) > 0) {
    const saved = await checkpointer.saveAtEnd().then(
      () => true,
      () => false,
    );
    if (!saved) return;
    await dispatcher.drain();
  }
}

import type { LogRecord } from '@correlator/events';
import type { Input, InputContext, RecordBatch, UnparsedEntry } from '../input.ts';
import type { Explainer, Explanation } from './explainer.ts';

/**
 * Reads an input to its end and explains each entry, in order, batch by batch. A batch is explained as it is walked
 * through, so that memory is bounded. Throws what the input throws; stops it in any case.
 */
export async function* explainInput(
  input: Input,
  explainer: Explainer,
  context: InputContext,
): AsyncGenerator<Iterable<Explanation>, void, undefined> {
  await input.start(context);
  try {
    for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
      yield explainBatch(batch, explainer);
    }
  } finally {
    await input.stop();
  }
}

function* explainBatch(batch: RecordBatch, explainer: Explainer): Generator<Explanation, void, undefined> {
  for (const entry of inOrder(batch)) yield explainer.explain(entry);
}

/** The entries of a batch of one source by their offsets. */
function* inOrder({ records, unparsed }: RecordBatch): Generator<LogRecord | UnparsedEntry, void, undefined> {
  let next = 0;
  for (const record of records) {
    for (let entry = unparsed[next]; entry !== undefined && entry.offset < record.offset; entry = unparsed[next]) {
      next++;
      yield entry;
    }
    yield record;
  }
  yield* unparsed.slice(next);
}

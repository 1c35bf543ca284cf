import type { LogRecord } from '@correlator/events';
import type { Input, InputContext, RecordBatch, UnparsedEntry } from '../input.ts';
import type { Explainer, Explanation } from './explainer.ts';

/**
 * Reads an input to its end and explains each entry, in order. What has been read is explained before more is read, so
 * that memory is bounded. Throws what the input throws; stops it in any case.
 */
export async function* explainInput(
  input: Input,
  explainer: Explainer,
  context: InputContext,
): AsyncGenerator<Explanation, void, undefined> {
  await input.start(context);
  try {
    for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
      for (const entry of inOrder(batch)) yield explainer.explain(entry);
    }
  } finally {
    await input.stop();
  }
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

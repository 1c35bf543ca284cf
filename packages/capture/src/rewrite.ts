import { type BatchReceipt, type Receipt, systemClock, type UnparsedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { CaptureReading, RunCapture } from './capture.ts';
import { captureExists } from './capture-errors.ts';
import { segmentsOf } from './capture-file.ts';
import { type CaptureWriter, createCaptureWriter } from './capture-writer.ts';

/** Which records of a capture are kept: those for which all that is given holds. */
export interface CaptureFilter {
  readonly programs?: readonly string[];
  readonly hosts?: readonly string[];
  readonly senders?: readonly string[];
  readonly inputs?: readonly string[];
  /** Whether the entry as it was read is wanted. */
  readonly raw?: (raw: string) => boolean;
}

/** What `rewriteCapture` is asked for. */
export interface Rewriting extends CaptureReading {
  readonly output: string;
  readonly filter?: CaptureFilter;
}

/** What it wrote. */
export interface Rewritten {
  readonly receipts: number;
  readonly records: number;
}

/**
 * Writes the runs of a capture to a new one: cut to a span of time, and without the records that a filter does not want. Ticks and
 * what became of inputs are kept, so that event time moves as it did, as far as the records that are left have it move.
 */
export async function rewriteCapture(runs: readonly RunCapture[], rewriting: Rewriting): Promise<Rewritten> {
  const { output, filter, warn = () => {} } = rewriting;
  if ((await segmentsOf(output)).length > 0) throw captureExists(output);
  let [receipts, records] = [0, 0];
  for (const { run, receipts: read } of runs) {
    let writer: CaptureWriter | undefined;
    for await (const receipt of read(rewriting)) {
      const kept = filter === undefined ? receipt : filtered(receipt, filter);
      if (kept === undefined) continue;
      receipts++;
      records += kept.kind === 'batch' ? kept.batch.records.length : 0;
      // Where nothing is left, no file is made.
      writer ??= await createCaptureWriter({ path: output }, run, { clock: systemClock, warn });
      await writer.receive(kept);
    }
    await writer?.close();
  }
  return { receipts, records };
}

/** A receipt without what the filter does not want; undefined where nothing is left of a batch. */
function filtered(receipt: Receipt, filter: CaptureFilter): Receipt | undefined {
  if (receipt.kind !== 'batch') return receipt;
  const { batch } = receipt;
  const records = batch.records.filter((record) => isWanted(record, filter));
  const unparsed = batch.unparsed.filter((entry) => isWantedUnparsed(entry, filter));
  if (records.length + unparsed.length === 0) return undefined;
  const bytes = [...records, ...unparsed].reduce((sum, { raw }) => sum + Buffer.byteLength(raw) + 1, 0);
  return { ...receipt, batch: { ...batch, records, unparsed, dropped: [], bytes } } satisfies BatchReceipt;
}

const among = (wanted: readonly string[] | undefined, value: string | undefined) =>
  wanted === undefined || (value !== undefined && wanted.includes(value));

function isWanted({ program, host, source, raw }: LogRecord, filter: CaptureFilter): boolean {
  const { programs, hosts, senders, inputs, raw: isRawWanted = () => true } = filter;
  if (!among(programs, program) || !among(hosts, host)) return false;
  return among(senders, source.sender) && among(inputs, source.input) && isRawWanted(raw);
}

/** Of what could not be parsed, neither program nor host is known. */
function isWantedUnparsed({ source, raw }: UnparsedEntry, filter: CaptureFilter): boolean {
  const { programs, hosts, senders, inputs, raw: isRawWanted = () => true } = filter;
  if (programs !== undefined || hosts !== undefined) return false;
  return among(senders, source.sender) && among(inputs, source.input) && isRawWanted(raw);
}

import { open } from 'node:fs/promises';
import type { Receipt, ReceiptSource } from '@correlator/core';
import { unpackBlock } from './block.ts';
import { type BlockContent, readBlock } from './block-reader.ts';
import type { CapturedRun } from './block-text.ts';
import { captureUnreadable } from './capture-errors.ts';
import { type BlockPlace, type Blocks, type Damage, readAt, walkBlocks } from './walk-blocks.ts';

/** Which receipts are wanted, by the time at which the engine took them. */
export interface CaptureSpan {
  /** From this instant on, in ms since 1970 UTC. @default the first */
  readonly from?: number | undefined;
  /** Before this instant. @default the last, and it */
  readonly to?: number | undefined;
}

/** What reads of a capture. */
export interface CaptureReading extends CaptureSpan {
  /** Told of what is damaged, and of receipts that are missing. */
  readonly warn?: (summary: string) => void;
}

/** One run of a capture: an engine can act on it again. */
export interface RunCapture extends ReceiptSource {
  readonly run: CapturedRun;
  readonly blocks: readonly BlockPlace[];
  receipts(reading?: CaptureReading): AsyncIterable<Receipt>;
  /** From the receipt of this number on, counted from 0; with their numbers. */
  numbered(first: number, warn?: (summary: string) => void): AsyncIterable<NumberedReceipt>;
}

/** A receipt, and which of its run it is. */
export interface NumberedReceipt {
  readonly number: number;
  readonly receipt: Receipt;
}

/** One or several files, the runs in them in order, and what in them is no block. */
export interface Capture {
  readonly files: readonly Blocks[];
  readonly runs: readonly RunCapture[];
  readonly damages: readonly Damage[];
}

/**
 * Opens a capture of one or several files, in the order in which they were written. Only the headers of blocks are read, and
 * one block of each run. Throws `CAPTURE_UNREADABLE`, `CAPTURE_INVALID` and `CAPTURE_NEWER`.
 */
export async function openCapture(paths: string | readonly string[]): Promise<Capture> {
  const files: Blocks[] = [];
  for (const path of [paths].flat()) files.push(await walkBlocks(path));
  const byRun = Map.groupBy(
    files.flatMap(({ blocks }) => blocks),
    ({ run }) => run,
  );
  const runs: RunCapture[] = [];
  const damages = files.flatMap((file) => file.damages);
  for (const blocks of byRun.values()) {
    const { run, damaged } = await describedIn(blocks);
    damages.push(...damaged);
    if (run === undefined) continue;
    const numbered: RunCapture['numbered'] = (first, warn) => numberedFrom(blocks, first, warn);
    runs.push({ run, blocks, receipts: (reading = {}) => receiptsOf(blocks, reading), numbered });
  }
  return { files, damages, runs };
}

/** What the first block that is whole says of its run. */
async function describedIn(blocks: readonly BlockPlace[]) {
  const damaged: Damage[] = [];
  for (const place of blocks) {
    const content = await contentOf(place);
    if (typeof content !== 'string') return { run: content.head.run, damaged };
    damaged.push({ path: place.path, offset: place.offset, bytes: place.size, kind: 'damaged' });
  }
  return { run: undefined, damaged };
}

async function* receiptsOf(blocks: readonly BlockPlace[], reading: CaptureReading): AsyncIterable<Receipt> {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, warn = () => {} } = reading;
  let expected: number | undefined;
  for (const place of blocks) {
    if (place.lastAt < from || place.firstAt >= to) {
      expected = undefined;
      continue;
    }
    const content = await contentOf(place);
    if (typeof content === 'string') {
      warn(content);
      continue;
    }
    if (expected !== undefined && place.first > expected) warn(missing(place, place.first - expected));
    expected = place.first + place.receipts;
    for (const receipt of content.receipts) if (receipt.at >= from && receipt.at < to) yield receipt;
  }
}

async function* numberedFrom(
  blocks: readonly BlockPlace[],
  from: number,
  warn: (summary: string) => void = () => {},
): AsyncIterable<NumberedReceipt> {
  let expected = from;
  for (const place of blocks) {
    if (place.first + place.receipts <= from) continue;
    const content = await contentOf(place);
    if (typeof content === 'string') {
      warn(content);
      continue;
    }
    if (place.first > expected) warn(missing(place, place.first - expected));
    expected = place.first + place.receipts;
    for (const [i, receipt] of content.receipts.entries()) {
      const number = place.first + i;
      if (number >= from) yield { number, receipt };
    }
  }
}

function missing({ path, offset }: BlockPlace, count: number): string {
  return `${path}: before byte ${offset}, ${count} receipts are missing; what follows may make other events than the run did`;
}

/** What is in a block, or what is wrong with it. */
async function contentOf(place: BlockPlace): Promise<BlockContent | string> {
  const { path, offset, size } = place;
  const file = await open(path, 'r').catch((cause) => {
    throw captureUnreadable(path, cause);
  });
  try {
    const text = await unpackBlock(await readAt(file, offset, size));
    return text === undefined ? `${path}: the block at byte ${offset} is damaged, and is passed over` : readBlock(text);
  } finally {
    await file.close();
  }
}

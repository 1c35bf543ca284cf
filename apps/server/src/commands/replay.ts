import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CaptureSpan,
  capturePaths,
  damageText,
  isCapture,
  openCapture,
  type RunCapture,
} from '@correlator/capture';
import {
  createEngine,
  type EngineOptions,
  type Input,
  parseOptions,
  type Receipt,
  type ReceiptSource,
} from '@correlator/core';
import { CorrelatorError } from '@correlator/events';
import { manifest as fileManifest } from '@correlator/input-file';
import { exitCodeOf } from '../process/end-of-run.ts';
import { isoTime } from '../text/event-text.ts';
import { say, warn } from '../text/messages.ts';
import { createOutput, showProgress } from '../text/output.ts';
import { createReplayOutput } from '../text/replay-output.ts';
import { type ReplayOptions, replaySetup } from './replay-setup.ts';

function filesInput(paths: readonly string[], { year, format, program }: ReplayOptions): Input {
  const given = { ...(year && { year }), ...(format && { format }), ...(program && { program }) };
  const options = { paths, follow: false, ...given };
  return fileManifest.create(parseOptions(fileManifest.options, options, 'replay'), { name: 'replay' });
}

function createListener(options: ReplayOptions) {
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  return createReplayOutput({
    json: options.json === true,
    quiet: options.quiet === true,
    colour,
    events: createOutput(process.stdout, () => process.exit(0)),
    messages: createOutput(process.stderr, () => {}),
  });
}

type Setup = Omit<EngineOptions, 'inputs'>;

/** Adds the options of a replay to its modules and settings. */
function withOptions(setup: Setup, { zone, partitions }: ReplayOptions): Setup {
  return { ...setup, ...(zone !== undefined && { zone }), ...(partitions !== undefined && { partitions }) };
}

/** Processes files to their end and prints events and statistics. */
export async function replay(files: readonly string[], options: ReplayOptions): Promise<number> {
  const listeners = [createListener(options)];
  const setup = { ...withOptions(await replaySetup(options), options), listeners };
  const runs = await runsToReplay(files, options);
  if (runs === undefined) return replayOnce({ ...setup, inputs: [filesInput(files, options)] }, options);
  const codes: number[] = [];
  for (const receipts of runs) codes.push(await replayOnce({ ...setup, inputs: [], receipts }, options));
  return Math.max(0, ...codes);
}

async function replayOnce(parts: EngineOptions, { quiet }: ReplayOptions): Promise<number> {
  const engine = createEngine(parts);
  const onTerminal = process.stderr.isTTY === true && (quiet === true || process.stdout.isTTY !== true);
  const hide = onTerminal ? showProgress(engine, process.stderr) : () => {};
  try {
    await engine.run();
  } finally {
    hide();
  }
  return exitCodeOf(engine, parts);
}

/** Options of the replay of captures. */
export interface CaptureReplayOptions extends CaptureSpan {
  /** The speed, as a multiple of the original. @default as fast as possible */
  readonly speed?: number;
}

/**
 * Returns the runs of captures, or undefined if the files are not captures. Throws `CAPTURE_WANTED` if only some of
 * them are, and `CAPTURE_EMPTY` if nothing was received between `from` and `to`.
 */
export async function runsToReplay(
  files: readonly string[],
  options: CaptureReplayOptions,
): Promise<readonly ReceiptSource[] | undefined> {
  const kinds = await Promise.all(files.map(isCapture));
  if (!kinds.includes(true)) return refuseSpans(options);
  if (kinds.includes(false)) throw mixed(files[kinds.indexOf(false)] ?? '');
  const paths = files.length === 1 ? await capturePaths(files[0] ?? '') : files;
  const { runs, damages } = await openCapture(paths);
  for (const damage of damages) warn(damageText(damage));
  const within = runs.filter((run) => isWithin(run, options));
  if (within.length === 0) throw nothingWithin(options);
  return within.map((run, index) => ({
    run: run.run,
    receipts: () => announced(run, { ...options, index, of: within.length }),
  }));
}

function isWithin(
  { blocks }: RunCapture,
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: CaptureSpan,
) {
  return blocks.some(({ firstAt, lastAt }) => lastAt >= from && firstAt < to);
}

function nothingWithin({ from, to }: CaptureSpan): CorrelatorError {
  const span = [from !== undefined && `from ${isoTime(from)}`, to !== undefined && `to ${isoTime(to)}`];
  const message = `nothing was received ${span.filter(Boolean).join(' ')}; 'correlator captures' shows what there is`;
  return new CorrelatorError('CAPTURE_EMPTY', message);
}

function refuseSpans({ from, to, speed }: CaptureReplayOptions): undefined {
  if (from === undefined && to === undefined && speed === undefined) return undefined;
  throw new CorrelatorError(
    'CAPTURE_WANTED',
    '--from, --to and --speed go by times of receipt, which log files do not have: give captures, or leave them out',
  );
}

function mixed(path: string): CorrelatorError {
  const message = `${path} is no capture, while others that are given are: replay captures and log files one after the other`;
  return new CorrelatorError('CAPTURE_WANTED', message, { details: { path } });
}

async function* announced(
  { run, receipts }: RunCapture,
  { index, of, from, to, speed }: CaptureReplayOptions & { readonly index: number; readonly of: number },
): AsyncIterable<Receipt> {
  if (of > 1) say(`run ${index + 1} of ${of}, begun ${isoTime(run.startedAt)}`);
  const read = receipts({ from, to, warn });
  yield* speed === undefined ? read : paced(read, speed);
}

/** Yields receipts when they are due. */
async function* paced(receipts: AsyncIterable<Receipt>, speed: number): AsyncIterable<Receipt> {
  const begun = performance.now();
  let first: number | undefined;
  for await (const receipt of receipts) {
    first ??= receipt.at;
    const waitMs = begun + (receipt.at - first) / speed - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    yield receipt;
  }
}

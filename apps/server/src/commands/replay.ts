import { createEngine, type EngineOptions, type Input, parseOptions } from '@correlator/core';
import { manifest as fileManifest } from '@correlator/input-file';
import { exitCodeOf } from '../process/exit-code.ts';
import { createOutput } from '../text/output.ts';
import { showProgress } from '../text/progress-line.ts';
import { createReplayOutput } from '../text/replay-output.ts';
import { runsToReplay } from './capture-replay.ts';
import { type ReplayOptions, replaySetup } from './replay-setup.ts';

function filesInput(paths: readonly string[], { year, format }: ReplayOptions): Input {
  const options = { paths, follow: false, ...(year && { year }), ...(format && { format }) };
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

/** What a replay adds to the modules and settings. */
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

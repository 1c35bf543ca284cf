import { createEngine, type EngineOptions, type Input, type ModuleSpec, parseOptions } from '@correlator/core';
import { manifest as fileManifest } from '@correlator/input-file';
import { exitCodeOf } from '../exit-code.ts';
import { createOutput } from '../output.ts';
import { showProgress } from '../progress-line.ts';
import { createReplayOutput } from '../replay-output.ts';
import { replaySetup } from '../replay-setup.ts';

/** Options of `correlator replay`. */
export interface ReplayOptions {
  readonly modules?: readonly string[];
  readonly config?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly partitions?: number;
  readonly zone?: string;
  readonly year?: number;
  readonly format?: string;
}

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

/** What a replay adds to the modules and settings. */
function partsOf(
  files: readonly string[],
  options: ReplayOptions,
  setup: { modules: readonly ModuleSpec[] },
): EngineOptions {
  const { zone, partitions } = options;
  return {
    ...setup,
    ...(zone !== undefined && { zone }),
    ...(partitions !== undefined && { partitions }),
    inputs: [filesInput(files, options)],
    listeners: [createListener(options)],
  };
}

/** Processes files to their end and prints events and statistics. */
export async function replay(files: readonly string[], options: ReplayOptions): Promise<number> {
  const parts = partsOf(files, options, await replaySetup(options));
  const engine = createEngine(parts);
  const onTerminal = process.stderr.isTTY === true && (options.quiet === true || process.stdout.isTTY !== true);
  const hide = onTerminal ? showProgress(engine, process.stderr) : () => {};
  try {
    await engine.run();
  } finally {
    hide();
  }
  return exitCodeOf(engine, parts);
}

import { engineParts, loadConfig, requireConfig } from '@correlator/config';
import { createEngine, type EngineOptions } from '@correlator/core';
import { exitCodeOf } from '../exit-code.ts';
import { readToEnd, refuseEndless } from '../once.ts';
import { handleSignals } from '../signals.ts';
import { createStatisticsPrinter } from '../statistics-printer.ts';

/** Options of `correlator run`. */
export interface RunOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly once?: boolean;
}

async function prepare({ config: path, set, once = false }: RunOptions): Promise<EngineOptions> {
  const loaded = await loadConfig({ path, set });
  const config = await requireConfig(loaded, { from: [import.meta.url] });
  const parts = engineParts(once ? readToEnd(config) : config);
  if (once) refuseEndless(parts.inputs);
  return { ...parts, listeners: [...(parts.listeners ?? []), createStatisticsPrinter(process.stderr)] };
}

/** Runs the engine that a configuration describes, until its inputs end or a signal comes. */
export async function run(options: RunOptions): Promise<number> {
  const parts = await prepare(options);
  const engine = createEngine(parts);
  const release = handleSignals(engine);
  try {
    await engine.run();
  } finally {
    release();
  }
  return exitCodeOf(engine, parts);
}

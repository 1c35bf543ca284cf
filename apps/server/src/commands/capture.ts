import { engineParts, loadConfig, requireConfig } from '@correlator/config';
import { createEngine, type EngineOptions, useModule } from '@correlator/core';
import { manifest } from '@correlator/module-capture';
import { exitCodeOf } from '../process/exit-code.ts';
import { handleSignals } from '../process/signals.ts';
import { createStatisticsPrinter } from '../text/statistics-printer.ts';

/** Options of `correlator capture`. */
export interface CaptureCommandOptions {
  readonly output: string;
  readonly config?: string;
  readonly set?: readonly string[];
  /** In ms. */
  readonly for?: number;
}

async function prepare({ config: path, set, output }: CaptureCommandOptions): Promise<EngineOptions> {
  const config = await requireConfig(await loadConfig({ path, set }), { from: [import.meta.url], kinds: ['input'] });
  return {
    ...engineParts({ ...config, modules: [], listeners: [] }),
    modules: [useModule(manifest, { path: output })],
    listeners: [createStatisticsPrinter(process.stderr)],
  };
}

/** Captures what the inputs of a configuration receive, until they end, a signal comes, or time is over. */
export async function capture(options: CaptureCommandOptions): Promise<number> {
  const parts = await prepare(options);
  const engine = createEngine(parts);
  const release = handleSignals(engine);
  const timer = options.for === undefined ? undefined : setTimeout(() => engine.stop(), options.for);
  try {
    await engine.run();
  } finally {
    clearTimeout(timer);
    release();
  }
  return exitCodeOf(engine, parts);
}

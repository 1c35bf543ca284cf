/** Room `commands`: the commands, each returning its exit code. It imports `process`, `explain` and `text`. */

import { type CheckedConfig, createReloadingEngine, engineParts, loadConfig, requireConfig } from '@correlator/config';
import { exitCodeOf, readToEnd, refuseEndless } from '../process/end-of-run.ts';
import { handleSignals, reloadOnChange, reportReload } from '../process/signals.ts';
import { createStatisticsPrinter } from '../text/statistics.ts';

/** Options of `correlator run`. */
export interface RunOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly once?: boolean;
  readonly watch?: boolean;
}

async function load({ config: path, set, once = false }: RunOptions): Promise<CheckedConfig & { path?: string }> {
  const loaded = await loadConfig({ path, set });
  const checked = await requireConfig(loaded, { from: [import.meta.url] });
  const config = once ? readToEnd(checked) : checked;
  if (once) refuseEndless(engineParts(config).inputs);
  return { ...config, ...(loaded.path !== undefined && { path: loaded.path }) };
}

/** Runs the engine that a configuration describes, until its inputs end or a signal comes. */
export async function run(options: RunOptions): Promise<number> {
  let unwatch: (() => void) | undefined;
  const running = createReloadingEngine({
    async load() {
      const config = await load(options);
      if (options.watch === true && config.path !== undefined) unwatch ??= reloadOnChange(config.path, reload);
      return config;
    },
    listeners: () => [createStatisticsPrinter(process.stderr)],
  });
  const reload = () => reportReload(running);
  // A terminal that is closed sends the same signal and means the end.
  const release = handleSignals(running, process.stdin.isTTY === true ? undefined : reload);
  try {
    await running.start();
    await running.finished;
  } finally {
    unwatch?.();
    release();
  }
  return exitCodeOf(running.engine, running.parts);
}

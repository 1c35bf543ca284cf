import {
  type Capture,
  type CaptureFilter,
  capturePaths,
  damageText,
  openCapture,
  rewriteCapture,
} from '@correlator/capture';
import { engineParts, loadConfig, requireConfig } from '@correlator/config';
import { createEngine, type EngineOptions, useModule } from '@correlator/core';
import { manifest } from '@correlator/module-capture';
import { exitCodeOf } from '../process/end-of-run.ts';
import { handleSignals } from '../process/signals.ts';
import { isoTime } from '../text/event-text.ts';
import { say, warn } from '../text/messages.ts';
import { createStatisticsPrinter } from '../text/statistics.ts';
import { columns, escapeControl, jsonText } from '../text/terminal.ts';

/** Options of `correlator captures list`. */
export interface ListCapturesOptions {
  readonly json?: boolean;
}

/** Options of `correlator captures cut`. */
export interface RewriteOptions {
  readonly output: string;
  readonly from?: number;
  readonly to?: number;
}

/** Options of `correlator captures filter`. */
export interface FilterOptions extends RewriteOptions {
  readonly program?: readonly string[];
  readonly host?: readonly string[];
  readonly sender?: readonly string[];
  readonly input?: readonly string[];
  /** Decides by an entry, as it was read, whether it is kept. */
  readonly match?: (raw: string) => boolean;
}

/** Returns the runs of a capture with their sums, as `--json` prints them. */
function summaries({ runs }: Capture) {
  return runs.map(({ run, blocks }) => {
    const sum = (value: (block: (typeof blocks)[number]) => number) =>
      blocks.reduce((all, block) => all + value(block), 0);
    const last = blocks.reduce((latest, { lastAt }) => Math.max(latest, lastAt), Number.NEGATIVE_INFINITY);
    return {
      run: run.id,
      instance: run.instance,
      started: isoTime(run.startedAt),
      first: isoTime(blocks[0]?.firstAt ?? Number.NaN),
      last: isoTime(last),
      inputs: run.inputs.map(({ name }) => name),
      records: sum(({ records }) => records),
      receipts: sum(({ receipts }) => receipts),
      blocks: blocks.length,
      bytes: sum(({ size }) => size),
    };
  });
}

function textOf(path: string, capture: Capture): string {
  const rows = summaries(capture).map((run) =>
    [
      run.run,
      run.first,
      run.last,
      String(run.records),
      String(run.receipts),
      sizeText(run.bytes),
      run.inputs.join(', '),
    ].map(escapeControl),
  );
  const title = ['run', 'from', 'to', 'records', 'receipts', 'size', 'inputs'];
  const damages = capture.damages.map((damage) => `  ${escapeControl(damageText(damage))}\n`);
  return `${escapeControl(path)}\n${columns([title, ...rows], 2)}${damages.join('')}`;
}

function sizeText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}

/** Prints what is in captures. Returns 1 if any is damaged. */
export async function listCaptures(files: readonly string[], { json = false }: ListCapturesOptions): Promise<number> {
  const captures: { path: string; capture: Capture }[] = [];
  for (const path of files) captures.push({ path, capture: await openCapture(path) });
  const value = captures.map(({ path, capture }) => ({ path, runs: summaries(capture), damages: capture.damages }));
  const text = captures.map(({ path, capture }) => textOf(path, capture)).join('\n');
  process.stdout.write(json ? jsonText(value) : text);
  return captures.some(({ capture }) => capture.damages.length > 0) ? 1 : 0;
}

function filterOf({ program, host, sender, input, match }: FilterOptions): CaptureFilter | undefined {
  if ([program, host, sender, input, match].every((part) => part === undefined)) return undefined;
  return {
    ...(program && { programs: program }),
    ...(host && { hosts: host }),
    ...(sender && { senders: sender }),
    ...(input && { inputs: input }),
    ...(match && { raw: match }),
  };
}

/** Writes a part of captures to a new one and reports how much. */
export async function rewriteCaptures(files: readonly string[], options: FilterOptions): Promise<number> {
  const { output, from, to } = options;
  const paths = files.length === 1 ? await capturePaths(files[0] ?? '') : files;
  const { runs, damages } = await openCapture(paths);
  for (const damage of damages) warn(damageText(damage));
  const filter = filterOf(options);
  const { receipts, records } = await rewriteCapture(runs, { output, from, to, warn, ...(filter && { filter }) });
  const written = receipts === 0 ? 'nothing is left, so nothing was' : `${records} records in ${receipts} receipts`;
  say(`${written} written to ${output}`);
  return damages.length > 0 ? 1 : 0;
}

/** Options of `correlator capture`. */
export interface CaptureCommandOptions {
  readonly output: string;
  readonly config?: string;
  readonly set?: readonly string[];
  /** The time after which the capture ends, in ms. @default until a signal */
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

/** Captures what the inputs of a configuration receive, until they end, a signal comes, or the time is over. */
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

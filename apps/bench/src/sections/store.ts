import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logOfLines } from '../log/generate.ts';
import type { Progress } from '../measure/progress.ts';
import { spread } from '../measure/summary.ts';
import { cell, megabytes, ratio, rounds as roundsText, seconds, table, whole } from './markdown.ts';
import { writeSection } from './results.ts';

export interface StoreOptions {
  readonly lines: number;
  readonly rounds: number;
  readonly progress: Progress;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const server = here('../../../server/dist/main.js');
const keys = 1_000_000;

const cases = [
  ['the sshd module alone', '{ log: { criteria: { types: [no.such.event] } } }'],
  ['with rows in CSV files', '{ csv: { directory: audit } }'],
] as const;

interface Measured {
  readonly ms: number;
  readonly peakBytes: number;
}

/** Runs a program as a process of its own. */
function run(args: readonly string[], folder: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}

function measure(log: string, listeners: string, store: boolean): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));
  const usage = join(folder, 'usage.json');
  const input = `inputs: { log: { use: file, paths: [${log}], follow: false, year: 2026 } }`;
  const text = `${input}\nmodules: { sshd: {} }\nlisteners: ${listeners}\n${store ? 'store: { path: state.db }\n' : ''}`;
  writeFileSync(join(folder, 'correlator.config.yaml'), text);
  try {
    const began = performance.now();
    run(['--import', `${here('../measure/usage.mjs')}?file=${usage}`, server, 'run', '--once'], folder);
    const ms = performance.now() - began;
    return { ms, peakBytes: (JSON.parse(readFileSync(usage, 'utf8')) as { peakBytes: number }).peakBytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function costRow([name, listeners]: (typeof cases)[number], log: string, options: StoreOptions): string[] {
  const [without, withStore]: [Measured[], Measured[]] = [[], []];
  for (let round = 1; round <= options.rounds; round++) {
    options.progress.step(`${name}: round ${round} of ${options.rounds}`);
    without.push(measure(log, listeners, false));
    withStore.push(measure(log, listeners, true));
  }
  const ms = (runs: readonly Measured[]) => cell(spread(runs.map((one) => one.ms)), seconds);
  const peak = (runs: readonly Measured[]) => megabytes(spread(runs.map((one) => one.peakBytes)).median);
  const ratios = spread(withStore.map((one, round) => one.ms / (without[round]?.ms ?? Number.NaN)));
  return [name, ms(without), ms(withStore), cell(ratios, ratio), `${peak(without)} / ${peak(withStore)}`];
}

/** What `keys.mjs` prints. */
interface Keys {
  readonly startMs: number;
  readonly rss: number;
  readonly fillingMs: number;
  readonly changingMs: number;
}

function keysRow(options: StoreOptions, round: number): Keys & { readonly restored: Keys } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-keys-'));
  mkdirSync(folder, { recursive: true });
  options.progress.step(`${whole(keys)} keys: round ${round} of ${options.rounds}`);
  try {
    const program = (mode: string) =>
      JSON.parse(run([here('../store/keys.mjs'), mode, join(folder, 'keys.db'), String(keys)], folder)) as Keys;
    return { ...program('fill'), restored: program('restore') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a store costs, how long a restart takes, and how long saving holds up the loop. */
export async function measureStore(options: StoreOptions): Promise<void> {
  const log = logOfLines(options.lines);
  const costs = cases.map((one) => costRow(one, log, options));
  const found = Array.from({ length: options.rounds }, (_, round) => keysRow(options, round + 1));
  options.progress.done();
  const pause = (of: (one: (typeof found)[number]) => number) => cell(spread(found.map(of)), whole);
  writeSection({
    name: 'store',
    title: 'What a store costs',
    text: [
      `${whole(options.lines)} lines by \`run --once\`, as whole processes in turns, ${roundsText(options.rounds)}; a checkpoint each second, synced. Medians, with the least and the most in brackets.\n`,
      table(['', 'without, s', 'with, s', 'ratio', 'memory, MB'], costs),
      `\n${whole(keys)} keys of state: all are set and saved, then 50,000 of them change each second, ten times; then another process goes on from there.\n`,
      table(
        ['', 'ms'],
        [
          ['longest pause of the loop while all are set and saved first', pause((one) => one.fillingMs)],
          ['… while changes are saved', pause((one) => one.changingMs)],
          ['restart, until everything is restored', pause((one) => one.restored.startMs)],
        ],
      ),
      `\nMemory after the restart: ${cell(spread(found.map((one) => one.restored.rss)), megabytes)} MB. Pauses include those of the garbage collector.\n`,
    ].join('\n'),
    charts: {},
  });
}

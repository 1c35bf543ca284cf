import { statfsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { argv, stderr, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { floor, replay, replayMany } from './contenders.ts';
import { logOfLines } from './generate.ts';
import { type Contender, type Figures, type Measurement, measure } from './measure.ts';
import { chart, memoryTable, table, writeResult } from './report.ts';
import { type Runs, summarise } from './summary.ts';

const help = `npm run bench -- [options]

Measures the built command against a loop written by hand with the core of its job, in whole processes and in turns.

  --lines <n>   lines of the log (1000000)
  --runs <n>    measured runs of each, after one to warm up (5)
  --memory      peak memory at 1 and at 10 million lines instead; needs 5 GB of free disk
  --help        this text
`;

const spareBytes = 5e9;
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    lines: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    memory: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: 'lines' | 'runs'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} wants a whole number from 1, not '${values[name]}'`);
}

/** Throws where a contender found something else than the first did: then their times say nothing. */
function checkFigures(found: ReadonlyMap<string, Figures>): void {
  const [[firstName, first] = ['', undefined]] = found;
  for (const [name, figures] of found) {
    for (const key of ['lines', 'accepted'] as const) {
      if (first === undefined || figures[key] === first[key]) continue;
      throw new Error(
        `${name} found ${key} = ${figures[key]}, ${firstName} ${first[key]}: their times cannot be compared`,
      );
    }
  }
}

/** One run of each contender, one after another. */
function round(contenders: readonly Contender[], log: URL): Measurement[] {
  const measurements = contenders.map((contender) => measure(contender, log));
  checkFigures(new Map(contenders.map((each, index) => [each.name, each.figures(measurements[index]?.output ?? '')])));
  const times = contenders.map(({ name }, index) => `${name} ${Math.round(measurements[index]?.wallMs ?? 0)} ms`);
  stderr.write(`  ${times.join(', ')}\n`);
  return measurements;
}

interface RunOptions {
  readonly lines: number;
  readonly warmUps: number;
  readonly count: number;
}

/** Runs contenders in turns; leaves out the rounds that warm up. */
function runAll(contenders: readonly Contender[], { lines, warmUps, count }: RunOptions): Runs[] {
  const log = logOfLines(lines);
  stderr.write(`${lines.toLocaleString('en')} lines, runs to warm up: ${warmUps}, measured runs: ${count}\n`);
  const rounds = Array.from({ length: warmUps + count }, () => round(contenders, log)).slice(warmUps);
  return contenders.map(({ name }, index) => ({
    name,
    runs: rounds.flatMap((measurements) => measurements[index] ?? []),
  }));
}

const machine = (): string =>
  `Node.js ${version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`;

function compare(lines: number): void {
  const runs = runAll([floor, replay, replayMany], { lines, warmUps: 1, count: wholeNumber('runs') });
  const summaries = summarise(runs, lines);
  const text = `${lines.toLocaleString('en')} lines; ${machine()}\n\n${table(summaries)}`;
  console.log(`\n${text}`);
  console.log(writeResult('throughput.md', text));
  console.log(writeResult('throughput.svg', chart(summaries)));
}

function compareMemory(): void {
  const { bavail, bsize } = statfsSync(fileURLToPath(new URL('.', import.meta.url)));
  if (bavail * bsize < spareBytes) {
    console.log('Skipped: the log of 10 million lines wants 5 GB of free disk.');
    return;
  }
  const sizes = [1_000_000, 10_000_000].map((lines) => ({
    lines,
    runs: runAll([floor, replay], { lines, warmUps: 0, count: 1 }),
  }));
  const text = `${machine()}\n\n${memoryTable(sizes)}`;
  console.log(`\n${text}`);
  console.log(writeResult('memory.md', text));
}

if (values.help) console.log(help);
else if (values.memory) compareMemory();
else compare(wholeNumber('lines'));

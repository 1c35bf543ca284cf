import { type Comparison, contendersOf, isFloor } from '../cases/comparisons.ts';
import { type BarGroup, barChart } from '../charts/bars.ts';
import type { Progress } from '../measure/progress.ts';
import { type Runs, runRounds } from '../measure/rounds.ts';
import { type Summary, summarise } from '../measure/summary.ts';
import { cell, megabytes, millions, ratio, rounds as roundsText, seconds, table, whole } from './markdown.ts';
import { writeSection } from './results.ts';

export interface ThroughputOptions {
  readonly comparisons: readonly Comparison[];
  readonly lines: number;
  readonly rounds: number;
  readonly progress: Progress;
}

interface Compared {
  readonly comparison: Comparison;
  readonly summaries: readonly Summary[];
}

function runsOf(all: readonly Runs[], name: string): Runs {
  const found = all.find(({ contender }) => contender.name === name);
  if (found === undefined) throw new Error(`${name} was not run`);
  return found;
}

function comparedTable({ comparison: { title, bases }, summaries }: Compared): string {
  const ratioHeads = bases.flatMap(({ name }) => [`time ÷ that of ${name}`, `CPU ÷ that of ${name}`]);
  const rows = summaries.map(({ name, linesPerSecond, cpuMs, peakBytes, ratios }) => [
    name,
    cell(linesPerSecond, whole),
    cell(cpuMs, seconds),
    cell(peakBytes, megabytes),
    ...ratios.flatMap(({ wall, cpu }) => [cell(wall, ratio), cell(cpu, ratio)]),
  ]);
  return table([title, 'lines/s', 'CPU, s', 'peak memory, MB', ...ratioHeads], rows);
}

function barGroup({ comparison: { title, bases, contenders }, summaries }: Compared): BarGroup {
  const floors = contenders.filter(isFloor).map(({ name }) => name);
  const bars = summaries.map(({ name, linesPerSecond: { min, median, max }, ratios }) => {
    const isBase = name === bases[0].contender.name;
    const rate = `${millions(median)} M/s`;
    const note = isBase ? rate : `${rate}, ${ratio(ratios[0]?.wall.median ?? Number.NaN)} × the time`;
    return { label: name, value: median, min, max, note, isBase: isBase || floors.includes(name) };
  });
  return { title, bars };
}

/** Measures all contenders of comparisons in turns. */
export async function measureThroughput({ comparisons, lines, rounds, progress }: ThroughputOptions): Promise<void> {
  const runs = await runRounds(contendersOf(comparisons), { lines, warmUps: 1, rounds, progress });
  const compared = comparisons.map((comparison) => {
    const bases = comparison.bases.map(({ contender }) => runsOf(runs, contender.name));
    const summaries = comparison.contenders.map(({ name }) => summarise(runsOf(runs, name), bases, lines));
    return { comparison, summaries };
  });
  writeSection({
    name: 'throughput',
    title: 'Lines per second',
    text: [
      `${whole(lines)} lines, ${roundsText(rounds)} after one to warm up. Medians, with the least and the most in brackets;`,
      'what is divided is divided by the base of the same round. Everybody found the right counts.\n',
      ...compared.map(comparedTable),
    ].join('\n'),
    charts: {
      throughput: barChart({
        title: 'Lines per second, whole processes',
        explanation: [
          `${whole(lines)} lines, median of ${roundsText(rounds)}; each group has a scale of its own.`,
          'Grey: what the others are compared with. Line: least to most.',
          '× the time: how long it took, beside the first of its group.',
        ],
        groups: compared.map(barGroup),
      }),
    },
  });
}

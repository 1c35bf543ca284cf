import { type Comparison, contendersOf, isFloor } from '../cases/comparisons.ts';
import { barChart } from '../charts/bars.ts';
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

function comparedTable({ comparison: { title, baseName }, summaries }: Compared): string {
  const head = [
    title,
    'lines/s',
    'CPU, s',
    'peak memory, MB',
    `time ÷ that of ${baseName}`,
    `CPU ÷ that of ${baseName}`,
  ];
  const rows = summaries.map((summary) => [
    summary.name,
    cell(summary.linesPerSecond, whole),
    cell(summary.cpuMs, seconds),
    cell(summary.peakBytes, megabytes),
    cell(summary.wallRatio, ratio),
    cell(summary.cpuRatio, ratio),
  ]);
  return table(head, rows);
}

function barGroup({ comparison, summaries }: Compared) {
  const bars = summaries.map(({ name, linesPerSecond: { min, median, max }, wallRatio }) => {
    const rate = `${millions(median)} M/s`;
    const isBase = name === comparison.base.name;
    const note = isBase ? rate : `${rate}, ${ratio(wallRatio.median)} × the time`;
    const isHandMade = comparison.contenders.some((contender) => contender.name === name && isFloor(contender));
    return { label: name, value: median, min, max, note, isBase: isBase || isHandMade };
  });
  return { title: comparison.title, bars };
}

/** Measures all contenders of comparisons in turns. */
export async function measureThroughput({ comparisons, lines, rounds, progress }: ThroughputOptions): Promise<void> {
  const runs = await runRounds(contendersOf(comparisons), { lines, warmUps: 1, rounds, progress });
  const compared = comparisons.map((comparison) => {
    const base = runsOf(runs, comparison.base.name);
    const summaries = comparison.contenders.map(({ name }) => summarise(runsOf(runs, name), base, lines));
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

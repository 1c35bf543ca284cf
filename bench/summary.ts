import type { Measurement } from './measure.ts';

/** The least, the middle and the most of some numbers. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spread(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { min: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, max: at(sorted.length - 1) };
}

/** A contender's runs, summed up. */
export interface Summary {
  readonly name: string;
  readonly linesPerSecond: Spread;
  readonly wallMs: Spread;
  readonly cpuMs: Spread;
  readonly peakBytes: Spread;
  /** Median wall time divided by the first contender's. */
  readonly ratioOfMedians: number;
  /** Median CPU time divided by the first contender's. */
  readonly cpuRatioOfMedians: number;
  /** Wall time divided by that of the first contender in the same round. */
  readonly pairwise: Spread;
}

export interface Runs {
  readonly name: string;
  readonly runs: readonly Measurement[];
}

/** Sums up the runs of contenders, each against the first. */
export function summarise(contenders: readonly Runs[], lines: number): Summary[] {
  const first = contenders[0]?.runs ?? [];
  const median = (runs: readonly Measurement[], of: 'wallMs' | 'cpuMs'): number =>
    spread(runs.map((run) => run[of])).median;
  return contenders.map(({ name, runs }) => ({
    name,
    linesPerSecond: spread(runs.map(({ wallMs }) => (lines / wallMs) * 1000)),
    wallMs: spread(runs.map(({ wallMs }) => wallMs)),
    cpuMs: spread(runs.map(({ cpuMs }) => cpuMs)),
    peakBytes: spread(runs.map(({ peakBytes }) => peakBytes)),
    ratioOfMedians: median(runs, 'wallMs') / median(first, 'wallMs'),
    cpuRatioOfMedians: median(runs, 'cpuMs') / median(first, 'cpuMs'),
    pairwise: spread(runs.map(({ wallMs }, round) => wallMs / (first[round]?.wallMs ?? Number.NaN))),
  }));
}

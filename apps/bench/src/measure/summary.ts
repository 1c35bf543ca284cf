import type { Measurement } from './measure.ts';
import type { Runs } from './rounds.ts';

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

/** How long a contender took, against a base in the same rounds. */
export interface Ratio {
  readonly wall: Spread;
  readonly cpu: Spread;
}

/** A contender's runs, summed up. */
export interface Summary {
  readonly name: string;
  readonly linesPerSecond: Spread;
  readonly cpuMs: Spread;
  readonly peakBytes: Spread;
  /** For each base. */
  readonly ratios: readonly Ratio[];
}

function ratioTo({ runs }: Runs, base: Runs): Ratio {
  const of = (time: 'wallMs' | 'cpuMs'): Spread =>
    spread(runs.map((run, round) => run[time] / (base.runs[round]?.[time] ?? Number.NaN)));
  return { wall: of('wallMs'), cpu: of('cpuMs') };
}

/** Sums up runs on a log of so many lines against those of bases in the same rounds. */
export function summarise(runs: Runs, bases: readonly Runs[], lines: number): Summary {
  const of = (value: (run: Measurement) => number): Spread => spread(runs.runs.map(value));
  return {
    name: runs.contender.name,
    linesPerSecond: of(({ wallMs }) => (lines / wallMs) * 1000),
    cpuMs: of(({ cpuMs }) => cpuMs),
    peakBytes: of(({ peakBytes }) => peakBytes),
    ratios: bases.map((base) => ratioTo(runs, base)),
  };
}

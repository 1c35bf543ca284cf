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

/** A contender's runs, summed up. */
export interface Summary {
  readonly name: string;
  readonly linesPerSecond: Spread;
  readonly cpuMs: Spread;
  readonly peakBytes: Spread;
  /** Wall time divided by that of the base in the same round. */
  readonly wallRatio: Spread;
  /** CPU time divided by that of the base in the same round. */
  readonly cpuRatio: Spread;
}

/** Sums up runs against those of a base in the same rounds. */
export function summarise({ contender, runs }: Runs, base: Runs, lines: number): Summary {
  const ratio = (of: 'wallMs' | 'cpuMs'): Spread =>
    spread(runs.map((run, round) => run[of] / (base.runs[round]?.[of] ?? Number.NaN)));
  const of = (value: (run: Measurement) => number): Spread => spread(runs.map(value));
  return {
    name: contender.name,
    linesPerSecond: of(({ wallMs }) => (lines / wallMs) * 1000),
    cpuMs: of(({ cpuMs }) => cpuMs),
    peakBytes: of(({ peakBytes }) => peakBytes),
    wallRatio: ratio('wallMs'),
    cpuRatio: ratio('cpuMs'),
  };
}

import { type Expected, expectedOf } from '../log/expected.ts';
import { logOfLines } from '../log/generate.ts';
import { type Contender, mistakes } from './contender.ts';
import { type Measurement, type MeasureOptions, measure } from './measure.ts';
import type { Progress } from './progress.ts';

/** A contender's runs, one for each round. */
export interface Runs {
  readonly contender: Contender;
  readonly runs: readonly Measurement[];
}

export interface RoundsOptions extends MeasureOptions {
  readonly lines: number;
  /** Rounds that warm up the machine, and are not counted. @default 0 */
  readonly warmUps?: number;
  readonly rounds: number;
  readonly progress: Progress;
  /** Called for a contender that found something wrong. @default throws: then its times say nothing */
  readonly whenWrong?: (contender: Contender, mistake: string) => void;
}

function refuse({ name }: Contender, mistake: string): never {
  throw new Error(`${name} found ${mistake}: its times cannot be compared`);
}

/** Runs contenders in turns, every other round in the opposite order, and checks what they found. */
export async function runRounds(
  contenders: readonly Contender[],
  { lines, warmUps = 0, rounds, progress, whenWrong = refuse, ...options }: RoundsOptions,
): Promise<Runs[]> {
  const log = logOfLines(lines);
  const expected: Expected = await expectedOf(lines);
  const all = contenders.map((contender) => ({ contender, runs: [] as Measurement[] }));
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const { contender, runs } of round % 2 === 0 ? all : [...all].reverse()) {
      progress.step(
        `round ${round + 1} of ${warmUps + rounds}${round < warmUps ? ' (to warm up)' : ''}: ${contender.name}`,
      );
      const measurement = await measure(contender, log, options);
      const mistake = mistakes(measurement.found, expected);
      if (mistake !== undefined) whenWrong(contender, mistake);
      if (round >= warmUps) runs.push(measurement);
    }
  }
  progress.done();
  return all;
}

import { join } from 'node:path';
import { expectedOf } from '../log/expected.ts';
import { logOfLines } from '../log/generate.ts';
import { type Contender, type Job, mistakes } from '../measure/contender.ts';
import { measure } from '../measure/measure.ts';
import type { Progress } from '../measure/progress.ts';
import { functionTimes, stageTimes, type Times } from './shares.ts';
import type { Stage } from './stages.ts';
import { readTicks, type Tick, tickOptions } from './tick-log.ts';

/** Where a contender spent its time. */
export interface Profile {
  readonly name: string;
  readonly stages: Times<Stage>;
  readonly functions: Times;
}

/** The contender under the profiler. */
function profiled(contender: Contender, onTicks: (ticks: readonly Tick[]) => void): Contender {
  const logFile = (folder: string): string => join(folder, 'ticks.log');
  return {
    name: contender.name,
    command(job: Job) {
      const { args, ...rest } = contender.command(job);
      return { ...rest, args: [...tickOptions(logFile(job.folder)), ...args] };
    },
    found(output, job) {
      onTicks(readTicks(logFile(job.folder)));
      return contender.found(output, job);
    },
  };
}

/** One run of each contender under the profiler. */
export async function runProfiles(
  contenders: readonly Contender[],
  { lines, progress }: { readonly lines: number; readonly progress: Progress },
): Promise<Profile[]> {
  const log = logOfLines(lines);
  const expected = await expectedOf(lines);
  const profiles: Profile[] = [];
  for (const contender of contenders) {
    const { name } = contender;
    progress.step(`profile of ${name}`);
    const { found } = await measure(
      profiled(contender, (ticks) => {
        profiles.push({ name, stages: stageTimes(ticks), functions: functionTimes(ticks) });
      }),
      log,
    );
    const mistake = mistakes(found, expected);
    if (mistake !== undefined) throw new Error(`${name} found ${mistake} under the profiler`);
  }
  progress.done();
  return profiles;
}

import { type Comparison, contendersOf, isFloor } from '../cases/comparisons.ts';
import { shareChart } from '../charts/shares.ts';
import type { Progress } from '../measure/progress.ts';
import { type Profile, runProfiles } from '../stages/run-profiles.ts';
import type { Times } from '../stages/shares.ts';
import { stages } from '../stages/stages.ts';
import { table, whole } from './markdown.ts';
import { writeSection } from './results.ts';

export interface StagesOptions {
  readonly comparisons: readonly Comparison[];
  readonly lines: number;
  readonly progress: Progress;
}

const functionsShown = 25;
const sum = (times: Times): number => [...times.values()].reduce((all, time) => all + time, 0);
const percent = (part: number, all: number): string => `${((part / all) * 100).toFixed(1)} %`;
const microseconds = (ms: number, lines: number): string => ((ms * 1000) / lines).toFixed(3);

function stageTable(profiles: readonly Profile[], lines: number): string {
  const head = ['stage', ...profiles.map(({ name }) => name)];
  const rows = stages.map((stage) => [
    stage,
    ...profiles.map((profile) => {
      const time = profile.stages.get(stage) ?? 0;
      return time === 0 ? '' : `${percent(time, sum(profile.stages))}, ${microseconds(time, lines)}`;
    }),
  ]);
  const all = ['all, µs per line', ...profiles.map((profile) => microseconds(sum(profile.stages), lines))];
  return table(head, [...rows, all]);
}

function functionTable({ name, functions }: Profile): string {
  const most = [...functions].sort(([, a], [, b]) => b - a).slice(0, functionsShown);
  const rows = most.map(([function_, ms]) => [function_, percent(ms, sum(functions))]);
  return table([`${name}: function, file`, 'share'], rows);
}

function chartOf(profiles: readonly Profile[], lines: number): string {
  return shareChart({
    title: 'What the time is spent on',
    explanation: ['Main thread, per cent of its work, start-up included.', `One run each on ${whole(lines)} lines.`],
    names: stages,
    bars: profiles.map((profile) => ({
      label: profile.name,
      note: `${microseconds(sum(profile.stages), lines)} µs per line`,
      shares: stages.map((stage) => ({ name: stage, value: profile.stages.get(stage) ?? 0 })),
    })),
  });
}

/** Profiles one run of each contender that is no floor. */
export async function measureStages({ comparisons, lines, progress }: StagesOptions): Promise<void> {
  const contenders = contendersOf(comparisons).filter((contender) => !isFloor(contender));
  const profiles = await runProfiles(contenders, { lines, progress });
  const inDetail = profiles.find(({ name }) => name === 'replay --modules sshd');
  writeSection({
    name: 'stages',
    title: 'Stages',
    text: [
      `One run of each under the profiler, on ${whole(lines)} lines: share of the main thread's work, and microseconds per`,
      'line. A tick belongs to the innermost function of the project, also where that was compiled into another.\n',
      stageTable(profiles, lines),
      ...(inDetail === undefined
        ? []
        : ['Functions after start-up, with what they call of Node.js:\n', functionTable(inDetail)]),
    ].join('\n'),
    charts: { stages: chartOf(profiles, lines) },
  });
}

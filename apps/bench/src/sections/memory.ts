import { statfsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sshd, sshdFloor } from '../cases/contenders.ts';
import { lineChart } from '../charts/lines.ts';
import { expectedOf } from '../log/expected.ts';
import type { Progress } from '../measure/progress.ts';
import { type Runs, runRounds } from '../measure/rounds.ts';
import { megabytes, table, whole } from './markdown.ts';
import { writeSection } from './results.ts';

export interface MemoryOptions {
  /** Of the longer log; the shorter one has a tenth. */
  readonly lines: number;
  readonly progress: Progress;
}

const sampleEveryMs = 250;
const bytesPerLine = 110;
const colours = ['#7c8793', '#2f6db3'];

interface Size {
  readonly lines: number;
  readonly addresses: number;
  readonly runs: readonly Runs[];
}

function checkSpace(lines: number): void {
  const { bavail, bsize } = statfsSync(fileURLToPath(new URL('..', import.meta.url)));
  const wanted = lines * bytesPerLine * 1.5;
  if (bavail * bsize > wanted) return;
  throw new Error(`the logs want ${megabytes(wanted)} MB of free disk; there are ${megabytes(bavail * bsize)}`);
}

const peakOf = ({ runs }: Runs): number => Math.max(...runs.map(({ peakBytes }) => peakBytes));

function peakTable(sizes: readonly Size[]): string {
  const names = sizes[0]?.runs.map(({ contender }) => `${contender.name}: peak, MB`) ?? [];
  const rows = sizes.map(({ lines, addresses, runs }) => [
    whole(lines),
    whole(addresses),
    ...runs.map((each) => megabytes(peakOf(each))),
  ]);
  return table(['lines', 'sources that failed', ...names], rows);
}

function chartOf({ lines, runs }: Size): string {
  return lineChart({
    title: `Resident memory over ${whole(lines)} lines`,
    explanation: [`One run each, noted every ${sampleEveryMs} ms; a curve ends with its process.`],
    xUnit: 'seconds since the start of the process',
    yUnit: 'MB',
    curves: runs.map(({ contender, runs: [run] }, index) => ({
      name: contender.name,
      colour: colours[index] ?? '#000000',
      points: (run?.samples ?? []).map(({ ms, bytes }) => [ms / 1000, bytes / 1e6] as const),
    })),
  });
}

async function measureSize(lines: number, progress: Progress): Promise<Size> {
  const runs = await runRounds([sshdFloor, sshd], { lines, rounds: 1, progress, sampleEveryMs });
  const { addresses } = await expectedOf(lines);
  return { lines, addresses, runs };
}

/** Memory of the loop and of the sshd module, at a tenth of the lines and at all of them. */
export async function measureMemory({ lines, progress }: MemoryOptions): Promise<void> {
  checkSpace(lines);
  const shorter = await measureSize(Math.ceil(lines / 10), progress);
  const longer = await measureSize(lines, progress);
  const isDrawn = longer.runs.every(({ runs }) => runs.every(({ samples }) => samples.length > 1));
  writeSection({
    name: 'memory',
    title: 'Memory over time',
    text: [
      'One run each. What may grow with the log is the state of its sources.\n',
      peakTable([shorter, longer]),
    ].join('\n'),
    charts: isDrawn ? { memory: chartOf(longer) } : {},
  });
}

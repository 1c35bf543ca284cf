import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import type { Command, Contender, Figures, Job } from './contender.ts';
import { peakBytesBelow, residentBytes } from './process-memory.ts';

/** Resident memory at a moment of a run. */
export interface MemorySample {
  /** Since the start. */
  readonly ms: number;
  readonly bytes: number;
}

/** What one run took. */
export interface Measurement {
  /** From its start to its end, ms. */
  readonly wallMs: number;
  /** Of all its threads and processes, in user and kernel mode, ms. */
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly found: Figures;
  /** Where they were asked for. */
  readonly samples: readonly MemorySample[];
}

type Usage = Pick<Measurement, 'cpuMs' | 'peakBytes'>;

/** A command that also notes what it used, and how to know. */
interface Metered {
  readonly command: Command;
  usage(peakBytes: number): Usage;
}

/** Node.js notes its own usage. */
function meteredNode({ args, ...rest }: Command, folder: string): Metered {
  const file = join(folder, 'usage.json');
  const module = new URL('usage.mjs', import.meta.url);
  module.searchParams.set('file', file);
  return {
    command: { ...rest, args: ['--import', module.href, ...args] },
    usage: () => JSON.parse(readFileSync(file, 'utf8')) as Usage,
  };
}

/** Milliseconds of what `times` of a shell prints: minutes and seconds, twice for itself, twice for its children. */
export function childTimes(text: string): number {
  const times = [...text.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => {
    return Number(minutes) * 60_000 + Number(seconds) * 1000;
  });
  return (times[2] ?? 0) + (times[3] ?? 0);
}

/** Of other programs a shell notes the time, and we look at the memory while they run. */
function meteredProgram({ program, args, ...rest }: Command, folder: string): Metered {
  const file = join(folder, 'times');
  const script = '"$@"; status=$?; times > "$0"; exit $status';
  return {
    command: { ...rest, program: 'sh', args: ['-c', script, file, program, ...args] },
    usage: (peakBytes) => ({ cpuMs: childTimes(readFileSync(file, 'utf8')), peakBytes }),
  };
}

interface Ended {
  readonly wallMs: number;
  readonly output: string;
  readonly peakBytes: number;
  readonly samples: readonly MemorySample[];
}

const peakEveryMs = 5;

/** Runs a command to its end. Throws where it fails. */
function run({ program, args, env: more }: Command, sampleEveryMs: number | undefined): Promise<Ended> {
  const start = performance.now();
  const child = spawn(program, args, { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid = 0 } = child;
  let [output, errors] = ['', ''];
  let peakBytes = 0;
  const samples: MemorySample[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const look = (): void => {
    if (sampleEveryMs === undefined) peakBytes = Math.max(peakBytes, peakBytesBelow(pid));
    else samples.push({ ms: performance.now() - start, bytes: residentBytes(pid) });
  };
  // Node.js notes its own peak: only other programs are looked at, and those whose memory is to be drawn.
  const wanted = program !== execPath || sampleEveryMs !== undefined;
  const timer = wanted ? setInterval(look, sampleEveryMs ?? peakEveryMs) : undefined;
  let wallMs = 0;
  child.on('exit', () => {
    wallMs = performance.now() - start;
    clearInterval(timer);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve({ wallMs, output, peakBytes, samples: samples.filter(({ bytes }) => bytes > 0) });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${errors}`));
    });
  });
}

export interface MeasureOptions {
  /** How often the memory is noted. @default never */
  readonly sampleEveryMs?: number;
}

/** Runs a contender on a log, as a process of its own. */
export async function measure(
  contender: Contender,
  log: string,
  { sampleEveryMs }: MeasureOptions = {},
): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'correlator-bench-'));
  const job: Job = { log, folder };
  try {
    const command = contender.command(job);
    const metered = command.program === execPath ? meteredNode(command, folder) : meteredProgram(command, folder);
    const { wallMs, output, peakBytes, samples } = await run(metered.command, sampleEveryMs);
    return { wallMs, ...metered.usage(peakBytes), found: contender.found(output, job), samples };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

/** What one process took. */
export interface Measurement {
  /** From its start to its end, ms. */
  readonly wallMs: number;
  /** Of all its threads, in user and kernel mode, ms. */
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** What it wrote to standard output. */
  readonly output: string;
}

/** Something to measure: a program for Node.js, given the path of a log. */
export interface Contender {
  readonly name: string;
  args(log: string): readonly string[];
  /** The figures in what it printed. */
  figures(output: string): Figures;
}

/** What every contender must find alike. Failures are not among it: the sshd module also counts those that only PAM told of. */
export interface Figures {
  readonly lines: number;
  /** Of the lines, those that tell of a login. */
  readonly accepted: number;
}

/** The module that notes what a process used, told where to note it. */
function usageModule(file: string): string {
  const url = new URL('usage.mjs', import.meta.url);
  url.searchParams.set('file', file);
  return url.href;
}

/** Runs a contender as a process of its own, to its end. */
export function measure(contender: Contender, log: URL): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'correlator-bench-'));
  const usageFile = join(folder, 'usage.json');
  try {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(
      execPath,
      ['--import', usageModule(usageFile), ...contender.args(fileURLToPath(log))],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    const wallMs = performance.now() - start;
    if (status !== 0) throw new Error(`${contender.name} ended with ${status}: ${stderr}`);
    const usage = JSON.parse(readFileSync(usageFile, 'utf8')) as Pick<Measurement, 'cpuMs' | 'peakBytes'>;
    return { wallMs, ...usage, output: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRandom, type Random } from '@correlator/bench';
import { compare, type Outcome, readKept, readNotes } from './check.ts';
import { compress, copyAndTruncate, rename } from './rotate.ts';

/** How a log is rotated while it is read. */
export type Method = 'rename' | 'copytruncate';

/** What the reader has to bear. */
export interface TortureOptions {
  readonly method: Method;
  readonly seconds: number;
  /** Lines per second. */
  readonly rate: number;
  readonly seed: number;
}

/** What it came to. */
export interface TortureResult extends Outcome {
  readonly rotations: number;
  readonly restarts: number;
  readonly warnings: readonly string[];
}

/** Rotated files that are kept: more than are made while the reader is down, as many as a log of weeks has. */
const keptFiles = { rename: 30, copytruncate: 50 };
/** The reader has this long to read what is left when the writer has ended. */
const restMs = 60_000;

const program = (name: string, ...args: string[]): ChildProcess => {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const options = ['--conditions=@correlator/source', '--disable-warning=ExperimentalWarning', script, ...args];
  return spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] });
};

/** A writer, a reader and a rotation that get in each other's way. */
class Torture {
  readonly options: TortureOptions;
  readonly random: Random;
  readonly folder = mkdtempSync(join(tmpdir(), 'correlator-rotation-'));
  readonly log = join(this.folder, 'app.log');
  readonly notes = join(this.folder, 'notes');
  readonly writer: ChildProcess;
  reader: ChildProcess | undefined = undefined;
  rotations = 0;
  restarts = 0;
  over = false;

  constructor(options: TortureOptions) {
    this.options = options;
    this.random = createRandom(options.seed);
    this.writer = program('writer', this.log, String(options.rate));
  }

  between(fromMs: number, toMs: number): Promise<void> {
    return sleep(fromMs + this.random.next() * (toMs - fromMs));
  }

  /** Rotates as long as the writer writes: most times at intervals of a second, at others several times on end. */
  async rotate(): Promise<void> {
    const { method } = this.options;
    while (!this.over) {
      await this.between(0, this.random.below(4) === 0 ? 100 : 2_000);
      if (method === 'rename') await this.rename();
      else copyAndTruncate(this.log, keptFiles.copytruncate);
      this.rotations++;
      if (this.random.below(2) === 0) await compress(this.log, method === 'rename' ? 2 : 1 + this.random.below(2));
    }
  }

  /** The writer goes on with the renamed file for a while. */
  async rename(): Promise<void> {
    rename(this.log, keptFiles.rename);
    await this.between(0, 100);
    this.writer.kill('SIGHUP');
    await this.between(0, 50);
  }

  /** Kills the reader now and then, and starts it again a while later. */
  async restart(): Promise<void> {
    while (!this.over) {
      await this.between(500, 6_000);
      if (this.over) return;
      await this.kill();
      await this.between(0, 1_500);
      this.start();
      this.restarts++;
    }
  }

  start(): void {
    this.reader = program('reader', this.log, this.notes);
  }

  async kill(): Promise<void> {
    const { reader } = this;
    if (reader === undefined || reader.exitCode !== null) throw new Error('the reader has ended by itself');
    reader.kill('SIGKILL');
    await once(reader, 'close');
  }

  async run(): Promise<TortureResult> {
    while (!existsSync(this.log)) await sleep(10);
    this.start();
    // What was rotated before a reader has ever seen the log is none of its business.
    while (!existsSync(`${this.notes}.checkpoint`)) await sleep(10);
    const trouble = Promise.all([this.rotate(), this.restart()]);
    await sleep(this.options.seconds * 1_000);
    this.over = true;
    await trouble;
    const written = await this.endWriter();
    const outcome = await this.readRest(written);
    await this.kill();
    const { rotations, restarts } = this;
    return { ...outcome, rotations, restarts, warnings: this.warnings() };
  }

  async endWriter(): Promise<number> {
    let text = '';
    this.writer.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    this.writer.stdin?.end();
    await once(this.writer, 'close');
    return Number(text);
  }

  async readRest(written: number): Promise<Outcome> {
    const kept = this.options.method === 'copytruncate' ? readKept(this.log, written) : undefined;
    const end = Date.now() + restMs;
    for (;;) {
      const outcome = compare(readNotes(this.notes, written), kept);
      if (outcome.missed === 0 || Date.now() > end) return outcome;
      await sleep(200);
    }
  }

  warnings(): string[] {
    const text = existsSync(`${this.notes}.warnings`) ? readFileSync(`${this.notes}.warnings`, 'utf8') : '';
    return text.split('\n').filter(Boolean);
  }

  async end(): Promise<void> {
    for (const process of [this.reader, this.writer]) process?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Rotates a log while it is written and read, and says how its lines fared. */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const run = new Torture(options);
  try {
    return await run.run();
  } finally {
    await run.end();
  }
}

import type { Readable } from 'node:stream';
import { type Input, type InputContext, type Json, parseOptions, type RecordBatch } from '@correlator/core';
import { CorrelatorError, durationMs } from '@correlator/events';
import { Arrivals } from './arrivals.ts';
import { Generations } from './generations.ts';
import { type FileSetup, LogFile } from './log-file.ts';
import { MergedReading } from './merged-reading.ts';
import { openFile } from './open-file.ts';
import { type FileInputOptions, type FileInputSettings, fileOptions } from './options.ts';
import { type FilePosition, parsePositions } from './positions.ts';
import type { Reading } from './reading.ts';
import { SingleReading } from './single-reading.ts';

/** What a file input is made with besides its options. */
export interface FileInputSetup {
  /** Its name in the configuration. @default 'file' */
  readonly name?: string;
  /** What the path `-` stands for. @default `process.stdin` */
  readonly stdin?: Readable;
  /**
   * Gives empty lines as unparsed entries (`empty`) instead of passing over them: every line has its entry.
   * @default false
   */
  readonly emptyLines?: boolean;
}

/**
 * Reads log files: to their end, or for as long as they grow. Several files are merged by (time, order given, position)
 * when they are read to their end, and read in the order in which lines arrive when they are followed.
 */
export class FileInput implements Input {
  readonly name: string;
  readonly live: boolean;
  readonly settings: FileInputSettings;
  readonly setup: FileInputSetup;
  readonly generations = new Generations();
  readonly saved = new Map<string, FilePosition>();
  files: readonly LogFile[] = [];
  reading: Reading | undefined = undefined;
  stopped = false;

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: FileInputOptions, setup: FileInputSetup = {}) {
    this.name = setup.name ?? 'file';
    this.setup = setup;
    this.settings = parseOptions(fileOptions, options, `inputs.${this.name}`);
    this.live = this.settings.follow;
  }

  /** Opens all files. Throws `FILE_NOT_FOUND`, `FILE_IS_DIRECTORY` or `FILE_UNREADABLE`; none is open then. */
  async start(context: InputContext): Promise<void> {
    const { name, settings, generations } = this;
    const { emptyLines = false } = this.setup;
    const fileCount = this.paths().length;
    const setup: FileSetup = { input: name, settings, context, generations, fileCount, emptyLines };
    const files: LogFile[] = [];
    try {
      for (const path of this.paths()) files.push(await this.open(path, setup));
    } catch (error) {
      await closeAll(files);
      throw error;
    }
    this.files = files;
    this.stopped = false;
    this.reading = this.readingOf(files);
  }

  /** The next batch. Throws `FILE_READ_FAILED`. */
  async read(): Promise<RecordBatch | undefined> {
    if (this.stopped) return undefined;
    if (this.reading === undefined) throw new CorrelatorError('INPUT_NOT_STARTED', `${this.name}: call start() first`);
    const step = await this.reading.next();
    if (this.stopped || step === undefined) return undefined;
    for (const { file, offset, epoch } of step.marks) if (file.epoch === epoch) file.given = offset;
    return step.batch;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.reading?.stop();
    await closeAll(this.files);
  }

  positions(): Json {
    const read = this.files.map((file) => ({ ...file.position() }));
    const files = read.length > 0 ? read : [...this.saved.values()].map((position) => ({ ...position }));
    return { files, generations: [...this.generations.counts] };
  }

  /** Throws `POSITION_INVALID` for what `positions` did not give. */
  resume(position: Json): void {
    const positions = parsePositions(position);
    if (positions === undefined) {
      const message = `${this.name}: the saved position is none of a file input; remove it, and files are read from their beginning`;
      throw new CorrelatorError('POSITION_INVALID', message, { details: { position } });
    }
    for (const file of positions.files) this.saved.set(file.path, file);
    for (const [fingerprint, count] of positions.generations) this.generations.set(fingerprint, count);
  }

  progress(): number | undefined {
    let read = 0;
    let size = 0;
    for (const file of this.files) {
      const progress = file.progress();
      if (progress === undefined) return undefined;
      read += progress.read;
      size += progress.size;
    }
    return size === 0 ? undefined : read / size;
  }

  paths(): readonly string[] {
    const { paths } = this.settings;
    return typeof paths === 'string' ? [paths] : paths;
  }

  async open(path: string, setup: FileSetup): Promise<LogFile> {
    const { follow, pollInterval } = this.settings;
    const { stdin = process.stdin } = this.setup;
    const pollMs = durationMs(pollInterval, 'pollInterval');
    const file = await openFile(path, { follow, pollMs, clock: setup.context.clock, stdin });
    return new LogFile(path, file, setup, this.saved.get(path));
  }

  readingOf(files: readonly LogFile[]): Reading {
    const [file] = files;
    if (file !== undefined && files.length === 1) return new SingleReading(file, this.live);
    return this.live ? new Arrivals(files) : new MergedReading(files);
  }
}

async function closeAll(files: readonly LogFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()));
}

/**
 * A file input.
 *
 * @example
 * const input = createFileInput({ paths: ['/var/log/auth.log.1', '/var/log/auth.log'] });
 */
export function createFileInput(options: FileInputOptions, setup: FileInputSetup = {}): FileInput {
  return new FileInput(options, setup);
}

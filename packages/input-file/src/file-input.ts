import type { Readable } from 'node:stream';
import { type Input, type InputContext, type Json, parseOptions, type RecordBatch } from '@correlator/core';
import { CorrelatorError, durationMs } from '@correlator/events';
import { KnownFile } from './identity/known-file.ts';
import { Generations, KnownFiles } from './identity/known-files.ts';
import { parsePositions } from './identity/positions.ts';
import type { FileSetup } from './lines/file-parser.ts';
import { type FileInputOptions, type FileInputSettings, fileOptions } from './options.ts';
import { PathList } from './paths/path-list.ts';
import type { Reading } from './reading/reading.ts';
import { follow, readToEnd } from './start-reading.ts';

/** What a file input is created with besides its options. */
export interface FileInputSetup {
  /** Its name in the configuration. @default 'file' */
  readonly name?: string;
  /** What the path `-` stands for. @default `process.stdin` */
  readonly stdin?: Readable;
  /**
   * Whether empty lines are unparsed entries (`empty`) instead of being passed over: every line has its entry then.
   * @default false
   */
  readonly emptyLines?: boolean;
  /**
   * Whether the system is asked to report changes of followed files, besides polling.
   * @default true
   */
  readonly watch?: boolean;
}

/**
 * Log files, read to their end or for as long as they grow. Several files are merged by (time, order given, position)
 * when they are read to their end, and read in the order in which lines arrive when they are followed.
 *
 * @example
 * const input = createFileInput({ paths: 'auth.log' });
 * await input.start({ clock: systemClock, zone: 'UTC', warn: console.warn });
 * for (let batch = await input.read(); batch !== undefined; batch = await input.read()) console.log(batch.records.length);
 * await input.stop();
 */
export class FileInput implements Input {
  readonly name: string;
  readonly live: boolean;
  readonly settings: FileInputSettings;
  readonly setup: FileInputSetup;
  readonly generations = new Generations();
  known = new KnownFiles();
  reading: Reading | undefined = undefined;
  stopped = false;

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: FileInputOptions, setup: FileInputSetup = {}) {
    this.name = setup.name ?? 'file';
    this.setup = setup;
    this.settings = parseOptions(fileOptions, options, `inputs.${this.name}`);
    this.live = this.settings.follow;
  }

  /**
   * Opens all files. Throws `FILE_NOT_FOUND`, `FILE_IS_DIRECTORY` or `FILE_UNREADABLE`; none is open then. Files that are
   * followed may be missing, and some of them unreadable.
   */
  async start(context: InputContext): Promise<void> {
    const { settings, known } = this;
    const { stdin = process.stdin, watch = true } = this.setup;
    const paths = new PathList(settings.paths, settings.exclude);
    const parts = { known, paths, open: { follow: this.live, stdin }, setup: this.fileSetup(context) };
    const pollMs = durationMs(settings.pollInterval, 'pollInterval');
    const rotateWaitMs = durationMs(settings.rotateWait, 'rotateWait');
    this.stopped = false;
    this.reading = this.live ? await follow({ ...parts, pollMs, rotateWaitMs, watch }) : await readToEnd(parts);
  }

  /** Returns the next batch; undefined at the end, and after `stop`. Throws `FILE_READ_FAILED`. */
  async read(): Promise<RecordBatch | undefined> {
    if (this.stopped) return undefined;
    if (this.reading === undefined) throw new CorrelatorError('INPUT_NOT_STARTED', `${this.name}: call start() first`);
    const step = await this.reading.next();
    if (this.stopped || step === undefined) return undefined;
    for (const mark of step.marks) mark.file.give(mark);
    return step.batch;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.reading?.stop();
    await this.reading?.close();
  }

  positions(): Json {
    const files = [...this.known.files].map((file) => ({ ...file.position() }));
    return { files, generations: [...this.generations.counts] };
  }

  /** Goes on from `position`. Throws `POSITION_INVALID` if that is not what `positions` returned. */
  resume(position: Json): void {
    const positions = parsePositions(position);
    if (positions === undefined) {
      const message = `${this.name}: the saved position is not one of a file input; remove it, and files are read from their beginning`;
      throw new CorrelatorError('POSITION_INVALID', message, { details: { position } });
    }
    this.known = new KnownFiles();
    for (const file of positions.files) this.known.add(KnownFile.of(file));
    for (const [fingerprint, count] of positions.generations) this.generations.set(fingerprint, count);
  }

  progress(): number | undefined {
    let read = 0;
    let size = 0;
    for (const file of this.reading?.opened() ?? []) {
      const progress = file.progress();
      if (progress === undefined) return undefined;
      read += progress.read;
      size += progress.size;
    }
    return size === 0 ? undefined : read / size;
  }

  fileSetup(context: InputContext): FileSetup {
    const { name: input, settings, generations } = this;
    const { emptyLines = false } = this.setup;
    return { input, settings, context, generations, emptyLines, fileCount: [settings.paths].flat().length };
  }
}

/**
 * Creates a file input. Throws `OPTIONS_INVALID` with every problem of the options.
 *
 * @example
 * const input = createFileInput({ paths: ['/var/log/auth.log.1', '/var/log/auth.log'] });
 */
export function createFileInput(options: FileInputOptions, setup: FileInputSetup = {}): FileInput {
  return new FileInput(options, setup);
}

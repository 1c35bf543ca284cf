/** Rows of audit events in CSV files. */
import { resolve } from 'node:path';
import { type Criteria, type Json, type Listener, type ListenerContext, parseOptions } from '@correlator/core';
import { byteSize, CorrelatorError, type Event, timeZone } from '@correlator/events';
import { type CSVOptions, type CSVSettings, csvOptions, type ListenerSetup } from '../options/options.ts';
import { type CsvBatcher, createCsvBatcher, createCsvEncoder } from './csv-batch.ts';
import { prepareDirectory, writeFailure } from './csv-directory.ts';
import { type CsvFiles, createCsvFiles } from './csv-files.ts';
import { type CSVPosition, parsePosition } from './csv-position.ts';
import { type CsvProblem, restoreCsvFiles } from './csv-restore.ts';

/** The parts that a started listener writes with. */
interface Writer {
  readonly files: CsvFiles;
  readonly batch: CsvBatcher;
}

/**
 * A listener that writes a row for every audit event, to one CSV file for each event class: `sshd.session-ended.csv`. Columns:
 * id, time, system, severity, then the declared fields. A batch is written whole or not at all. Files are appended to; one that
 * has other columns is renamed (`.1.csv`), never overwritten.
 *
 * @example
 * new CSVListener({ directory: '/var/log/audit', rotate: 'day' }, { criteria: { types: ['sshd.*'] } });
 */
export class CSVListener implements Listener {
  readonly name: string;
  readonly criteria: Criteria;
  readonly settings: CSVSettings;
  /** The folder of the files, absolute. */
  readonly directory: string;
  writer: Writer | undefined = undefined;
  /** The problems that `restore` found, to be reported at the start. */
  problems: readonly CsvProblem[] = [];
  /** Resolves when what was begun so far is done. */
  idle: Promise<unknown> = Promise.resolve();

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: CSVOptions = {}, setup: ListenerSetup = {}) {
    this.name = setup.name ?? 'csv';
    this.criteria = { ...setup.criteria, audit: true };
    this.settings = parseOptions(csvOptions, options, `listeners.${this.name}`);
    this.directory = resolve(this.settings.directory);
  }

  /** Makes the folder. Throws `CSV_DIRECTORY_UNWRITABLE` if no files can be made in it. */
  async start(context: ListenerContext): Promise<void> {
    const { maxBytes, maxOpenFiles, rotate } = this.settings;
    await prepareDirectory(this.directory, this.name);
    for (const { summary, data } of this.problems) context.report(summary, data);
    this.problems = [];
    const files = createCsvFiles({
      directory: this.directory,
      maxBytes: maxBytes === undefined ? Number.POSITIVE_INFINITY : byteSize(maxBytes, 'maxBytes'),
      maxOpenFiles,
      report: (summary, data) => context.report(summary, data),
    });
    const dayOf = rotate === 'day' ? timeZone(context.zone).dayOf : undefined;
    this.writer = { files, batch: createCsvBatcher(await createCsvEncoder(), dayOf) };
  }

  handle(event: Event, signal: AbortSignal): Promise<void> {
    return this.handleBatch([event], signal);
  }

  /** Writes all rows or none. Throws `CSV_WRITE_FAILED`, for the engine to try again. */
  handleBatch(events: readonly Event[], signal: AbortSignal): Promise<void> {
    return this.alone(async () => {
      const { files, batch } = this.started();
      signal.throwIfAborted();
      try {
        await files.append(batch(events), signal);
      } catch (error) {
        throw signal.aborted ? error : writeFailure(this.directory, error);
      }
    });
  }

  /** Syncs all files. Returns for each what it is known by, and its length. */
  commit(): Promise<Json> {
    return this.alone(() => this.started().files.commit());
  }

  /** Cuts the files back to the lengths of a commit. A file that does not fit is set aside, and reported at the start. */
  async restore(position: Json): Promise<void> {
    const committed: CSVPosition = parsePosition(position, this.name);
    await prepareDirectory(this.directory, this.name);
    this.problems = await restoreCsvFiles(this.directory, committed);
  }

  async stop(): Promise<void> {
    await this.alone(async () => this.writer?.files.close());
    this.writer = undefined;
  }

  started(): Writer {
    if (this.writer === undefined)
      throw new CorrelatorError('LISTENER_NOT_STARTED', `${this.name}: call start() first`);
    return this.writer;
  }

  /** Runs `action` when all before are done: a call that timed out may still be under way. */
  alone<T>(action: () => Promise<T>): Promise<T> {
    const done = this.idle.then(action);
    this.idle = done.catch(() => undefined);
    return done;
  }
}

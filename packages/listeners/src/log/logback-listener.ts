/** Events as lines of a log. */
import { type Criteria, type Listener, parseOptions } from '@correlator/core';
import { CorrelatorError, type Event } from '@correlator/events';
import { type ListenerSetup, type LogbackOptions, type LogbackSettings, logbackOptions } from '../options/options.ts';
import { type LogOutput, openLogOutput } from './log-output.ts';

/**
 * A listener that logs every event that its criteria accept with pino, at the level of its severity (`error`, `warning`,
 * `notice`, `info`): time, system, type, id, data, the record in short, and the summary as `msg`. A line is written when
 * `handle` returns. Control characters in it are escaped. A reader that has gone away (EPIPE) ends the log, and nothing else.
 *
 * @example
 * new LogbackListener({ format: 'json' }, { criteria: { severity: 'notice' } });
 */
export class LogbackListener implements Listener {
  readonly name: string;
  readonly criteria: Criteria;
  readonly settings: LogbackSettings;
  /** A log is read as it is written: what was logged before a crash is not logged again. A configuration may say otherwise. */
  readonly durable: boolean = false;
  output: LogOutput | undefined = undefined;

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: LogbackOptions = {}, setup: ListenerSetup = {}) {
    this.name = setup.name ?? 'log';
    this.criteria = setup.criteria ?? {};
    this.settings = parseOptions(logbackOptions, options, `listeners.${this.name}`);
  }

  /** Opens the destination. Throws `LOG_DESTINATION_UNWRITABLE`. */
  async start(): Promise<void> {
    this.output = await openLogOutput(this.settings);
  }

  handle(event: Event): void {
    this.handleBatch([event]);
  }

  /** Writes the lines of a batch at once. Throws `LOG_WRITE_FAILED`, for the engine to try again. */
  handleBatch(events: readonly Event[]): void {
    if (this.output === undefined)
      throw new CorrelatorError('LISTENER_NOT_STARTED', `${this.name}: call start() first`);
    this.output.write(events);
  }

  stop(): void {
    this.output?.close();
    this.output = undefined;
  }
}

import { type Input, type InputContext, type Json, parseOptions, type RecordBatch } from '@correlator/core';
import { CorrelatorError } from '@correlator/events';
import { lastArguments, readingArguments, type Start } from './arguments.ts';
import { cursorOf, isCursor } from './cursor.ts';
import { EntryParser } from './entry-parser.ts';
import { Journalctl } from './journalctl.ts';
import { type JournaldInputOptions, type JournaldInputSettings, journaldOptions } from './options.ts';
import { readsSessions } from './sshd-units.ts';

const batchEntries = 1_000;

/** What a journald input is made with besides its options. */
export interface JournaldInputSetup {
  /** Its name in the configuration. @default 'journald' */
  readonly name?: string;
}

/** Reads the systemd journal by journalctl, and keeps the cursor of the last entry that it gave. */
export class JournaldInput implements Input {
  readonly name: string;
  readonly live: boolean;
  readonly settings: JournaldInputSettings;
  context: InputContext | undefined = undefined;
  journalctl: Journalctl | undefined = undefined;
  parser: EntryParser | undefined = undefined;
  /** Of the last entry that was given out, or of the one behind which to begin. */
  cursor: string | undefined = undefined;
  /** The next entry shows whether the one at the cursor is still there. */
  expects: string | undefined = undefined;
  stopped = false;

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: JournaldInputOptions = {}, setup: JournaldInputSetup = {}) {
    this.name = setup.name ?? 'journald';
    this.settings = parseOptions(journaldOptions, options, `inputs.${this.name}`);
    this.live = this.settings.follow;
  }

  /** Throws `JOURNALCTL_MISSING`, and `JOURNALCTL_FAILED` where it cannot read the journal. */
  async start(context: InputContext): Promise<void> {
    this.context = context;
    this.stopped = false;
    this.parser = new EntryParser(this.name, readsSessions(this.settings));
    const start = await this.startingPoint();
    this.expects = typeof start === 'object' ? start.cursor : undefined;
    if (typeof start === 'object') this.cursor = start.cursor;
    this.journalctl = this.run(readingArguments(this.settings, start));
  }

  /** `now` is behind the last entry that there is: so that what comes before the first is given out is not lost. */
  async startingPoint(): Promise<Start> {
    const { from } = this.settings;
    if (this.cursor !== undefined) return { cursor: this.cursor };
    if (from !== 'now') return from;
    const asked = this.run(lastArguments(this.settings));
    const [last] = await asked.take(1);
    await asked.closed;
    const cursor = typeof last === 'string' ? cursorOf(last) : undefined;
    return cursor === undefined ? 'beginning' : { cursor: cursor.text };
  }

  run(args: readonly string[]): Journalctl {
    const { journalctl: command, maxEntryBytes } = this.settings;
    const { clock, warn } = this.started();
    return new Journalctl({ command, args, maxEntryBytes, clock, warn: (said) => warn(`journalctl says: ${said}`) });
  }

  started(): InputContext {
    if (this.context === undefined) throw new CorrelatorError('INPUT_NOT_STARTED', `${this.name}: call start() first`);
    return this.context;
  }

  /** The next batch. Throws `JOURNALCTL_FAILED`. */
  async read(): Promise<RecordBatch | undefined> {
    const { clock } = this.started();
    if (this.stopped || this.journalctl === undefined) return undefined;
    const lines = await this.journalctl.take(batchEntries);
    if (this.stopped || lines.length === 0) return undefined;
    const { batch, cursors } = (this.parser as EntryParser).parse(lines, this.expects);
    this.missing(cursors[0]);
    this.cursor = cursors.at(-1) ?? this.cursor;
    return this.live ? { ...batch, receivedAt: clock.now() } : batch;
  }

  /** The first entry after a start must be the one at the cursor. */
  missing(first: string | undefined): void {
    const { expects } = this;
    if (first === undefined || expects === undefined) return;
    this.expects = undefined;
    if (first === expects) return;
    const what =
      'the last entry that was read is not in the journal any more: entries after it may be missing; let the journal keep more (SystemMaxUse=)';
    this.started().warn(what, { cursor: expects, first });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.journalctl?.signal.raise();
    await this.journalctl?.stop();
    this.journalctl = undefined;
  }

  positions(): Json {
    return this.cursor === undefined ? null : { cursor: this.cursor };
  }

  /** Throws `POSITION_INVALID` for what `positions` did not give. */
  resume(position: Json): void {
    const { cursor } = (position ?? {}) as { readonly cursor?: unknown };
    if (typeof cursor === 'string' && isCursor(cursor)) this.cursor = cursor;
    else {
      const message = `${this.name}: the saved position is none of a journald input; remove it, and the journal is read from \`from\``;
      throw new CorrelatorError('POSITION_INVALID', message, { details: { position } });
    }
  }
}

/**
 * The systemd journal as an input.
 *
 * @example
 * const input = createJournaldInput({ units: ['ssh.service'] });
 */
export function createJournaldInput(options: JournaldInputOptions = {}, setup: JournaldInputSetup = {}): JournaldInput {
  return new JournaldInput(options, setup);
}

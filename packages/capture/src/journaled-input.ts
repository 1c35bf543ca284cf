import type { Input, InputContext, Json, RecordBatch } from '@correlator/core';
import { CorrelatorError, messageOf } from '@correlator/events';
import { Journal, type Journaled, type JournalPosition } from './journal.ts';
import type { JournalSettings } from './journal-options.ts';

/** Returns the position that a journaled input saved. Throws `POSITION_INVALID`. */
function parsePosition(position: Json, name: string): JournalPosition {
  const { run, startedAt, number } = (position ?? {}) as Partial<JournalPosition>;
  const valid = typeof run === 'string' && Number.isSafeInteger(number) && Number.isFinite(startedAt);
  if (valid) return { run, startedAt: startedAt as number, number: number as number };
  const fix = 'if it was another kind of input, or had no journal before, rename it';
  throw new CorrelatorError(
    'POSITION_INVALID',
    `input ${name}: what the store kept is not a position in a journal; ${fix}`,
  );
}

/**
 * Creates an input with a journal: what it receives is written to a file before the engine is given it, so that it can be read
 * again after a crash. It is for inputs that cannot read again what they gave, such as a syslog server.
 *
 * @example
 * createJournaledInput(createSyslogInput({ listen: ['tcp://127.0.0.1:5514'] }), { path: '/var/lib/correlator/net.capture' });
 */
export function createJournaledInput(input: Input, settings: JournalSettings): Input {
  return new JournaledInput(input, settings);
}

class JournaledInput implements Input {
  readonly input: Input;
  readonly settings: JournalSettings;
  readonly name: string;
  readonly live: boolean;
  journal: Journal | undefined = undefined;
  /** Behind the last batch that was given. */
  position: JournalPosition | undefined = undefined;
  /** What an earlier run wrote and the engine has not taken. */
  earlier: AsyncIterator<Journaled> | undefined = undefined;
  /** Received, and not written yet. */
  received: RecordBatch | undefined = undefined;
  /** The next batch, on its way. */
  next: Promise<Journaled | undefined> | undefined = undefined;
  stopped = false;

  constructor(input: Input, settings: JournalSettings) {
    this.input = input;
    this.settings = settings;
    this.name = input.name;
    this.live = input.live;
  }

  async start(context: InputContext): Promise<void> {
    const { name, settings } = this;
    this.stopped = false;
    await this.journal?.close();
    const journal = await Journal.open(settings, { name, context });
    this.earlier = this.position && journal.since(this.position)[Symbol.asyncIterator]();
    this.position ??= journal.position;
    this.journal = journal;
    this.next = undefined;
    try {
      await this.input.start(context);
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /** While the engine is at work with a batch, the next one is written. */
  async read(): Promise<RecordBatch | undefined> {
    const given = await (this.next ?? this.fetch());
    this.next = given && this.fetch();
    this.next?.catch(() => {});
    if (given === undefined) return undefined;
    this.position = given.position;
    return given.batch;
  }

  async fetch(): Promise<Journaled | undefined> {
    const again = await this.earlier?.next();
    if (again !== undefined && again.done !== true) return again.value;
    this.earlier = undefined;
    this.received ??= await this.input.read();
    const { received: batch, journal } = this;
    if (batch === undefined) await journal?.close();
    if (batch === undefined || journal === undefined) return undefined;
    const position = await this.write(journal, batch);
    this.received = undefined;
    return { batch, position };
  }

  /** While it cannot be written, as when the disk is full, the input stays open and waits: what it holds would be lost otherwise. */
  async write(journal: Journal, batch: RecordBatch): Promise<JournalPosition> {
    const { context, retries } = journal;
    for (;;) {
      try {
        const position = await journal.append(batch);
        if (retries.succeed()) context.warn('the journal is written again');
        return position;
      } catch (error) {
        if (this.stopped) throw error;
        if (retries.fail()) context.warn(`the journal cannot be written, and the input waits: ${messageOf(error)}`);
        await retries.pause();
      }
    }
  }

  /** What was received is still given, and written before. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.journal?.retries.endPause();
    await this.input.stop();
    await this.next?.catch(() => {});
  }

  positions(): Json {
    return this.position === undefined ? null : { ...this.position };
  }

  resume(position: Json): void {
    this.position = parsePosition(position, this.name);
  }

  /** A checkpoint with this position is saved: files of the journal before it are no longer needed. */
  committed(position: Json): void {
    this.journal?.release(parsePosition(position, this.name));
  }
}

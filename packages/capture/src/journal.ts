import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import type { InputContext, RecordBatch } from '@correlator/core';
import { byteSize } from '@correlator/events';
import { packBlock } from './block.ts';
import { BlockText, type CapturedRun } from './block-text.ts';
import { type Capture, openCapture, type RunCapture } from './capture.ts';
import { type CaptureFile, openCaptureFile, segmentPath, segmentsOf } from './capture-file.ts';
import type { JournalSettings } from './journal-options.ts';
import { Retries } from './retries.ts';

/** A place in a journal: before the receipt of this number of a run. */
export type JournalPosition = {
  readonly run: string;
  /** When that run began, in ms since 1970 UTC. */
  readonly startedAt: number;
  readonly number: number;
};

/** A batch, and the place behind it. */
export interface Journaled {
  readonly batch: RecordBatch;
  readonly position: JournalPosition;
}

/** A full file, and the place up to which it goes. */
interface Sealed {
  readonly path: string;
  readonly through: Pick<JournalPosition, 'run' | 'number'>;
}

/** The input that a journal is of. */
export interface JournalContext {
  readonly name: string;
  readonly context: InputContext;
}

/** The journal of one input: a capture, a block for each batch. */
export class Journal {
  readonly settings: JournalSettings;
  readonly context: InputContext;
  readonly run: CapturedRun;
  /** What earlier runs left. */
  readonly earlier: Capture;
  /** The runs by their ids, in order; this one is the last. */
  readonly order: readonly string[];
  readonly sealed: Sealed[];
  readonly maxBytes: number;
  /** Of whoever appends and has to try again. */
  readonly retries: Retries;
  file: CaptureFile;
  segment: number;
  number = 0;
  closed = false;

  constructor(settings: JournalSettings, run: CapturedRun, at: Opened & { context: InputContext }) {
    this.settings = settings;
    this.context = at.context;
    this.retries = new Retries(at.context.clock);
    this.run = run;
    this.earlier = at.earlier;
    this.order = [...at.earlier.runs.map(({ run: { id } }) => id), run.id];
    this.sealed = at.earlier.files.slice(0, -1).flatMap(sealedFile);
    this.maxBytes = byteSize(settings.maxFileBytes, 'maxFileBytes');
    this.file = at.file;
    this.segment = at.segment;
  }

  /** Opens a journal, or makes it. Throws `CAPTURE_UNWRITABLE`, `CAPTURE_INVALID` and `CAPTURE_NEWER`. */
  static async open(settings: JournalSettings, { name, context }: JournalContext): Promise<Journal> {
    const opened = await openFiles(settings.path, context);
    const startedAt = context.clock.now();
    const id = randomBytes(8).toString('hex');
    const inputs = [{ name, live: true }];
    const run = { id, instance: name, zone: context.zone, latenessMs: 0, maxSkewMs: 0, inputs, startedAt };
    return new Journal(settings, run, { ...opened, context });
  }

  /** The place behind the last batch. */
  get position(): JournalPosition {
    return { run: this.run.id, startedAt: this.run.startedAt, number: this.number };
  }

  /** Writes a batch, and syncs it if that is asked for. If it rejects, nothing of the batch is in the journal. */
  async append(batch: RecordBatch): Promise<JournalPosition> {
    const block = new BlockText(this.run, this.number);
    block.receipt({ kind: 'batch', at: this.context.clock.now(), input: this.run.instance, batch });
    const bytes = await packBlock(block.lines, block.about, this.settings.level);
    await this.file.append(bytes);
    if (this.settings.sync) await this.file.sync(bytes.length);
    this.number++;
    const { position } = this;
    if (this.file.length >= this.maxBytes) await this.rotate();
    return position;
  }

  async rotate(): Promise<void> {
    const { file } = await openCaptureFile(segmentPath(this.settings.path, this.segment + 1));
    await this.file.close();
    this.sealed.push({ path: this.file.path, through: this.position });
    this.file = file;
    this.segment++;
  }

  /** Gives what earlier runs wrote behind a place. */
  async *since(place: JournalPosition): AsyncIterable<Journaled> {
    for (const run of this.runsSince(place)) {
      const { id, startedAt } = run.run;
      const first = id === place.run ? place.number : 0;
      const warn = (summary: string) => this.context.warn(`the journal has a gap: ${summary}`);
      for await (const { number, receipt } of run.numbered(first, warn)) {
        if (receipt.kind !== 'batch') continue;
        yield { batch: receipt.batch, position: { run: id, startedAt, number: number + 1 } };
      }
    }
  }

  /** A run that wrote nothing is known by its time alone. */
  runsSince({ run, startedAt }: JournalPosition): readonly RunCapture[] {
    const { runs } = this.earlier;
    const index = runs.findIndex(({ run: { id } }) => id === run);
    return index >= 0 ? runs.slice(index) : runs.filter((other) => other.run.startedAt > startedAt);
  }

  /** What lies before a place is no longer needed. */
  release(place: JournalPosition): void {
    const { keep } = this.settings;
    const passed = this.sealed.findIndex(({ through }) => !this.isBefore(through, place));
    const free = Math.max(0, (passed < 0 ? this.sealed.length : passed) - keep);
    for (const { path } of this.sealed.splice(0, free)) unlink(path).catch(() => {});
  }

  isBefore(through: Sealed['through'], place: JournalPosition): boolean {
    const [a, b] = [this.order.indexOf(through.run), this.order.indexOf(place.run)];
    return b >= 0 && (a < b || (a === b && through.number <= place.number));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.file.close();
  }
}

interface Opened {
  readonly earlier: Capture;
  readonly file: CaptureFile;
  readonly segment: number;
}

async function openFiles(path: string, context: InputContext): Promise<Opened> {
  const segments = await segmentsOf(path);
  const segment = segments.at(-1)?.number ?? 1;
  // What is torn off is cut off here: it was never taken.
  const { file, torn } = await openCaptureFile(segmentPath(path, segment));
  if (torn !== undefined) context.warn(`the journal ${torn.path} ends in a batch that is not whole, which is cut off`);
  try {
    const earlier = await openCapture(segments.map((one) => one.path));
    return { earlier, file, segment };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function sealedFile({ path, blocks }: Capture['files'][number]): Sealed[] {
  const last = blocks.at(-1);
  return last === undefined ? [] : [{ path, through: { run: last.run, number: last.first + last.receipts } }];
}

import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import type { Receipt, RunDescription, Tap, TapContext } from '@correlator/core';
import { messageOf } from '@correlator/events';
import { packBlock } from './block.ts';
import { BlockText, type CapturedRun } from './block-text.ts';
import { type CaptureFile, openCaptureFile, segmentPath, segmentsOf } from './capture-file.ts';
import { Retries } from './retries.ts';

/** How a capture is written. */
export interface CaptureWriterOptions {
  readonly path: string;
  /** How many characters complete a block. @default 524288 */
  readonly blockChars?: number;
  /** After how long a block is written at the latest, in ms. @default 1000 */
  readonly flushMs?: number;
  /** The length from which on a file is followed by another, in bytes. @default no limit */
  readonly maxFileBytes?: number;
  /** How many files are kept; the oldest are removed. @default all */
  readonly keep?: number;
  /** How hard blocks are compressed, as of zlib: 1 to 9. @default 3 */
  readonly level?: number;
}

/** How many blocks wait to be written. Beyond that, whoever gives receipts waits; if writing fails, the oldest are given up. */
const mostWaiting = 16;

type WriterContext = Pick<TapContext, 'clock' | 'warn'>;

/**
 * The writer of one run's receipts, behind what is in a capture already. Blocks are compressed and written beside the event loop.
 *
 * @example
 * const writer = await createCaptureWriter({ path: 'live.capture' }, run, { clock, warn });
 * await writer.receive(receipt);
 * await writer.close();
 */
export class CaptureWriter {
  readonly options: CaptureWriterOptions;
  readonly context: WriterContext;
  readonly run: CapturedRun;
  file: CaptureFile;
  number: number;
  block: BlockText;
  received = 0;
  /** How many receipts could not be written. */
  lost = 0;
  readonly waiting: BlockText[] = [];
  writing: Promise<void> | undefined = undefined;
  readonly retries: Retries;
  closing = false;
  cancelFlush: () => void = () => {};

  constructor(
    options: CaptureWriterOptions,
    run: CapturedRun,
    at: WriterContext & { file: CaptureFile; number: number },
  ) {
    this.options = options;
    this.context = at;
    this.retries = new Retries(at.clock);
    this.run = run;
    this.file = at.file;
    this.number = at.number;
    this.block = new BlockText(run, 0);
  }

  /** Takes a receipt. Returns a promise if the caller has to wait. */
  receive(receipt: Receipt): void | Promise<void> {
    if (this.block.receipts === 0) this.flushLater();
    this.block.receipt(receipt);
    this.received++;
    const { blockChars = 524_288 } = this.options;
    if (this.block.length < blockChars) return undefined;
    this.complete();
    if (this.waiting.length < mostWaiting) return undefined;
    if (this.retries.failures > 0) this.giveUp();
    else return this.writing;
    return undefined;
  }

  flushLater(): void {
    this.cancelFlush();
    this.cancelFlush = this.context.clock.after(this.options.flushMs ?? 1_000, () => this.complete());
  }

  /** Closes the block under way, and has it written. */
  complete(): void {
    this.cancelFlush();
    if (this.block.receipts === 0) return;
    this.waiting.push(this.block);
    this.block = new BlockText(this.run, this.received);
    this.writing ??= this.write();
  }

  async write(): Promise<void> {
    for (let block = this.waiting[0]; block !== undefined; block = this.waiting[0]) {
      try {
        await this.file.append(await packBlock(block.lines, block.about, this.options.level ?? 3));
        if (this.waiting[0] === block) this.waiting.shift();
        this.recovered();
        await this.rotate();
      } catch (error) {
        if (!(await this.failed(error))) break;
      }
    }
    this.writing = undefined;
  }

  recovered(): void {
    if (this.retries.succeed()) this.context.warn('is written again', { path: this.file.path, lost: this.lost });
  }

  /** Reports that, and waits. Returns whether it is to be tried again. */
  async failed(error: unknown): Promise<boolean> {
    if (this.retries.fail())
      this.context.warn(
        `cannot write ${this.file.path}: ${messageOf(error)}; it is tried again, and what does not fit into memory meanwhile is missing`,
      );
    if (this.closing) return false;
    await this.retries.pause();
    return true;
  }

  /** Nothing can be written, and no more can be kept: the oldest block is given up. */
  giveUp(): void {
    const block = this.waiting.shift();
    this.lost += block?.receipts ?? 0;
  }

  async rotate(): Promise<void> {
    const { maxFileBytes = Number.POSITIVE_INFINITY, keep = Number.POSITIVE_INFINITY, path } = this.options;
    if (this.file.length < maxFileBytes) return;
    const { file } = await openCaptureFile(segmentPath(path, this.number + 1));
    await this.file.close();
    this.file = file;
    this.number++;
    const segments = await segmentsOf(path);
    for (const old of segments.slice(0, Math.max(0, segments.length - keep))) await unlink(old.path);
  }

  /** Resolves when all that was received is on the disk. Rejects if it cannot be written. */
  async sync(): Promise<void> {
    this.complete();
    while (this.writing !== undefined && this.retries.failures === 0) await this.writing;
    if (this.waiting.length > 0) throw new Error(`${this.file.path} cannot be written`);
    await this.file.file.sync();
  }

  /** Writes what is left, as far as that can be written, and closes the file. */
  async close(): Promise<void> {
    this.closing = true;
    this.complete();
    this.retries.endPause();
    await this.writing;
    for (const block of this.waiting) this.lost += block.receipts;
    if (this.lost > 0)
      this.context.warn(`${this.lost} of ${this.received} receipts could not be written`, { lost: this.lost });
    await this.file.close();
  }
}

/** Opens a capture to write to, or makes it. Throws `CAPTURE_UNWRITABLE`, `CAPTURE_INVALID` and `CAPTURE_NEWER`. */
export async function createCaptureWriter(
  options: CaptureWriterOptions,
  run: RunDescription & { readonly id?: string },
  context: WriterContext,
): Promise<CaptureWriter> {
  const last = (await segmentsOf(options.path)).at(-1);
  const number = last?.number ?? 1;
  const { file, torn } = await openCaptureFile(segmentPath(options.path, number));
  if (torn !== undefined)
    context.warn(`${file.path} ends in a block that is not whole: its ${torn.bytes} bytes are cut off`, { ...torn });
  return new CaptureWriter(options, { id: idOf(run), ...run }, { ...context, file, number });
}

/** A process does not start two runs of one name within a millisecond. */
function idOf({ instance, startedAt }: RunDescription): string {
  const identity = JSON.stringify([instance, startedAt, process.pid]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

/**
 * Creates a tap that writes what a run is told to a capture.
 *
 * @example
 * const engine = createEngine({ inputs, modules, listeners, taps: [createCaptureTap({ path: 'live.capture' })] });
 */
export function createCaptureTap(options: CaptureWriterOptions, name = 'capture'): Tap {
  let writer: CaptureWriter | undefined;
  return {
    name,
    async start({ run, clock, warn }) {
      writer = await createCaptureWriter(options, run, { clock, warn });
    },
    receive: (receipt) => writer?.receive(receipt),
    async stop() {
      await writer?.close();
      writer = undefined;
    },
  };
}

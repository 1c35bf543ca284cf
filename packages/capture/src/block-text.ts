import type { BatchReceipt, Receipt, RunDescription, UnparsedEntry } from '@correlator/core';
import { type LogRecord, optionalMembers, type RecordSource } from '@correlator/events';
import { type BlockHeader, captureVersion } from './block.ts';

/** A run, and what tells it from all others. */
export interface CapturedRun extends RunDescription {
  readonly id: string;
}

/** The first line of a block. */
export interface BlockHead {
  readonly correlatorCapture: number;
  readonly run: CapturedRun;
  /** Of the receipts of the run, counted from 0: which is the first here. */
  readonly first: number;
}

/** The content of one block: lines of JSON that need no other block to be understood. */
export class BlockText {
  readonly head: BlockHead;
  readonly lines: string[] = [];
  readonly sources = new Map<RecordSource, number>();
  readonly known = new Map<string, number>();
  /** In UTF-16 code units. */
  length = 0;
  receipts = 0;
  records = 0;
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;

  constructor(run: CapturedRun, first: number) {
    this.head = { correlatorCapture: captureVersion, run, first };
    this.add(this.head);
  }

  /** What its header says of it. */
  get about(): Omit<BlockHeader, 'size'> {
    const { firstAt, lastAt, receipts, records, head } = this;
    return { firstAt, lastAt, receipts, records, first: head.first, run: head.run.id };
  }

  add(line: unknown): void {
    const text = `${JSON.stringify(line)}\n`;
    this.lines.push(text);
    this.length += text.length;
  }

  receipt(receipt: Receipt): void {
    const { at } = receipt;
    this.receipts++;
    this.firstAt = Math.min(this.firstAt, at);
    this.lastAt = Math.max(this.lastAt, at);
    if (receipt.kind === 'tick') this.add(['t', at]);
    else if (receipt.kind === 'input') this.add(['i', at, receipt.input, receipt.state]);
    else this.batch(receipt);
  }

  batch({ at, input, batch }: BatchReceipt): void {
    const { records, unparsed, dropped = [], bytes, receivedAt = null } = batch;
    // Sources stand before the batch, so that what follows it is its own.
    for (const { source } of records) this.sourceIndex(source);
    for (const { source } of unparsed) this.sourceIndex(source);
    this.add(['b', at, input, bytes, receivedAt, dropped.map(({ reason, count }) => [reason, count])]);
    for (const record of records) this.record(record);
    for (const entry of unparsed) this.unparsed(entry);
    this.records += records.length;
  }

  sourceIndex(source: RecordSource): number {
    const known = this.sources.get(source);
    if (known !== undefined) return known;
    const index = this.addSource(source);
    this.sources.set(source, index);
    return index;
  }

  addSource({ input, identity, sender }: RecordSource): number {
    const row = [input, identity, sender ?? null];
    const key = JSON.stringify(row);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const index = this.known.size;
    this.known.set(key, index);
    this.add(['s', index, ...row]);
    return index;
  }

  record(record: LogRecord): void {
    const { source, offset, time, host, program, pid, facility, severity, msgid, structuredData, message, raw } =
      record;
    const at = raw.endsWith(message) ? raw.length - message.length : message;
    const data = structuredData && [...structuredData].map(([id, params]) => [id, [...params]]);
    const index = this.sources.get(source);
    // JSON has null for what is undefined in an array.
    const row = ['r', index, offset, time, host, program, pid, facility, severity, msgid, data, record.repeat, at, raw];
    this.add(hasMore(record) ? [...row, optionalMembers(record)] : row);
  }

  unparsed({ source, offset, reason, explanation, column, raw }: UnparsedEntry): void {
    this.add(['u', this.sources.get(source), offset, reason, explanation, column, raw]);
  }
}

/** Most records have none of their optional members: their rows are as long as ever. */
function hasMore({ vouched, fields, format }: LogRecord): boolean {
  return vouched !== undefined || fields !== undefined || format !== undefined;
}

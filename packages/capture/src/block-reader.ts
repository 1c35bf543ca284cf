import type { BatchReceipt, Dropped, InputReceipt, Receipt, UnparsedEntry } from '@correlator/core';
import type { LogRecord, OptionalMembers, RecordSource } from '@correlator/events';
import type { BlockHead } from './block-text.ts';

/** What is in a block. */
export interface BlockContent {
  readonly head: BlockHead;
  readonly receipts: readonly Receipt[];
}

type Row = readonly unknown[];

interface OpenBatch {
  readonly receipt: BatchReceipt;
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
}

/** Reads the lines of a block. What is wrong in them is an exception: the check sum says that they are as they were written. */
export function readBlock(text: string): BlockContent {
  const lines = text.split('\n');
  const head = JSON.parse(lines[0] ?? '') as BlockHead;
  const reader = new BlockReader();
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] as string;
    if (line !== '') reader.line(JSON.parse(line) as Row);
  }
  return { head, receipts: reader.receipts };
}

class BlockReader {
  readonly receipts: Receipt[] = [];
  readonly sources: RecordSource[] = [];
  batch: OpenBatch | undefined = undefined;

  line(row: Row): void {
    switch (row[0]) {
      case 'r':
        this.batch?.records.push(this.record(row));
        break;
      case 'u':
        this.batch?.unparsed.push(this.unparsed(row));
        break;
      case 's':
        this.source(row);
        break;
      case 't':
        this.receipts.push({ kind: 'tick', at: row[1] as number });
        break;
      case 'i':
        this.receipts.push({
          kind: 'input',
          at: row[1] as number,
          input: row[2] as string,
          state: row[3] as InputReceipt['state'],
        });
        break;
      case 'b':
        this.begin(row);
        break;
    }
  }

  source(row: Row): void {
    const [, index, input, identity, sender] = row as ['s', number, string, string, string | null];
    this.sources[index] = sender === null ? { input, identity } : { input, identity, sender };
  }

  begin(row: Row): void {
    const [, at, input, bytes, receivedAt, drops] = row as [
      'b',
      number,
      string,
      number,
      number | null,
      [string, number][],
    ];
    const records: LogRecord[] = [];
    const unparsed: UnparsedEntry[] = [];
    const dropped: Dropped[] = drops.map(([reason, count]) => ({ reason, count }));
    const batch = { records, unparsed, dropped, bytes, ...(receivedAt !== null && { receivedAt }) };
    const receipt: BatchReceipt = { kind: 'batch', at, input, batch };
    this.batch = { receipt, records, unparsed };
    this.receipts.push(receipt);
  }

  record(row: Row): LogRecord {
    const raw = row[13] as string;
    const message = row[12] as number | string;
    const data = row[10] as [string, [string, string][]][] | null;
    return {
      time: row[3] as number,
      host: row[4] as string,
      program: row[5] as string,
      pid: row[6] as string,
      facility: (row[7] as number | null) ?? undefined,
      severity: (row[8] as number | null) ?? undefined,
      msgid: row[9] as string,
      structuredData: data === null ? undefined : new Map(data.map(([id, params]) => [id, new Map(params)])),
      message: typeof message === 'string' ? message : raw.slice(message),
      repeat: row[11] as number,
      raw,
      source: this.sources[row[1] as number] as RecordSource,
      offset: row[2] as number,
      late: false,
      retimed: false,
      ...(row[14] as OptionalMembers | undefined),
    };
  }

  unparsed(row: Row): UnparsedEntry {
    const [, source, offset, reason, explanation, column, raw] = row as [
      'u',
      number,
      number,
      string,
      string,
      number,
      string,
    ];
    return { reason, explanation, column, raw, source: this.sources[source] as RecordSource, offset };
  }
}

import { type AnyAuditEvent, type Event, isAuditEvent } from '@correlator/events';
import type { CsvFormatterStream } from 'fast-csv';
import { columnsOf, rowOf } from './csv-cell.ts';
import type { CsvRows } from './csv-files.ts';

/** A function that makes rows for files of events. */
export type CsvBatcher = (events: readonly Event[]) => CsvRows[];

/** Makes a function that groups audit events by file, each in their order; other columns for the same file make a new group. */
export function createCsvBatcher(encode: CsvEncoder, dayOf?: (time: number) => string): CsvBatcher {
  const headers = new WeakMap<object, Buffer>();

  function headerOf({ fields }: AnyAuditEvent): Buffer {
    const known = headers.get(fields);
    if (known !== undefined) return known;
    const header = encode(columnsOf(fields));
    headers.set(fields, header);
    return header;
  }

  /** Returns the name of a file without `.csv`; encoded, as a type that was read from a store might hold a slash. */
  function stemOf({ type, time }: AnyAuditEvent): string {
    const name = encodeURIComponent(type);
    return dayOf === undefined || Number.isNaN(time) ? name : `${name}.${dayOf(time)}`;
  }

  return (events) => {
    const groups: CsvRows[] = [];
    const latest = new Map<string, CsvRows>();
    for (const event of events) {
      if (!isAuditEvent(event)) continue;
      const stem = stemOf(event);
      const header = headerOf(event);
      let group = latest.get(stem);
      if (group === undefined || !group.header.equals(header)) {
        group = { stem, header, rows: [] };
        latest.set(stem, group);
        groups.push(group);
      }
      group.rows.push(encode(rowOf(event)));
    }
    return groups;
  };
}

/** A function that makes the bytes of a row of its cells, its line end included. */
export type CsvEncoder = (cells: readonly string[]) => Buffer;

const lineEnd = 0x0a;

/** Returns an encoder on fast-csv, which is loaded only now. */
export async function createCsvEncoder(): Promise<CsvEncoder> {
  const { format } = await import('fast-csv');
  const stream = format({ headers: false, rowDelimiter: '\n' }) as CsvFormatterStream<
    readonly string[],
    readonly string[]
  >;
  // fast-csv puts the line end before every row but the first one, which this empty one is.
  stream.write(['']);
  return (cells) => {
    stream.write(cells);
    const row = stream.read() as Buffer | null;
    if (row?.[0] !== lineEnd) throw new Error('fast-csv gave no row back');
    row.copyWithin(0, 1);
    row[row.length - 1] = lineEnd;
    return row;
  };
}

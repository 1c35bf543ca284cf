import type { CsvFormatterStream } from 'fast-csv';

/** Cells to the bytes of a row, its line end included. */
export type CsvEncoder = (cells: readonly string[]) => Buffer;

const lineEnd = 0x0a;

/** An encoder on fast-csv, which is loaded only now. */
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

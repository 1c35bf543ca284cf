import { isUtf8 } from 'node:buffer';

/** Some lines of a file, as bytes. `bytes` holds until the next chunk is asked for. */
export interface LineChunk {
  /** Whole lines with their line ends; the last of a file may have none. */
  readonly bytes: Buffer;
  /** Where they begin in the uncompressed content. */
  readonly offset: number;
  /** The offset behind them. */
  readonly end: number;
  /** `bytes` is only the beginning of a single line that is too long. */
  readonly tooLong: boolean;
  /** When they were read: milliseconds since 1970 UTC. */
  readonly receivedAt: number;
}

/** How many bytes of a line that is too long are kept to show it. */
export const sampleBytes = 1024;

const newline = 10;

/**
 * Where to cut `block`, between `from` and the last line end at `end`, so that whole lines of at most `most` bytes
 * come out, or a single longer one.
 */
export function cutAt(block: Buffer, from: number, end: number, most: number): number {
  if (end - from <= most) return end;
  const last = block.lastIndexOf(newline, from + most - 1);
  return (last >= from ? last : block.indexOf(newline, from + most)) + 1;
}

/** Where in the content the first line that is not UTF-8 begins. */
export function firstNotUtf8({ bytes, offset }: LineChunk): number {
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return offset + start;
}

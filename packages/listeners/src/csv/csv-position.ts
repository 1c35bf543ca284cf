import { hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { CorrelatorError } from '@correlator/events';
import { commonColumns } from './csv-cell.ts';

/** The position of a folder of CSV files in a checkpoint: for each file by name, what tells it from others, and its bytes. */
export type CSVPosition = { readonly [file: string]: { readonly identity: string; readonly length: number } };

/** How many bytes at its beginning a file is known by, if it has as many: the header and the first rows with their ids. */
const identityBytes = 1024;

const ownHeader = commonColumns.join(',');

/** Returns the first `length` bytes of a file, or as many as it has. */
async function readStart(path: string, length: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Returns the identity of a file of which only the first `length` bytes count; undefined if a CSV listener did not write it.
 */
export async function identityOfFile(path: string, length: number): Promise<string | undefined> {
  const start = await readStart(path, Math.min(length, identityBytes));
  const header = ownHeader.slice(0, start.length);
  return start.toString('latin1', 0, header.length) === header
    ? hash('sha256', start, 'base64url').slice(0, 22)
    : undefined;
}

function isEntry(value: unknown): value is CSVPosition[string] {
  const { identity, length } = (value ?? {}) as Partial<CSVPosition[string]>;
  return typeof identity === 'string' && Number.isSafeInteger(length) && (length ?? -1) >= 0;
}

/** Returns a position as a checkpoint kept it. Throws `CSV_POSITION_INVALID` if it is not one. */
export function parsePosition(position: unknown, listener: string): CSVPosition {
  const entries = typeof position === 'object' && position !== null ? Object.entries(position) : undefined;
  const valid = entries?.every(([name, entry]) => basename(name) === name && name.endsWith('.csv') && isEntry(entry));
  if (valid) return position as CSVPosition;
  throw new CorrelatorError(
    'CSV_POSITION_INVALID',
    `listener ${listener}: what the store kept is no position of CSV files; if this name was another kind of listener before, rename it`,
  );
}

import type { Json } from '@correlator/core';

/** How far one file has been read: survives JSON. */
export interface FilePosition {
  readonly path: string;
  /** Null where its first line has not been seen. */
  readonly fingerprint: string | null;
  readonly generation: number;
  /** In bytes of uncompressed content, from its beginning. */
  readonly offset: number;
  /** It had been read to its end. */
  readonly done: boolean;
}

/** What `FileInput.positions` gives. */
export interface FilePositions {
  readonly files: readonly FilePosition[];
  /** How many files there were with each fingerprint. */
  readonly generations: readonly (readonly [fingerprint: string, count: number])[];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isFilePosition(value: unknown): value is FilePosition {
  if (!isRecord(value)) return false;
  const { path, fingerprint, generation, offset, done } = value;
  const named = typeof path === 'string' && (fingerprint === null || typeof fingerprint === 'string');
  return named && isCount(generation) && isCount(offset) && typeof done === 'boolean';
}

function isGeneration(value: unknown): value is [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && isCount(value[1]);
}

/** Positions as they were saved, or undefined where `value` is something else. */
export function parsePositions(value: Json): FilePositions | undefined {
  if (!isRecord(value)) return undefined;
  const { files, generations } = value;
  if (!Array.isArray(files) || !files.every(isFilePosition)) return undefined;
  if (!Array.isArray(generations) || !generations.every(isGeneration)) return undefined;
  return { files, generations };
}

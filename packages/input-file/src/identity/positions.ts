import type { Json } from '@correlator/core';

/** How far one file has been read: survives JSON. */
export interface FilePosition {
  /** The path under which it is read. A followed file that has been rotated keeps that of its log. */
  readonly path: string;
  /** Null if its first line has not been seen. */
  readonly fingerprint: string | null;
  readonly generation: number;
  /** In bytes of uncompressed content, from its beginning. */
  readonly offset: number;
  /** It had been read to its end. */
  readonly done: boolean;
  /** Device and inode: a hint where to look for it first. */
  readonly inode?: string;
  /** When it was last seen to have been changed, as its file system says: milliseconds since 1970 UTC. */
  readonly changed?: number;
  /** The bytes before `offset`: how many, and a hash of them. */
  readonly seam?: string;
  /** Its first bytes, up to 1,024: how many, and a hash of them. */
  readonly start?: string;
  /** It was renamed or removed, and all that it had then had been read. */
  readonly rotated?: boolean;
  /** It was cut back: only copies of it have its content, and these may lack its end. */
  readonly cut?: boolean;
}

/** The value that `FileInput.positions` returns. */
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
  return named && isCount(generation) && isCount(offset) && typeof done === 'boolean' && hasHints(value);
}

/** Positions of older versions do not have these. */
function hasHints({
  inode,
  changed,
  seam,
  start,
  rotated = false,
  cut = false,
}: Readonly<Record<string, unknown>>): boolean {
  if (inode !== undefined && typeof inode !== 'string') return false;
  if (typeof rotated !== 'boolean' || typeof cut !== 'boolean') return false;
  if (changed !== undefined && !Number.isFinite(changed)) return false;
  return [seam, start].every(
    (seal) => seal === undefined || (typeof seal === 'string' && /^\d+:[0-9a-f]+$/.test(seal)),
  );
}

function isGeneration(value: unknown): value is [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && isCount(value[1]);
}

/** Returns positions as they were saved, or undefined if `value` is something else. */
export function parsePositions(value: Json): FilePositions | undefined {
  if (!isRecord(value)) return undefined;
  const { files, generations } = value;
  if (!Array.isArray(files) || !files.every(isFilePosition)) return undefined;
  if (!Array.isArray(generations) || !generations.every(isGeneration)) return undefined;
  return { files, generations };
}

import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** The files of one capture: `live.capture`, then `live-2.capture`, `live-3.capture` … */
export interface Segment {
  readonly path: string;
  readonly number: number;
}

/** The path of a capture's file of a number. */
export function segmentPath(path: string, number: number): string {
  if (number === 1) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}

/** The files of a capture that there are, the oldest first. */
export async function segmentsOf(path: string): Promise<readonly Segment[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  const extension = extname(path);
  const stem = basename(path, extension);
  const numbers = names.flatMap((name) => numberOf(name, stem, extension));
  return numbers.sort((a, b) => a - b).map((number) => ({ number, path: segmentPath(path, number) }));
}

function numberOf(name: string, stem: string, extension: string): number[] {
  if (name === `${stem}${extension}`) return [1];
  if (!name.startsWith(`${stem}-`) || !name.endsWith(extension)) return [];
  const written = name.slice(stem.length + 1, name.length - extension.length);
  return /^[1-9]\d{0,8}$/.test(written) && written !== '1' ? [Number(written)] : [];
}

/** The paths of all files of the capture at `path`, the oldest first; `path` alone where there is none. */
export async function capturePaths(path: string): Promise<readonly string[]> {
  const segments = await segmentsOf(path);
  return segments.length === 0 ? [path] : segments.map((segment) => join(segment.path));
}

import { dirname } from 'node:path';

/** The most lines of one source file. */
export const mostLines = 400;

/** The most source files in one folder, without those in folders below it. */
export const mostFiles = 25;

/** A source file: its path from the root, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Whether a file is written by a program: nobody reads it from top to bottom. */
export const isGenerated = (path: string): boolean => path.includes('/generated/');

/** The files that are too long, with their lines. */
export function longFiles(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !isGenerated(path))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > mostLines)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

/** The folders that hold too many files. */
export function crowdedFolders(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    if (!isGenerated(path)) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > mostFiles).map(([folder]) => folder);
}

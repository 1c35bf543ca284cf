import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { numberOf } from './line.ts';
import { archiveOf } from './rotate.ts';

/** What a reader noted. */
export interface Noted {
  /** How often each line was read. */
  readonly counts: Uint8Array;
  readonly torn: number;
  readonly unparsed: number;
}

/** Sums the notes of the reader up. */
export function readNotes(notes: string, written: number): Noted {
  const counts = new Uint8Array(written);
  let torn = 0;
  let unparsed = 0;
  for (const line of readFileSync(notes, 'utf8').split('\n')) {
    const [ranges = '', tornHere = '0', unparsedHere = '0'] = line.split('|');
    torn += Number(tornHere);
    unparsed += Number(unparsedHere);
    for (const range of ranges.split(' ').filter(Boolean)) countRange(range, counts);
  }
  return { counts, torn, unparsed };
}

function countRange(range: string, counts: Uint8Array): void {
  const [from = 0, to = 0] = range.split('-').map(Number);
  for (let n = from; n <= to; n++) counts[n] = (counts[n] ?? 0) + 1;
}

/** Which lines are whole, with their times, in the log and its rotated files, those that are not kept among them. */
export function readKept(path: string, written: number): Uint8Array {
  const kept = new Uint8Array(written);
  const archive = archiveOf(path);
  const folder = dirname(path);
  const rotated = readdirSync(folder).filter((name) => name.startsWith(basename(path)));
  const archived = existsSync(archive) ? readdirSync(archive) : [];
  for (const file of rotated) markLines(join(folder, file), kept);
  for (const file of archived) markLines(join(archive, file), kept);
  return kept;
}

function markLines(file: string, kept: Uint8Array): void {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  for (const line of text.split('\n')) {
    const n = line.startsWith('20') ? numberOf(line.slice(line.indexOf(': ') + 2)) : undefined;
    if (n !== undefined) kept[n] = 1;
  }
}

/** How the lines fared. */
export interface Outcome {
  readonly written: number;
  /** Lines that no file has any more, though the reader may have read them before. */
  readonly lostByMethod: number;
  readonly read: number;
  readonly missed: number;
  readonly twice: number;
  readonly torn: number;
  readonly unparsed: number;
}

/** Compares what was read with what there was; without `kept`, all that was written. */
export function compare({ counts, torn, unparsed }: Noted, kept?: Uint8Array): Outcome {
  const outcome = { written: counts.length, lostByMethod: 0, read: 0, missed: 0, twice: 0, torn, unparsed };
  for (const [n, count] of counts.entries()) {
    const isKept = kept === undefined || kept[n] === 1;
    if (!isKept) outcome.lostByMethod++;
    if (count > 0) outcome.read++;
    if (count === 0 && isKept) outcome.missed++;
    if (count > 1) outcome.twice++;
  }
  return outcome;
}

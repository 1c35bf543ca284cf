import { closeSync, openSync, writeSync } from 'node:fs';
import { createLog } from '@correlator/bench';

const start = Date.UTC(2026, 2, 3, 6, 0, 0);
/** Between two lines: some ten thousand lines make a day, so that there are midnights. */
const stepMs = 3_000;
const stampLength = 'Mar  3 06:00:00 '.length;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function stamp(time: number): string {
  const date = new Date(time);
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)} `;
}

/** Writes a log of so many lines, of many days. */
export function writeLog(path: string, lines: number, seed: number): void {
  const next = createLog(seed);
  const file = openSync(path, 'w');
  for (let written = 0; written < lines; ) {
    let block = '';
    for (const end = Math.min(lines, written + 10_000); written < end; written++) {
      block += stamp(start + written * stepMs) + next().slice(stampLength);
    }
    writeSync(file, block);
  }
  closeSync(file);
}

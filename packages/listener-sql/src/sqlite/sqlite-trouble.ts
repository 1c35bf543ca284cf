import { reasonOf, type Trouble } from '../sql/sql-errors.ts';

/** Primary result codes of SQLite: others write; the disk fails, or is full. */
const [busy, locked, failing, full] = [5, 6, 10, 13];

function resultCode(error: unknown): number {
  return ((error as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff;
}

/** Whether another connection is writing. */
export function isBusy(error: unknown): boolean {
  return [busy, locked].includes(resultCode(error));
}

function fixOf(error: unknown): string {
  if (isBusy(error)) return 'end the other program that writes to it for so long';
  return resultCode(error) === full ? 'make room' : "mend what that names, or correct the option 'database'";
}

/** What is wrong where SQLite failed. */
export function sqliteTrouble(error: unknown): Trouble {
  const passing = isBusy(error) || [failing, full].includes(resultCode(error));
  return { reason: reasonOf(error), fix: fixOf(error), passing };
}

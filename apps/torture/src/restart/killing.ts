import { env, kill, pid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a process of the torture can be killed. */
export const points = [
  'store-loaded',
  'store-begun',
  'store-part',
  'store-committing',
  'store-committing-later',
  'store-committed',
  'store-undelivered',
  'csv-restoring',
  'csv-restored',
  'csv-handling',
  'csv-handling-later',
  'csv-handled',
  'csv-committing',
  'csv-committed',
  'sqlite-handling',
  'sqlite-handling-later',
  'sqlite-handled',
  'sqlite-committed',
  'postgres-handling',
  'postgres-handling-later',
  'postgres-handled',
  'postgres-committed',
  'input-read',
] as const;

/** One of `points`. */
export type Point = (typeof points)[number];

const [wanted = '', count = '1'] = (env.CORRELATOR_KILL ?? '').split(':');
let left = Number(count);

/** Ends the process at once where it was told to at this point, the so-manyth time that it comes here. */
export function at(point: Point): void {
  if (point === wanted && --left === 0) kill(pid, 'SIGKILL');
}

/** The same up to 3 ms later, while what was begun here goes on. */
export async function soonAfter(point: Point): Promise<void> {
  if (point !== wanted) return;
  await sleep(Math.random() * 3);
  at(point);
}

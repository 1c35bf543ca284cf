import type { Clock } from './clock.ts';

/** Waits for `action`, at most `ms` milliseconds of `clock`; false where it has not ended by then. Rejects where it does. */
export async function within(clock: Clock, ms: number, action: () => Promise<unknown>): Promise<boolean> {
  let cancel = () => {};
  const over = new Promise<boolean>((resolve) => {
    cancel = clock.after(ms, () => resolve(false));
  });
  try {
    return await Promise.race([action().then(() => true), over]);
  } finally {
    cancel();
  }
}

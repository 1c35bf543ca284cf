/** What everything else stands on: the clock, waiting, JSON, durations, errors of components. */

/** Stops what `Clock.after` started. */
export type Cancel = () => void;

/** The wall clock, as the engine sees it. Modules never do. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Calls `action` once, `ms` milliseconds from now. */
  after(ms: number, action: () => void): Cancel;
}

/** A timer of Node.js takes no more milliseconds; what is longer is waited for in parts. */
const longestMs = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, action) {
    let leftMs = ms;
    let timer: NodeJS.Timeout;
    const wait = () => {
      const partMs = Math.min(leftMs, longestMs);
      leftMs -= partMs;
      timer = setTimeout(leftMs > 0 ? wait : action, partMs);
    };
    wait();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms` milliseconds of `clock`. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/** Resolves when what promises set going has come to rest. No time is read or waited for. */
export function atRest(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

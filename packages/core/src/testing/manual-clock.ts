import { atRest, type Clock } from '../base/clock.ts';

/** A clock that stands still until it is told to move: for tests. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`, runs what falls due in order, and lets what that set going come to rest. */
  advance(ms: number): Promise<void>;
  /** Sets the clock by `ms`, back where that is less than 0, as an operator or NTP does: what was to run after some time runs then. */
  step(ms: number): void;
}

interface Alarm {
  /** By the time that has passed since the clock was made. */
  readonly due: number;
  readonly action: () => void;
}

/** Makes a clock that shows `start` (ms since 1970 UTC). */
export function createManualClock(start = 0): ManualClock {
  const alarms = new Set<Alarm>();
  let passed = 0;
  let set = start;
  const next = (until: number) => {
    const due = [...alarms].filter((alarm) => alarm.due <= until);
    return due.reduce<Alarm | undefined>(
      (first, alarm) => (first && first.due <= alarm.due ? first : alarm),
      undefined,
    );
  };
  return {
    now: () => set + passed,
    after(ms, action) {
      const alarm = { due: passed + ms, action };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    async advance(ms) {
      const until = passed + ms;
      await atRest();
      for (let alarm = next(until); alarm !== undefined; alarm = next(until)) {
        alarms.delete(alarm);
        passed = Math.max(passed, alarm.due);
        alarm.action();
        await atRest();
      }
      passed = until;
    },
    step(ms) {
      set += ms;
    },
  };
}

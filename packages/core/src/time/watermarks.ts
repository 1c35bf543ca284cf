import type { TimeZone } from '@correlator/events';
import type { EngineParts } from '../engine/connect.ts';
import type { InputState } from '../intake/input-state.ts';
import type { ModuleTask } from '../modules/module-task.ts';
import { EventTime } from './event-time.ts';

/** A live input that was silent for so long holds event time back no more. */
const idleMs = 5_000;

type TimekeepingParts = Pick<EngineParts, 'settings' | 'slots' | 'router'> & {
  /** Told of each midnight of the zone: when it was due. */
  readonly onMidnight: (due: number) => void;
};

/** Moves event time: by the records' times, and by the wall clock while live inputs are idle. */
export class Watermarks {
  readonly parts: TimekeepingParts;
  readonly slots: readonly InputState[];
  readonly latenessMs: number;
  readonly time = new EventTime();
  /** The wall clock of the last receipt. */
  wall = Number.NEGATIVE_INFINITY;
  /** When the next midnight of the zone is due; none before the first record. */
  midnight: number | undefined = undefined;
  readonly midnightRank = this.time.nextRank();

  constructor(parts: TimekeepingParts) {
    this.parts = parts;
    this.slots = parts.slots;
    this.latenessMs = parts.settings.latenessMs;
  }

  get begun(): boolean {
    return this.time.now !== Number.NEGATIVE_INFINITY;
  }

  /** The first instant of event time, or where it was: from here on, midnights and the modules' timers are due. */
  begin(now: number, midnight: number): void {
    const { settings, router, onMidnight } = this.parts;
    this.time.now = now;
    this.midnight = midnight;
    const atMidnight = (due: number, target: number) => {
      this.midnight = settings.zone.nextMidnight(target);
      onMidnight(due);
      return this.midnight;
    };
    this.time.schedule(midnight, atMidnight, this.midnightRank);
    for (const { tasks } of router.groups) for (const task of tasks) this.beginTimers(task, now);
  }

  beginTimers(task: ModuleTask, now: number): void {
    for (const { name, intervalMs, action } of task.module.runtime.timers) {
      const next = (after: number) => (Math.floor(after / intervalMs) + 1) * intervalMs;
      const run = (due: number, target: number) => {
        if (task.stopped) return undefined;
        task.inCause(`every ${name} ${due}`, () => action(due));
        return next(target);
      };
      this.time.schedule(next(now), run, task.ranks.get(name));
    }
  }

  /**
   * The wall clock, as the receipt that is acted on has it. Where it has gone back, inputs have been silent for as long
   * as before.
   */
  look(at: number): void {
    const back = this.wall - at;
    this.wall = at;
    if (!(back > 0)) return;
    for (const slot of this.slots) slot.lastBatchAt -= back;
  }

  /** An input has come to a record of `time`; `at` is the wall clock. */
  moveTo(slot: InputState, time: number, at: number): void {
    slot.greatest = time;
    const least = this.slots.length === 1 ? time : this.leastGreatest(at);
    const target = least - this.latenessMs;
    if (this.begun) this.time.advance(target);
    else this.begin(target, this.parts.settings.zone.nextMidnight(time));
  }

  /** The least of the greatest record times of inputs that are neither idle, nor down, nor at their end. */
  leastGreatest(at: number): number {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const { greatest, ended, down, lastBatchAt, input } of this.slots) {
      most = Math.max(most, greatest);
      const over = ended || down || greatest === Number.NEGATIVE_INFINITY;
      const idle = over || (input.live && at - lastBatchAt > idleMs);
      if (!idle) least = Math.min(least, greatest);
    }
    return least === Number.POSITIVE_INFINITY ? most : least;
  }

  /** Whether the wall clock moves event time on at `at`: all inputs are idle, and it is behind. */
  ticks(at: number): boolean {
    const back = Math.max(0, this.wall - at);
    const idle = this.slots.every(({ lastBatchAt, ended, down }) => ended || down || at + back - lastBatchAt > idleMs);
    return idle && this.begun && at - this.latenessMs - idleMs > this.time.now;
  }

  tick(at: number): void {
    if (this.begun) this.time.advance(at - this.latenessMs - idleMs);
  }

  /** No more is to come: event time goes to the last record. */
  catchUp(): void {
    if (this.begun) this.time.advance(this.leastGreatest(this.wall));
  }
}

/** The day of an instant, remembered for as long as instants stay within it. */
export function createDayOf(zone: TimeZone): (time: number) => string {
  let [from, to, day] = [0, 0, ''];
  return (time) => {
    if (time < from || time >= to) {
      from = zone.startOfDay(time);
      to = zone.nextMidnight(time);
      day = zone.dayOf(time);
    }
    return day;
  };
}

/** How event time moves: by the times of records, and by the wall clock while live inputs are silent. */
import type { TimeZone } from '@correlator/events';
import type { EventTime } from './event-time.ts';

/** A live input that has been silent for longer than this no longer holds event time back. */
const idleMs = 5_000;

/** How far one input has come in time, and whether event time waits for it. */
export class InputWatermark {
  readonly live: boolean;
  /** The greatest record time so far; -Infinity before the first record. */
  greatest = Number.NEGATIVE_INFINITY;
  /** The wall clock of the last batch. */
  lastBatchAt = Number.NEGATIVE_INFINITY;
  /** It failed and is not back. */
  down = false;
  ended = false;

  constructor(live: boolean) {
    this.live = live;
  }
}

/** Told when event time begins: the modules' timers count from there. */
export interface TimerStarter {
  startTimers(now: number): void;
}

/** Told of each midnight of the engine's zone: the instant at which it was due. */
export interface MidnightObserver {
  midnight(due: number): void;
}

/** Each day is reported, silent ones too, unless time jumps further than this: then a clock was wrong. */
const mostSilentMs = 400 * 86_400_000;

/** What watermarks drive, and by which rules. */
export interface WatermarkOptions {
  readonly zone: TimeZone;
  /** How far event time stays behind the greatest record time. */
  readonly latenessMs: number;
  readonly timers: TimerStarter;
  readonly midnights: MidnightObserver;
}

/** The least of the inputs' watermarks, less the lateness, is event time. */
export class Watermarks {
  readonly time: EventTime;
  readonly inputs: readonly InputWatermark[];
  readonly options: WatermarkOptions;
  /** The wall clock of the last receipt. */
  wall = Number.NEGATIVE_INFINITY;
  /** When the next midnight of the zone is due; undefined before the first record. */
  midnight: number | undefined = undefined;
  readonly midnightRank: number;

  constructor(time: EventTime, inputs: readonly InputWatermark[], options: WatermarkOptions) {
    this.time = time;
    this.inputs = inputs;
    this.options = options;
    this.midnightRank = time.nextRank();
  }

  /** Begins event time at `now`: from here on, midnights and the modules' timers are due. */
  begin(now: number, midnight: number): void {
    const { zone, midnights, timers } = this.options;
    this.time.now = now;
    this.midnight = midnight;
    const atMidnight = (due: number, target: number) => {
      this.midnight = zone.nextMidnight(target - due > mostSilentMs ? target : due);
      midnights.midnight(due);
      return this.midnight;
    };
    this.time.schedule(midnight, atMidnight, this.midnightRank);
    timers.startTimers(now);
  }

  /** Goes on from a checkpoint; null where event time had not begun. */
  restore(now: number | null, midnight: number | null): void {
    if (now !== null && midnight !== null) this.begin(now, midnight);
  }

  /**
   * Takes the wall clock of the receipt that is acted on. If it has gone back, inputs have been silent for as long as
   * before.
   */
  see(at: number): void {
    const back = this.wall - at;
    this.wall = at;
    if (!(back > 0)) return;
    for (const input of this.inputs) input.lastBatchAt -= back;
  }

  /** Moves on to a record of `time`, greater than any before it, of one of the inputs; `at` is the wall clock. */
  moveTo(input: InputWatermark, time: number, at: number): void {
    input.greatest = time;
    const least = this.inputs.length === 1 ? time : this.leastGreatest(at);
    const target = least - this.options.latenessMs;
    if (this.time.begun) this.time.advance(target);
    else this.begin(target, this.options.zone.nextMidnight(time));
  }

  /** The least of the greatest record times of inputs that are neither idle, nor down, nor at their end. */
  leastGreatest(at: number): number {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const { greatest, ended, down, lastBatchAt, live } of this.inputs) {
      most = Math.max(most, greatest);
      const over = ended || down || greatest === Number.NEGATIVE_INFINITY;
      const idle = over || (live && at - lastBatchAt > idleMs);
      if (!idle) least = Math.min(least, greatest);
    }
    return least === Number.POSITIVE_INFINITY ? most : least;
  }

  /** Returns whether the wall clock moves event time on at `at`: all inputs are idle, and event time is behind. */
  ticks(at: number): boolean {
    const back = Math.max(0, this.wall - at);
    const idle = this.inputs.every(({ lastBatchAt, ended, down }) => ended || down || at + back - lastBatchAt > idleMs);
    return idle && this.time.begun && at - this.options.latenessMs - idleMs > this.time.now;
  }

  /** Moves event time on by the wall clock. */
  tick(at: number): void {
    if (this.time.begun) this.time.advance(at - this.options.latenessMs - idleMs);
  }

  /** Moves event time to the last record: no more is to come. */
  catchUp(): void {
    if (this.time.begun) this.time.advance(this.leastGreatest(this.wall));
  }
}

/** Returns the day of an instant as `2026-11-23`; days are remembered for as long as instants stay within them. */
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

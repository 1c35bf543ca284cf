/** The kinds of operational events, and how they are made. */
import { ErrorEvent, type Event, type EventData, type LogRecord, NoticeEvent, WarningEvent } from '@correlator/events';
import type { Clock } from '../base/clock.ts';

/** Every kind of operational event, and how grave it is. */
export const operationalSeverities = {
  'engine.unparsed': 'warning',
  'engine.dropped': 'warning',
  'engine.input-trouble': 'warning',
  'engine.input-failed': 'error',
  'engine.input-recovered': 'notice',
  'engine.input-abandoned': 'error',
  'engine.module-failed': 'error',
  'engine.module-stopped': 'error',
  'engine.state-full': 'warning',
  'engine.listener-failed': 'error',
  'engine.listener-failing': 'error',
  'engine.listener-stalled': 'error',
  'engine.listener-dropped': 'error',
  'engine.listener-recovered': 'notice',
  'engine.listener-looping': 'error',
  'engine.listener-abandoned': 'error',
  'engine.listener-trouble': 'error',
  'engine.criteria-failed': 'error',
  'engine.checkpoint-failed': 'error',
  'engine.checkpoint-recovered': 'notice',
  'engine.outbox-full': 'warning',
  'engine.state-dropped': 'warning',
  'engine.tap-failed': 'error',
  'engine.tap-trouble': 'warning',
  'engine.clock-stepped': 'warning',
} as const satisfies Readonly<Record<string, 'error' | 'warning' | 'notice'>>;

/** The type of an operational event, such as `engine.listener-failed`. */
export type OperationalType = keyof typeof operationalSeverities;

/** What is known of an operational event. */
export interface Operational {
  readonly type: OperationalType;
  readonly summary: string;
  readonly data?: EventData;
  readonly record?: LogRecord | undefined;
}

const eventClasses = { error: ErrorEvent, warning: WarningEvent, notice: NoticeEvent };

/** Makes events about this run: system `engine`, an id of their own, outside the promise of replay. */
export function createOperationalEvents(clock: Clock): (about: Operational) => Event {
  const epoch = clock.now().toString(36);
  let sequence = 0;
  return ({ type, summary, data, record }) => {
    const options = { type, record, system: 'engine', time: clock.now(), id: `engine-${epoch}-${sequence++}` };
    return new eventClasses[operationalSeverities[type]](summary, data, options);
  };
}

/** Returns whether the `count`th of many like events is worth a word: the first three are, then the 10th, the 100th and so on. */
export function isWorthReporting(count: number): boolean {
  return count <= 3 || Number.isInteger(Math.log10(count));
}

/** Counts like things that come in numbers, and says when a count is worth a word: when it is ten times what was reported last. */
export class ReportPace {
  readonly counts = new Map<string, number>();
  readonly reported = new Map<string, number>();

  /** Adds `more` to the count of `what`, and returns the count. */
  count(what: string, more: number): number {
    const count = (this.counts.get(what) ?? 0) + more;
    this.counts.set(what, count);
    return count;
  }

  /** Returns whether `count` of `what` is worth a word, and takes it as reported if it is. */
  isDue(what: string, count: number): boolean {
    if (count < Math.max(1, (this.reported.get(what) ?? 0) * 10)) return false;
    this.reported.set(what, count);
    return true;
  }
}

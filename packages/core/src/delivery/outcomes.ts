/** What listeners make of events: dispatched as events of theirs. */
import { type Event, type EventOrigin, errorText, isEvent, stampEvent } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import type { Outcome } from '../contract/listener.ts';
import type { Reports } from '../reports/reports.ts';

/** What listeners make of events that listeners made, and so on, ends here: else it might never end. */
const deepest = 5;

/** Takes stamped events on their way to listeners and modules. */
export interface Publisher {
  publish(event: Event): void;
}

/** Where an event of a listener comes from, and when. */
interface OutcomeOrigin extends Pick<EventOrigin, 'cause' | 'ordinal'> {
  readonly time: number;
}

/** Dispatches what listeners answer, and what they have to say besides, as events of theirs. */
export class Outcomes {
  readonly instance: string;
  readonly clock: Clock;
  readonly reports: Reports;
  publisher: Publisher | undefined = undefined;
  /** Outcomes that were refused, by what is wrong with them and whose they are. */
  readonly refused = new Map<string, number>();
  /** What listeners dispatched before all was started, or while a checkpoint was taken. */
  held: (() => void)[] | undefined = [];
  /** Tells the events of this run from those of others. */
  readonly epoch: string;
  dispatched = 0;
  /** How many were dispatched, in a call or outside of one. */
  published = 0;

  constructor(instance: string, clock: Clock, reports: Reports) {
    this.instance = instance;
    this.clock = clock;
    this.reports = reports;
    this.epoch = clock.now().toString(36);
  }

  /** What comes from now on waits for `open`. */
  hold(): void {
    this.held ??= [];
  }

  /** What was held is dispatched. */
  open(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const dispatch of held) dispatch();
  }

  /** Takes an event that `listener` dispatches outside of a call. */
  dispatch(listener: string, event: Event): void {
    if (this.held !== undefined) this.held.push(() => this.dispatch(listener, event));
    else if (!isEvent(event)) this.refuse(listener, 'garbage', `a value of type ${typeof event}`);
    else if (event.origin !== undefined) this.refuse(listener, 'again', event.type);
    else {
      const cause = `dispatched in ${this.epoch}`;
      const time = this.clock.now();
      this.tryPublish(listener, event, { cause, time, ordinal: this.dispatched++ });
    }
  }

  /** Takes what `listener` answered to a call with `causes`. */
  take(listener: string, causes: readonly Event[], outcome: Outcome): void {
    if (this.held !== undefined) {
      this.held.push(() => this.take(listener, causes, outcome));
      return;
    }
    const outcomes = Array.isArray(outcome) ? (outcome as readonly unknown[]) : [outcome];
    const cause = deepestOf(causes);
    const tooDeep = depthOf(cause) >= deepest;
    outcomes.forEach((event, ordinal) => {
      if (!isEvent(event)) this.refuse(listener, 'garbage', `a value of type ${typeof event}`);
      else if (event.origin !== undefined || causes.includes(event)) this.refuse(listener, 'again', event.type);
      else if (tooDeep) this.refuse(listener, 'deep', event.type);
      else this.tryPublish(listener, event, { cause, time: cause.time, ordinal });
    });
  }

  /** The listener has done its work: what is wrong with its outcome must not make it do that again. */
  tryPublish(listener: string, event: Event, of: OutcomeOrigin): void {
    try {
      this.publish(listener, event, of);
    } catch (error) {
      this.refuse(listener, 'unfit', errorText(error));
    }
  }

  publish(listener: string, event: Event, { cause, time, ordinal }: OutcomeOrigin): void {
    const origin = { instance: this.instance, cause, module: `listener ${listener}`, ordinal };
    stampEvent(event, { system: listener, time, record: undefined, origin });
    this.published++;
    this.publisher?.publish(event);
  }

  /** Said once for each listener and reason: it is a mistake in the listener, and stays the same. */
  refuse(listener: string, reason: keyof typeof reasons, what: string): void {
    const key = `${reason} ${listener}`;
    const count = (this.refused.get(key) ?? 0) + 1;
    this.refused.set(key, count);
    if (count > 1) return;
    const { type, says } = reasons[reason];
    const summary = `listener ${listener} ${says}: ${what}`;
    this.reports.report({ type, summary, data: { listener, outcome: what } }, listener);
  }
}

const reasons = {
  garbage: { type: 'engine.listener-trouble', says: 'answers with what is no event, which is ignored' },
  again: {
    type: 'engine.listener-trouble',
    says: 'answers with an event that was dispatched before, which is ignored',
  },
  unfit: { type: 'engine.listener-trouble', says: 'answers with an event that cannot be dispatched' },
  deep: {
    type: 'engine.listener-looping',
    says: `answers the outcomes of listeners without end; outcomes of outcomes more than ${deepest} deep are given up`,
  },
} as const;

/** Of a batch with outcomes among other events, one that the listener answers to most indirectly. */
function deepestOf(causes: readonly Event[]): Event {
  return causes.reduce((deepest, cause) => (depthOf(cause) > depthOf(deepest) ? cause : deepest));
}

/** How many listeners stand between what was read and `event`. */
function depthOf(event: Event): number {
  let depth = 0;
  for (let at: unknown = event; isEvent(at); at = at.origin?.cause) {
    if (at.origin?.module.startsWith('listener ') === true) depth++;
  }
  return depth;
}

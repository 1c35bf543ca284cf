/** Statistics: what modules, inputs and listeners have to report, at midnight, at the end, and on request. */
import { CorrelatorError, type Event, isEvent, stampEvent, type TimeZone } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import { isTroubled, ListenerFiguresEvent, ModuleFiguresEvent } from '../contract/figures.ts';
import type { StatisticsRequest } from '../contract/module.ts';
import type { RunEnd } from '../contract/store.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { InputState } from '../intake/input-state.ts';
import type { Router } from '../modules/router.ts';
import type { EventTime } from '../time/event-time.ts';
import type { MidnightObserver } from '../time/watermarks.ts';

/** What statistics are taken of, and dispatched to. */
export interface StatisticsParts {
  readonly instance: string;
  readonly clock: Clock;
  readonly zone: TimeZone;
  readonly time: EventTime;
  readonly inputs: readonly InputState[];
  readonly router: Router;
  readonly dispatcher: Dispatcher;
}

/** Asks modules and inputs for statistics and dispatches them. */
export class Statistics implements MidnightObserver {
  readonly parts: StatisticsParts;
  requests = 0;
  /** The last statistics at the end of a run: of which event time, and how many there were of it. */
  ended: RunEnd | undefined = undefined;

  constructor(parts: StatisticsParts) {
    this.parts = parts;
  }

  /** Takes those of the day that ended at `due`. */
  midnight(due: number): void {
    const request = { reason: 'midnight', day: this.parts.zone.dayOf(due - 1), time: due } as const;
    this.take(request);
    this.troubles(request);
  }

  byHand(): void {
    const request = this.now('request', this.parts.clock.now());
    this.take(request);
    this.troubles(request);
  }

  /** Takes those of the end of a run. Those of a run that went on from one that ended here and took in nothing are known already. */
  end(): void {
    const request = this.now('end', 0);
    const { inputs, dispatcher } = this.parts;
    const before = this.ended?.time === request.time ? this.ended.count : 0;
    dispatcher.repeating = before > 0 && inputs.every(({ ledger }) => ledger.read === ledger.inherited);
    this.ended = { time: request.time, count: dispatcher.repeating ? before : before + 1 };
    this.take(request);
    dispatcher.repeating = false;
  }

  /** Reports troubles when everything is drained: until then, more may be lost. */
  troublesAtEnd(): void {
    this.troubles(this.now('end', 0));
  }

  now(reason: StatisticsRequest['reason'], otherwise: number): StatisticsRequest {
    const { time: eventTime, zone } = this.parts;
    const time = eventTime.begun ? eventTime.now : otherwise;
    return { reason, day: zone.dayOf(time), time };
  }

  take(request: StatisticsRequest): void {
    for (const group of this.parts.router.groups) {
      if (group.tasks.every(({ stopped }) => stopped)) continue;
      group.first.inCause('statistics', () => this.dispatch(group.statistics(request), request, group.first));
    }
    const ledgers = this.parts.inputs.map(({ ledger }) => ledger.event(request.reason === 'midnight'));
    this.dispatch(ledgers, request, { id: 'engine', system: 'engine' });
  }

  /** What was lost and failed, of those listeners and modules alone that were in trouble. */
  troubles(request: StatisticsRequest): void {
    const { dispatcher, router } = this.parts;
    const listeners = dispatcher.figures().filter(isTroubled);
    const modules = router.figures().filter(({ failures }) => failures > 0);
    const events = [
      ...listeners.map((figures) => new ListenerFiguresEvent(figures)),
      ...modules.map((figures) => new ModuleFiguresEvent(figures)),
    ];
    this.dispatch(events, request, { id: 'engine troubles', system: 'engine' });
  }

  /** Statistics asked for by hand are about this run: they are the engine's, each with an id of its own. */
  dispatch(events: readonly Event[], request: StatisticsRequest, from: { id: string; system: string }): void {
    const { instance, clock, router } = this.parts;
    const { reason, day, time } = request;
    const byHand = reason === 'request';
    const again = reason === 'end' && (this.ended?.count ?? 1) > 1 ? ` again ${this.ended?.count}` : '';
    const cause = byHand
      ? `statistics request ${clock.now()} ${this.requests++}`
      : `statistics ${reason} ${day} ${time}${again}`;
    events.forEach((event, ordinal) => {
      if (!isEvent(event) || event.origin !== undefined) throw invalidStatistics(from.id);
      const origin = { instance, cause, module: from.id, ordinal };
      stampEvent(event, { system: byHand ? 'engine' : from.system, time, record: undefined, origin });
      router.publish(event);
    });
  }
}

function invalidStatistics(module: string): CorrelatorError {
  return new CorrelatorError(
    'STATISTICS_INVALID',
    `${module}: 'statistics' answered with what is no event, or with one that was dispatched before: make a new one each time`,
  );
}

import { type Event, stampEvent } from '@correlator/events';
import type { EngineParts } from './engine-parts.ts';
import type { StatisticsRequest } from './module.ts';

type StatisticsParts = Pick<EngineParts, 'settings' | 'slots' | 'routing' | 'timekeeping'>;

/** Asks modules and inputs for statistics and dispatches them: at midnight, at the end, and by hand. */
export class Statistics {
  readonly parts: StatisticsParts;
  requests = 0;

  constructor(parts: StatisticsParts) {
    this.parts = parts;
  }

  /** Of the day that ended at `due`. */
  midnight(due: number): void {
    this.take({ reason: 'midnight', day: this.parts.settings.zone.dayOf(due - 1), time: due });
  }

  end(): void {
    const time = this.eventTime ?? 0;
    this.take({ reason: 'end', day: this.parts.settings.zone.dayOf(time), time });
  }

  byHand(): void {
    const { clock, zone } = this.parts.settings;
    const time = this.eventTime ?? clock.now();
    this.take({ reason: 'request', day: zone.dayOf(time), time });
  }

  get eventTime(): number | undefined {
    const { timekeeping } = this.parts;
    return timekeeping.begun ? timekeeping.time.now : undefined;
  }

  take(request: StatisticsRequest): void {
    for (const group of this.parts.routing.groups) {
      if (group.first.stopped) continue;
      group.first.inCause('statistics', () => this.dispatch(group.statistics(request), request, group.first));
    }
    const ledgers = this.parts.slots.map(({ ledger }) => ledger.event());
    this.dispatch(ledgers, request, { id: 'engine', system: 'engine' });
  }

  /** Those asked for by hand are about this run: of the engine, each with an id of its own. */
  dispatch(events: readonly Event[], request: StatisticsRequest, from: { id: string; system: string }): void {
    const { settings, routing } = this.parts;
    const { instance, clock } = settings;
    const { reason, day, time } = request;
    const byHand = reason === 'request';
    const cause = byHand
      ? `statistics request ${clock.now()} ${this.requests++}`
      : `statistics ${reason} ${day} ${time}`;
    events.forEach((event, ordinal) => {
      const origin = { instance, cause, module: from.id, ordinal };
      stampEvent(event, { system: byHand ? 'engine' : from.system, time, record: undefined, origin });
      routing.publish(event);
    });
  }
}

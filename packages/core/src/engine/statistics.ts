import { CorrelatorError, type Event, isEvent, stampEvent } from '@correlator/events';
import { isTroubled, ListenerFiguresEvent, ModuleFiguresEvent } from '../contract/figures.ts';
import type { StatisticsRequest } from '../contract/module.ts';
import type { RunEnd } from '../contract/store.ts';
import type { EngineParts } from './connect.ts';

type StatisticsParts = Pick<EngineParts, 'settings' | 'slots' | 'router' | 'watermarks' | 'dispatcher'>;

/** Asks modules and inputs for statistics and dispatches them: at midnight, at the end, and by hand. */
export class Statistics {
  readonly parts: StatisticsParts;
  requests = 0;
  /** The last statistics at the end of a run: of which event time, and how many there were of it. */
  ended: RunEnd | undefined = undefined;

  constructor(parts: StatisticsParts) {
    this.parts = parts;
  }

  /** Of the day that ended at `due`. */
  midnight(due: number): void {
    const request = { reason: 'midnight', day: this.parts.settings.zone.dayOf(due - 1), time: due } as const;
    this.take(request);
    this.troubles(request);
  }

  byHand(): void {
    const request = this.now('request', this.parts.settings.clock.now());
    this.take(request);
    this.troubles(request);
  }

  /** Of a run that went on from one that ended here and took in nothing: they are known already. */
  end(): void {
    const request = this.now('end', 0);
    const { slots, dispatcher } = this.parts;
    const before = this.ended?.time === request.time ? this.ended.count : 0;
    dispatcher.repeating = before > 0 && slots.every(({ ledger }) => ledger.read === ledger.inherited);
    this.ended = { time: request.time, count: dispatcher.repeating ? before : before + 1 };
    this.take(request);
    dispatcher.repeating = false;
  }

  /** When everything is drained: until then, more may be lost. */
  troublesAtEnd(): void {
    this.troubles(this.now('end', 0));
  }

  now(reason: StatisticsRequest['reason'], otherwise: number): StatisticsRequest {
    const { watermarks, settings } = this.parts;
    const time = watermarks.begun ? watermarks.time.now : otherwise;
    return { reason, day: settings.zone.dayOf(time), time };
  }

  take(request: StatisticsRequest): void {
    for (const group of this.parts.router.groups) {
      if (group.tasks.every(({ stopped }) => stopped)) continue;
      group.first.inCause('statistics', () => this.dispatch(group.statistics(request), request, group.first));
    }
    const ledgers = this.parts.slots.map(({ ledger }) => ledger.event(request.reason === 'midnight'));
    this.dispatch(ledgers, request, { id: 'engine', system: 'engine' });
  }

  /** Of listeners and modules, what was lost and failed: of those alone that were in trouble. */
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

  /** Those asked for by hand are about this run: of the engine, each with an id of its own. */
  dispatch(events: readonly Event[], request: StatisticsRequest, from: { id: string; system: string }): void {
    const { settings, router } = this.parts;
    const { instance, clock } = settings;
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

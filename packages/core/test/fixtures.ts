import { AuditEvent, type Event, integer, type LogRecord, NoticeEvent, text } from '@correlator/events';
import { createEngine, type EngineOptions, Module, type ModuleSpec } from '../src/index.ts';
import { operationalSeverities } from '../src/reports/operational.ts';
import { createCollectingListener, createMemoryInput, type RecordDraft } from '../src/testing/index.ts';

/** 23 November 2026, 10:00 UTC. */
export const ten = Date.UTC(2026, 10, 23, 10);

/** A failed login, for modules to count. */
export class Failed extends AuditEvent.withFields({
  type: 'door.failed',
  fields: { host: text('Host'), count: integer('Failures so far') },
  summary: '{{ host }} failed for the {{ count }}. time',
}) {}

/** Dispatches a notice for each record, with what it has seen of the record's host so far. */
export class Door extends Module {
  override readonly partitionBy = { record: 'host' } as const;
  override readonly dispatches = [Failed];
  readonly failures = this.keyed<number>('failures', {
    ttl: '10m',
    max: 100,
    onExpire: (host, count) => this.dispatch(new NoticeEvent(`${host} is forgotten after ${count}`, { host })),
  });
  readonly window = this.slidingWindow('window', { size: '1m', max: 100 });
  readonly totals = this.counters('totals', { records: 'sum', latest: 'max' });

  override process(record: LogRecord): void {
    const { host, time } = record;
    const count = this.failures.update(host, (known = 0) => known + 1) ?? 0;
    this.totals.add('records');
    this.totals.add('latest', time);
    this.dispatch(new Failed({ host, count }));
    if (this.window.add(host, time) >= 3) this.dispatch(new NoticeEvent(`${host} is busy`));
  }

  override statistics(): Event {
    const [records, latest] = [this.totals.get('records'), this.totals.get('latest')];
    return new NoticeEvent('totals', { records, latest });
  }
}

/** A module that does `process` with each record. */
export class Doing extends Module<(record: LogRecord, module: Module) => void> {
  override process(record: LogRecord): void {
    this.options(record, this);
  }
}

/** A module of one function, as an engine wants it. */
export function doing(name: string, process: (record: LogRecord, module: Module) => void): ModuleSpec {
  return { name, create: () => new Doing(process) };
}

/** A module that dispatches each record's message. */
export const echo = doing('echo', (record, module) => module.dispatch(new NoticeEvent(record.message)));

/** Records of one host a second apart from ten o'clock on, with the numbers from 1 as messages. */
export function seconds(count: number, draft: RecordDraft = {}): RecordDraft[] {
  return Array.from({ length: count }, (_, i) => ({ time: ten + i * 1_000, message: `${i + 1}`, ...draft }));
}

/** Runs an engine over records to its end; all events that a listener saw. */
export async function eventsOf(
  records: readonly (RecordDraft | string)[],
  options: Partial<EngineOptions> & Pick<EngineOptions, 'modules'>,
): Promise<readonly Event[]> {
  const collector = createCollectingListener();
  const { listeners = [], ...rest } = options;
  const inputs = [createMemoryInput('memory', records, { batchSize: 7 })];
  await createEngine({ inputs, ...rest, listeners: [collector, ...listeners] }).run();
  return collector.events;
}

/** The events of modules, without those of the engine. */
export function derived(events: readonly Event[]): Event[] {
  return events.filter(({ system }) => system !== 'engine');
}

/** The summaries of the events of one system. */
export function summaries(events: readonly Event[], system: string): string[] {
  return events.filter((event) => event.system === system).map(({ summary }) => summary);
}

/** The types of the engine's operational events: figures aside. */
export function troubles(events: readonly Event[]): string[] {
  return events.flatMap(({ type }) => (type in operationalSeverities ? [type] : []));
}

import { Module, type Reading, type StatisticsRequest } from '@correlator/core';
import type { Event, LogRecord } from '@correlator/events';
import { ProgramStatistics, RecordNotice, ReportStatistics, SeverityStatistics } from './events.ts';
import type { ReportOptions } from './options.ts';

/** Names of syslog severities, 0 to 7 (RFC 5424, section 6.2.1). */
const severityNames = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'informational', 'debug'];

/** A notice event for every record, and basic overall statistics. */
export class Report extends Module<ReportOptions> {
  override readonly partitionBy = { record: 'host' } as const;
  readonly totals = this.counters('totals', { records: 'sum', bytes: 'sum', first: 'min', last: 'max' });
  readonly byName = this.tally('programs', { max: this.options.maxPrograms });
  readonly severities = this.tally('severities', { max: severityNames.length + 1 });

  override process(record: LogRecord): void {
    this.totals.add('records');
    this.totals.add('bytes', Buffer.byteLength(record.raw));
    this.totals.add('first', record.time);
    this.totals.add('last', record.time);
    this.byName.add(record.program);
    this.severities.add(record.severity === undefined ? '' : (severityNames[record.severity] ?? ''));
    if (!this.options.notices) return;
    const { host, program, pid, message } = record;
    this.dispatch(new RecordNotice({ host, program, pid, message }));
  }

  override statistics(_request: StatisticsRequest): readonly Event[] {
    return [this.overall(), ...this.byProgram(), ...this.bySeverity()];
  }

  override explain({ program, repeat }: LogRecord): Reading {
    return { program, repeat };
  }

  overall(): ReportStatistics {
    const records = this.totals.get('records');
    const [first, last] = records > 0 ? [this.totals.get('first'), this.totals.get('last')] : [null, null];
    const span = (last ?? 0) - (first ?? 0);
    const bytes = this.totals.get('bytes');
    return new ReportStatistics({ records, bytes, first, last, duration: span, programs: this.byName.size });
  }

  byProgram(): ProgramStatistics[] {
    const rows = this.byName.sorted().map(([program, records]) => new ProgramStatistics({ program, records }));
    return this.byName.rest === 0
      ? rows
      : [...rows, new ProgramStatistics({ program: '*', records: this.byName.rest })];
  }

  bySeverity(): SeverityStatistics[] {
    return this.severities.sorted().map(([name, records]) => new SeverityStatistics({ name, records }));
  }
}

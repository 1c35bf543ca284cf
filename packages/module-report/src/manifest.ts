import { apiVersion, defineModule } from '@correlator/core';
import { ProgramStatistics, RecordNotice, ReportStatistics, SeverityStatistics } from './events.ts';
import { reportOptions } from './options.ts';
import { Report } from './report.ts';

/** The Report module for configurations. */
export const manifest = defineModule({
  name: 'report',
  api: apiVersion,
  summary: 'A notice for every record, and statistics of records, bytes, programs and severities.',
  options: reportOptions,
  events: [RecordNotice, ReportStatistics, ProgramStatistics, SeverityStatistics],
  create: (options) => new Report(options),
});

export { ProgramStatistics, RecordNotice, ReportStatistics, SeverityStatistics } from './events.ts';
export { manifest } from './manifest.ts';
export { type ReportOptions, reportOptions } from './options.ts';
export { Report } from './report.ts';

import { AuditEvent, duration, integer, NoticeEvent, nullable, text, time } from '@correlator/events';

/** A notice for every record. */
export class RecordNotice extends NoticeEvent.withTemplates({
  type: 'report.record',
  summary: '{{ program }}{% if pid %}[{{ pid }}]{% endif %}: {{ message }}',
}) {}

/** What was read in all. Times are null where there was no record. */
export class ReportStatistics extends AuditEvent.withFields({
  type: 'report.statistics',
  fields: {
    records: integer('Records'),
    bytes: integer('Bytes'),
    first: nullable(time('First record')),
    last: nullable(time('Last record')),
    duration: duration('From first to last'),
    programs: integer('Programs'),
  },
  summary: '{{ records }} records, {{ bytes }} bytes, {{ programs }} programs in {{ duration }}',
}) {}

/** How many records a program wrote; `''` stands for records without a program, `*` for the programs beyond the limit. */
export class ProgramStatistics extends AuditEvent.withFields({
  type: 'report.program',
  fields: { program: text('Program'), records: integer('Records') },
  summary: 'program {{ program }}: {{ records }} records',
}) {}

/** How many records had a severity; `''` stands for records without one. */
export class SeverityStatistics extends AuditEvent.withFields({
  type: 'report.severity',
  fields: { name: text('Severity'), records: integer('Records') },
  summary: 'severity {{ name }}: {{ records }} records',
}) {}

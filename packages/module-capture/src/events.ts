import { AuditEvent, duration, integer, nullable, time } from '@correlator/events';

/** What the run received in all. Times are null where there was no record. */
export class CaptureStatsEvent extends AuditEvent.withFields({
  type: 'capture.statistics',
  fields: {
    records: integer('Records'),
    bytes: integer('Bytes'),
    first: nullable(time('First record')),
    last: nullable(time('Last record')),
    duration: duration('From first to last'),
    inputs: integer('Inputs'),
    senders: integer('Senders'),
    hosts: integer('Hosts'),
    programs: integer('Programs'),
  },
  summary:
    '{{ records }} records, {{ bytes }} bytes of {{ hosts }} hosts, {{ senders }} senders and {{ programs }} programs in {{ duration }}',
}) {}

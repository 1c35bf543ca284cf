import { AuditEvent, integer, text } from '@correlator/events';

/** How a module is doing. */
export interface ModuleFigures {
  /** Its name, and the part of it. */
  readonly module: string;
  /** How often it threw. */
  readonly failures: number;
  /** How many of its partitions are stopped, as they failed too often in a row. */
  readonly stopped: number;
  readonly partitions: number;
}

/** The figures of a module that threw: with the statistics. */
export class ModuleFiguresEvent extends AuditEvent.withFields({
  type: 'engine.module-figures',
  fields: {
    module: text('Module'),
    failures: integer('Failures'),
    stopped: integer('Partitions stopped'),
    partitions: integer('Partitions'),
  },
  summary: 'module {{ module }} failed {{ failures }} times; {{ stopped }} of {{ partitions }} partitions stopped',
}) {}

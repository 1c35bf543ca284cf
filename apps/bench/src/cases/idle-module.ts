import { apiVersion, defineModule, Module, type StandardSchema } from '@correlator/core';
import type { LogRecord } from '@correlator/events';

interface IdleOptions {
  /** The program whose records it counts. @default all programs */
  readonly program?: string;
}

class IdleModule extends Module<IdleOptions> {
  override readonly programs = this.options.program === undefined ? undefined : [this.options.program];
  readonly totals = this.counters('totals', ['records']);

  override process(_record: LogRecord): void {
    this.totals.add('records');
  }
}

const options: StandardSchema<IdleOptions> = {
  '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value: value as IdleOptions }) },
};

/** A module that only counts: what it costs is that it is there. */
export const manifest = defineModule({
  name: 'idle',
  api: apiVersion,
  summary: 'Counts the records of a program.',
  options,
  events: [],
  create: (given) => new IdleModule(given),
});

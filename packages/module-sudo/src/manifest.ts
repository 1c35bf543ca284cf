import { apiVersion, defineModule } from '@correlator/core';
import {
  SudoCommandRun,
  SudoRefusalsExceeded,
  SudoRefused,
  SudoStatistics,
  SudoUnknownMessage,
  SudoUnusualUse,
} from './events.ts';
import { sudoOptions } from './options.ts';
import { Sudo } from './sudo.ts';

/** The sudo module for configurations. */
export const manifest = defineModule({
  name: 'sudo',
  api: apiVersion,
  summary: 'Who runs what as whom with sudo: refusals, and use that is unusual.',
  options: sudoOptions,
  events: [SudoCommandRun, SudoRefused, SudoRefusalsExceeded, SudoUnusualUse, SudoUnknownMessage, SudoStatistics],
  create: (options) => new Sudo(options),
});

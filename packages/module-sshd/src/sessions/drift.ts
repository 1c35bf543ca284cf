import type { Keyed, Module } from '@correlator/core';
import { templateOf } from '@correlator/core/explain';
import type { LogRecord } from '@correlator/events';
import { SSHUnknownMessage } from '../events/alarms.ts';
import type { SshdOptions } from '../options/options.ts';

/**
 * Counts what no pattern knows, by host and template, and tells of it: a new version of sshd that says things otherwise
 * would make the module deaf without a word.
 */
export class Drift {
  readonly module: Module<SshdOptions>;
  readonly templates: Keyed<number>;

  constructor(module: Module<SshdOptions>) {
    this.module = module;
    this.templates = module.keyed('unknown-templates', { ttl: '30d', max: 1_000 });
  }

  /** Takes in a message that no pattern knows. */
  add({ host, message, repeat }: LogRecord): void {
    const template = templateOf(message);
    const key = `${template} ${host}`;
    const before = this.templates.get(key) ?? 0;
    const count = before + repeat;
    this.templates.set(key, count);
    if (isTold(before, count)) this.module.dispatch(new SSHUnknownMessage({ host, template, count }));
  }
}

/** True at the first, and where 10, 100, 1,000 … is reached. */
function isTold(before: number, count: number): boolean {
  return Math.floor(Math.log10(before)) < Math.floor(Math.log10(count));
}

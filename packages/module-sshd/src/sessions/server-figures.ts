import type { Keyed, Module } from '@correlator/core';
import { templateOf } from '@correlator/core/explain';
import type { LogRecord } from '@correlator/events';
import { SSHUnknownMessage } from '../events/alarms.ts';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';

/**
 * Counts connections that sshd itself refused. It tells of them one by one (`drop connection`), and where it holds such
 * lines back, of how many there were: since the throttling began (8.4 to 9.9), or besides those told of (10.0 and later).
 */
export class Drops {
  /** Of each host, how many were told of one by one since the throttling began. */
  readonly told: Keyed<number>;
  readonly count: (drops: number) => void;

  constructor(module: Module<SshdOptions>, count: (drops: number) => void) {
    this.told = module.keyed('dropped', { ttl: '1d', max: 10_000 });
    this.count = count;
  }

  /** Takes in a message that is about connections refused, if it is. */
  add({ host, repeat }: LogRecord, { kind, pattern: { id }, count }: SshMessage): void {
    if (kind === 'drop_connection') this.dropped(host, repeat);
    else if (id === 'throttling') this.told.delete(host);
    else if (id === 'throttled' || id === 'throttling-ended') this.inAll(host, count);
    else if (id.includes('-unlogged')) this.count(count);
  }

  dropped(host: string, drops: number): void {
    this.count(drops);
    this.told.set(host, (this.told.get(host) ?? 0) + drops);
  }

  inAll(host: string, drops: number): void {
    const told = this.told.get(host) ?? 0;
    if (drops > told) this.count(drops - told);
    this.told.set(host, drops);
  }
}

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

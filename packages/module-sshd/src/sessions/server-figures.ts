import type { Counters, Keyed, Module } from '@correlator/core';
import { templateOf } from '@correlator/core/explain';
import type { LogRecord } from '@correlator/events';
import { SSHUnknownMessage } from '../events/alarms.ts';
import { SSHServerStatistics } from '../events/events.ts';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';

/** Counts what sshd says besides logins: connections that it refused, and messages that no pattern knows. */
export class ServerFigures {
  readonly module: Module<SshdOptions>;
  readonly totals: Counters<'dropped' | 'unknown' | 'closed' | 'negotiation'>;
  /** How many refused connections of a host have been logged one by one since the throttling began. */
  readonly told: Keyed<number>;
  /** How often a host has logged a message of a template that no pattern knows. */
  readonly templates: Keyed<number>;

  constructor(module: Module<SshdOptions>) {
    this.module = module;
    this.totals = module.counters('figures', ['dropped', 'unknown', 'closed', 'negotiation']);
    this.told = module.keyed('dropped', { ttl: '1d', max: 10_000 });
    this.templates = module.keyed('unknown-templates', { ttl: '30d', max: 1_000 });
  }

  /**
   * Counts the refused connections that a message is about, if it is about any. sshd logs them one by one
   * (`drop connection`), and if it holds such lines back, how many there were: since the throttling began (8.4 to 9.9),
   * or besides those logged (10.0 and later). Those that it refuses for other reasons have no part in these sums.
   */
  addRefused({ host, repeat }: LogRecord, { kind, pattern: { id }, count }: SshMessage): void {
    if (id === 'drop') this.addLogged(host, repeat);
    else if (kind === 'drop_connection') this.totals.values.dropped += repeat;
    else if (id === 'throttling') this.told.delete(host);
    else if (id === 'throttled' || id === 'throttling-ended') this.addTotal(host, count);
    else if (id.includes('-unlogged')) this.totals.values.dropped += count;
  }

  addLogged(host: string, drops: number): void {
    this.totals.values.dropped += drops;
    this.told.set(host, (this.told.get(host) ?? 0) + drops);
  }

  /** Of all that were refused since the throttling began, only those not logged one by one are new. */
  addTotal(host: string, drops: number): void {
    const told = this.told.get(host) ?? 0;
    if (drops > told) this.totals.values.dropped += drops - told;
    this.told.set(host, drops);
  }

  /**
   * Counts a message that no pattern knows, and reports its template: a new version of sshd with other messages would
   * otherwise make the module deaf in silence.
   */
  addUnknown({ host, message, repeat }: LogRecord): void {
    this.totals.values.unknown += repeat;
    const template = templateOf(message);
    const key = `${template} ${host}`;
    const before = this.templates.get(key) ?? 0;
    const count = before + repeat;
    this.templates.set(key, count);
    if (reachesPowerOfTen(before, count)) this.module.dispatch(new SSHUnknownMessage({ host, template, count }));
  }

  statistics(): SSHServerStatistics {
    const { dropped, unknown: unknownMessages, closed, negotiation: negotiationsFailed } = this.totals.values;
    const unknownTemplates = this.templates.size;
    const withoutAttempt = closed + negotiationsFailed;
    const connections = { dropped, withoutAttempt, closed, negotiationsFailed };
    return new SSHServerStatistics({ ...connections, unknownMessages, unknownTemplates });
  }
}

/** Returns true at the first, 10th, 100th … time, however many are counted at once. */
export function reachesPowerOfTen(before: number, count: number): boolean {
  return Math.floor(Math.log10(before)) < Math.floor(Math.log10(count));
}

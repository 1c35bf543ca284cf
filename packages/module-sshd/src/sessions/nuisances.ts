/** Nuisances: connections that come to nothing before anybody tries to log in. */

import type { Module } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { type Nuisance, SshNuisance } from '../events/internal-events.ts';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import type { Attempts } from './attempts.ts';
import type { ServerFigures } from './server-figures.ts';

/** Counts connections that came to nothing, by their sources where these are certain. */
export class Nuisances {
  readonly module: Module<SshdOptions>;
  readonly attempts: Attempts;
  readonly figures: ServerFigures;

  constructor(module: Module<SshdOptions>, attempts: Attempts, figures: ServerFigures) {
    this.module = module;
    this.attempts = attempts;
    this.figures = figures;
  }

  /** Counts connections in all figures. */
  add(kind: 'closed' | 'negotiation', address: string | null, { repeat: count, time: at }: LogRecord): void {
    this.figures.totals.values[kind] += count;
    this.attribute(kind, address, { count, at });
  }

  /** Counts connections, which all figures have already, for their source. */
  attribute(
    kind: Nuisance,
    address: string | null,
    { count, at }: { readonly count: number; readonly at: number },
  ): void {
    if (address === null) return;
    this.module.dispatch(new SshNuisance({ source: this.attempts.sourceOf(address), kind, count, at }));
  }

  /** Takes in what sshd says of connections that it refused. */
  refused(record: LogRecord, message: SshMessage): void {
    const { refused } = this.module.options.preauth;
    if (refused === 'ignore') return;
    this.figures.addRefused(record, message);
    if (message.kind !== 'drop_connection') return;
    const { address } = message;
    const { time: at, repeat: count } = record;
    if (refused === 'figure') this.attribute('refused', address, { count, at });
    else this.attempts.dispatch(address, { user: null, invalidUser: false }, { at, count, first: true });
  }
}

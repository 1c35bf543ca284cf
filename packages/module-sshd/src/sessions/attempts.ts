/** Attempts: whom failed logins are blamed on, at once or when it becomes known. */

import type { Keyed, Module } from '@correlator/core';
import { durationMs } from '@correlator/events';
import { SshAttempt, SshSourceFailed } from '../events/internal-events.ts';
import { parseAddress } from '../messages/address.ts';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import { addUnattributed, blamed, type Connection, type Logging, learnPeer, type Unattributed } from './connection.ts';
import { createSourceOf } from './source.ts';

type Tried = Pick<Connection, 'user' | 'invalidUser'>;

/** Dispatches failed attempts. Those whose peer no line has proven count at once, and are attributed when one does. */
export class Attempts {
  readonly module: Module<SshdOptions>;
  readonly sourceOf: (address: string) => string;
  readonly networkOf: (address: string) => string;
  /** Sources that were only claimed lately. */
  readonly claimed: Keyed<number>;

  constructor(module: Module<SshdOptions>) {
    const { networks } = module.options;
    this.module = module;
    this.sourceOf = createSourceOf(module.options);
    this.networkOf = createSourceOf(networks);
    const ttl = Math.ceil(durationMs(networks.window, 'networks.window') / 4);
    this.claimed = module.keyed('claimed', { ttl, max: 10_000 });
  }

  /**
   * Takes in whom a line names as the peer of its connection, and dispatches the attempts that it reports, if it does.
   * Attempts that were blamed on nobody before are blamed on the peer once it is proven.
   */
  take(connection: Connection, message: SshMessage, logging: Logging, attempts?: Unattributed): void {
    const proven = learnPeer(connection, message, logging);
    if (proven !== null) this.attribute(connection, proven);
    if (attempts === undefined || attempts.count === 0) return;
    const address = blamed(connection, message, proven, logging);
    this.dispatch(address, connection, attempts);
    if (address === null && attempts.first) this.noteClaim(message.claimed, attempts.at);
    if (address !== null || !logging.isOne || (connection.address !== null && !logging.isShared)) return;
    // Where a process id is shared, a line without a port may be of any of its connections.
    if (logging.isShared && message.portNumber < 0) return;
    addUnattributed(connection, attempts);
  }

  attribute(connection: Connection, address: string): void {
    const { unattributed } = connection;
    if (unattributed.length === 0) return;
    connection.unattributed = [];
    for (const attempts of unattributed) this.dispatch(address, connection, attempts, true);
  }

  dispatch(
    address: string | null,
    { user, invalidUser }: Tried,
    { at, count, first }: Unattributed,
    counted = false,
  ): void {
    const source = address === null ? null : this.sourceOf(address);
    this.module.dispatch(new SshAttempt({ source, address, user, invalidUser, at, count, first, counted }));
  }

  /** Counts a source that a line only claims in its network. Nobody is blocked for that. */
  noteClaim(claimed: string | null, at: number): void {
    const { enabled } = this.module.options.networks;
    const address = enabled && claimed !== null ? parseAddress(claimed) : null;
    if (address === null) return;
    const source = this.sourceOf(address);
    if (this.claimed.has(source)) return;
    this.claimed.set(source, at);
    this.module.dispatch(new SshSourceFailed({ network: this.networkOf(address), source, proven: false, at }));
  }
}

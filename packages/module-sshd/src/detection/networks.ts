import { addDistinct, type Distinct, Module, noneDistinct } from '@correlator/core';
import { durationMs, type Event } from '@correlator/events';
import { SSHNetworkAttack } from '../events/alarms.ts';
import { SshSourceFailed } from '../events/internal-events.ts';
import type { SshdOptions } from '../options/options.ts';
import { isSameAttack } from './source-state.ts';

/** The state of a wider network. It changes with each source that fails. */
interface NetworkState {
  /** The sources that failed lately. */
  readonly failed: Distinct;
  /** Those of them that are certain. */
  readonly proven: Distinct;
  /** The last time that it was reported, ms since 1970 UTC. */
  reportedAt: number | null;
}

/**
 * The part of the module that watches wider networks: whoever has many small ones stays below every limit with each.
 *
 * @example
 * const options = sshdOptions.parse({ networks: { prefixV6: 56, limit: 20 } });
 * const parts = [new SshdSessions(options), new SshdDetection(options), new SshdNetworks(options)];
 * await createEngine({ inputs, modules: [{ name: 'sshd', create: () => parts }], listeners }).run();
 */
export class SshdNetworks extends Module<SshdOptions> {
  override readonly part = 'networks';
  override readonly consumes = [SshSourceFailed];
  override readonly partitionBy = { event: 'network' } as const;
  readonly windowMs = durationMs(this.options.networks.window, 'networks.window');
  readonly networks = this.keyed<NetworkState>('networks', {
    ttl: this.windowMs,
    max: 100_000,
    copyKeys: false,
  });

  override processEvent(event: Event): void {
    const { network, source, proven, at } = (event as unknown as SshSourceFailed).data;
    const state = this.stateOf(network);
    const { limit: max } = this.options.networks;
    const limits = { sizeMs: this.windowMs, max };
    if (proven) addDistinct(state.proven, source, at, limits);
    const sources = addDistinct(state.failed, source, at, limits);
    if (sources < max || isSameAttack(state.reportedAt, at, this.windowMs)) return;
    state.reportedAt = at;
    const claimed = state.failed.values.filter((value) => !state.proven.values.includes(value)).length;
    this.dispatch(new SSHNetworkAttack({ network, sources, claimed, window: this.windowMs }));
  }

  stateOf(network: string): NetworkState {
    const known = this.networks.edit(network);
    return known ?? this.networks.set(network, { failed: noneDistinct(), proven: noneDistinct(), reportedAt: null });
  }
}

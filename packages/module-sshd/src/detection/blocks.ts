import { Module, type StatisticsRequest } from '@correlator/core';
import { AddressBlocked, AddressUnblocked, type Event } from '@correlator/events';
import { SSHBlockStatistics } from '../events/events.ts';
import type { SshdOptions } from '../options/options.ts';

/** A source that is or was blocked. */
interface BlockedSource {
  readonly blocked: boolean;
  /** The last day on which it was blocked. */
  readonly day: string;
}

/**
 * The part of the module that counts whom listeners blocked for its events. What listeners do is not part of a replay, so
 * it is kept apart from all that follows from records: if nobody blocks, this part dispatches nothing.
 *
 * @example
 * const options = sshdOptions.parse({});
 * const parts = [new SshdSessions(options), new SshdDetection(options), new SshdBlocks(options)];
 * await createEngine({ inputs, modules: [{ name: 'sshd', create: () => parts }], listeners: [firewall] }).run();
 */
export class SshdBlocks extends Module<SshdOptions> {
  override readonly part = 'blocks';
  override readonly consumes = [AddressBlocked, AddressUnblocked];
  readonly sources = this.keyed<BlockedSource>('blocked-sources', { ttl: '31d', max: this.options.maxSources });
  readonly totals = this.counters('blocks', ['blocks', 'now']);
  readonly days = this.dailyCounters('blocks-by-day', ['sources']);

  override processEvent(event: Event): void {
    const { causeType, network, dryRun } = event.data as AddressBlocked['data'];
    if (!causeType.startsWith('sshd.') || dryRun) return;
    const known = this.sources.get(network);
    if (event.type === AddressBlocked.type) this.blocked(network, known, event.time);
    else if (known?.blocked === true) this.unblocked(network, known);
  }

  blocked(network: string, known: BlockedSource | undefined, time: number): void {
    const day = this.dayOf(time);
    this.totals.values.blocks++;
    if (known?.blocked !== true) this.totals.values.now++;
    if (known?.day !== day) this.days.at(time).sources++;
    this.sources.set(network, { blocked: true, day });
  }

  unblocked(network: string, { day }: BlockedSource): void {
    this.totals.values.now--;
    this.sources.set(network, { blocked: false, day });
  }

  override statistics({ day }: StatisticsRequest): Event | undefined {
    const { blocks, now } = this.totals.values;
    if (blocks === 0) return undefined;
    return new SSHBlockStatistics({ day, sourcesBlocked: this.days.of(day).sources, blocks, blockedNow: now });
  }
}

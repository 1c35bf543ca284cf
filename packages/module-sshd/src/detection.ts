import { Module, type StatisticsRequest } from '@correlator/core';
import { durationMs, type Event } from '@correlator/events';
import { SSHDailyStatistics, SSHLoginSucceeded, SSHLoginTriesExceeded, SSHStatistics, SshAttempt } from './events.ts';
import type { SshdOptions } from './options.ts';

/** A source address's day. */
interface SourceDay {
  readonly day: string;
  /** Connections on which it failed to log in. */
  readonly failed: number;
  readonly succeeded: boolean;
  readonly exceeded: boolean;
}

const daily = ['succeeded', 'failed', 'failedWithoutSuccess', 'attempts', 'sourcesExceeded'] as const;

/** Counts attempts by source, across hosts, and says when there are too many. */
export class SshdDetection extends Module<SshdOptions> {
  override readonly part = 'detection';
  override readonly consumes = [SshAttempt, SSHLoginSucceeded];
  override readonly partitionBy = { event: 'address' } as const;
  readonly windowMs = durationMs(this.options.window, 'window');
  readonly failures = this.slidingWindow('failures', {
    size: this.options.window,
    max: this.options.maxSources,
    maxPerKey: this.options.limit,
    copyKeys: false,
  });
  /** When a source exceeded the limit last: for the length of the window, the excess is the same one. */
  readonly exceeded = this.keyed<number>('exceeded', {
    ttl: this.windowMs * 2,
    max: this.options.maxSources,
    copyKeys: false,
  });
  readonly sources = this.keyed<SourceDay>('sources', { ttl: '25h', max: this.options.maxSources, copyKeys: false });
  readonly totals = this.counters('totals', ['succeeded', 'failed', 'attempts', 'attemptsUnattributed', 'exceeded']);
  readonly days = this.dailyCounters('days', daily);

  override processEvent(event: Event): void {
    if (event.type === SshAttempt.type) this.attempted(event as unknown as SshAttempt);
    else this.succeeded(event as unknown as SSHLoginSucceeded);
  }

  attempted({ data: { address, at, count, first } }: SshAttempt): void {
    this.totals.add('attempts', count);
    this.days.add('attempts', at, count);
    if (first) this.failedLogin(address, at);
    if (address === null) this.totals.add('attemptsUnattributed', count);
    else this.watch(address, at, count);
  }

  failedLogin(address: string | null, at: number): void {
    this.totals.add('failed');
    this.days.add('failed', at);
    const source = this.sourceOn(address, at);
    const { day, failed, succeeded, exceeded } = source;
    this.setSource(address, { day, failed: failed + 1, succeeded, exceeded });
    if (!source.succeeded) this.days.add('failedWithoutSuccess', at);
  }

  watch(address: string, at: number, count: number): void {
    const failures = this.failures.add(address, at, count);
    if (failures < this.options.limit) return;
    const last = this.exceeded.get(address);
    if (last !== undefined && Math.abs(at - last) <= this.windowMs) return;
    this.exceeded.set(address, at);
    this.totals.add('exceeded');
    this.countExceeded(address, at);
    this.dispatch(new SSHLoginTriesExceeded({ address, failures, window: this.windowMs }));
  }

  countExceeded(address: string, at: number): void {
    const source = this.sourceOn(address, at);
    if (source.exceeded) return;
    this.setSource(address, { ...source, exceeded: true });
    this.days.add('sourcesExceeded', at);
  }

  /** A connection that failed first and got in then is no failed login. */
  succeeded({ time, data: { address, failures } }: SSHLoginSucceeded): void {
    this.totals.add('succeeded');
    this.days.add('succeeded', time);
    let source = this.sourceOn(address, time);
    if (failures > 0) {
      this.totals.add('failed', -1);
      this.days.add('failed', time, -1);
      if (!source.succeeded) this.days.add('failedWithoutSuccess', time, -1);
      source = { ...source, failed: source.failed - 1 };
    }
    if (address === null) return;
    if (!source.succeeded) this.days.add('failedWithoutSuccess', time, -source.failed);
    this.setSource(address, { ...source, succeeded: true });
  }

  sourceOn(address: string | null, time: number): SourceDay {
    const day = this.dayOf(time);
    const known = address === null ? undefined : this.sources.get(address);
    return known?.day === day ? known : { day, failed: 0, succeeded: false, exceeded: false };
  }

  setSource(address: string | null, source: SourceDay): void {
    if (address !== null) this.sources.set(address, source);
  }

  override statistics({ reason, day }: StatisticsRequest): readonly Event[] {
    const ofDay = new SSHDailyStatistics({ day, ...this.days.of(day) });
    if (reason === 'midnight') return [ofDay];
    const { values } = this.totals;
    return [ofDay, new SSHStatistics({ ...values })];
  }
}

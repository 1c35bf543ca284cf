import { addInstants, Module, type StatisticsRequest } from '@correlator/core';
import { durationMs, type Event } from '@correlator/events';
import { SSHDailyStatistics, SSHLoginSucceeded, SSHLoginTriesExceeded, SSHStatistics, SshAttempt } from './events.ts';
import type { SshdOptions } from './options.ts';

/** What is known of a source address. Changes with each attempt. */
interface Source {
  /** Its failed attempts lately: ascending, ms since 1970 UTC. */
  readonly failures: number[];
  /** When it exceeded the limit last: for the length of the window, the excess is the same one. */
  exceededAt: number | null;
  /** The day that the following is of. */
  day: string;
  /** Connections on which it failed to log in. */
  failed: number;
  succeeded: boolean;
  exceeded: boolean;
}

function newSource(day: string): Source {
  return { failures: [], exceededAt: null, day, failed: 0, succeeded: false, exceeded: false };
}

/** Days have up to 25 hours. */
const day = 25 * 3_600_000;

const daily = ['succeeded', 'failed', 'failedWithoutSuccess', 'attempts', 'sourcesExceeded'] as const;

/** Counts attempts by source, across hosts, and says when there are too many. */
export class SshdDetection extends Module<SshdOptions> {
  override readonly part = 'detection';
  override readonly consumes = [SshAttempt, SSHLoginSucceeded];
  override readonly partitionBy = { event: 'address' } as const;
  readonly windowMs = durationMs(this.options.window, 'window');
  readonly sources = this.keyed<Source>('sources', {
    ttl: Math.max(day, this.windowMs * 2),
    max: this.options.maxSources,
    copyKeys: false,
  });
  readonly totals = this.counters('totals', ['succeeded', 'failed', 'attempts', 'attemptsUnattributed', 'exceeded']);
  readonly days = this.dailyCounters('days', daily);

  override processEvent(event: Event): void {
    if (event.type === SshAttempt.type) this.attempted(event as unknown as SshAttempt);
    else this.succeeded(event as unknown as SSHLoginSucceeded);
  }

  attempted({ data: { address, at, count, first } }: SshAttempt): void {
    const { values } = this.totals;
    const today = this.days.at(at);
    values.attempts += count;
    today.attempts += count;
    const source = address === null ? undefined : this.sourceOn(address, at);
    if (first) {
      values.failed++;
      today.failed++;
      if (source === undefined || !source.succeeded) today.failedWithoutSuccess++;
      if (source !== undefined) source.failed++;
    }
    if (source === undefined || address === null) values.attemptsUnattributed += count;
    else this.watch(source, address, at, count);
  }

  watch(source: Source, address: string, at: number, count: number): void {
    const { windowMs: sizeMs } = this;
    const { limit } = this.options;
    const failures = addInstants(
      source.failures,
      { time: at, count },
      { sizeMs, max: limit, oldest: this.now - sizeMs },
    );
    if (failures < limit) return;
    if (source.exceededAt !== null && Math.abs(at - source.exceededAt) <= sizeMs) return;
    source.exceededAt = at;
    this.totals.values.exceeded++;
    if (!source.exceeded) this.days.at(at).sourcesExceeded++;
    source.exceeded = true;
    this.dispatch(new SSHLoginTriesExceeded({ address, failures, window: sizeMs }));
  }

  /** A connection that failed first and got in then is no failed login. */
  succeeded({ time, data: { address, failures } }: SSHLoginSucceeded): void {
    const { values } = this.totals;
    const today = this.days.at(time);
    const source = address === null ? undefined : this.sourceOn(address, time);
    const before = source?.succeeded === true;
    values.succeeded++;
    today.succeeded++;
    if (failures > 0) {
      values.failed--;
      today.failed--;
      if (!before) today.failedWithoutSuccess--;
      if (source !== undefined) source.failed--;
    }
    if (source === undefined || before) return;
    today.failedWithoutSuccess -= source.failed;
    source.succeeded = true;
  }

  /** The source as of the day in which `time` lies. */
  sourceOn(address: string, time: number): Source {
    const day = this.dayOf(time);
    const source = this.sources.edit(address) ?? this.sources.set(address, newSource(day)).value;
    if (source.day !== day) Object.assign(source, { day, failed: 0, succeeded: false, exceeded: false });
    return source;
  }

  override statistics({ reason, day }: StatisticsRequest): readonly Event[] {
    const ofDay = new SSHDailyStatistics({ day, ...this.days.of(day) });
    if (reason === 'midnight') return [ofDay];
    const { values } = this.totals;
    return [ofDay, new SSHStatistics({ ...values })];
  }
}

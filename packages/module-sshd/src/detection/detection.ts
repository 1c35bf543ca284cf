/** Detection: attacks, breaches, lock-outs and figures, from attempts, logins and ends. It reads no messages. */

import { addDistinct, addInstants, countAround, Module, type StatisticsRequest } from '@correlator/core';
import { durationMs, type Event } from '@correlator/events';
import {
  SSHBreachSuspected,
  SSHGuardHeld,
  SSHLoginTriesExceeded,
  SSHManyUsersTried,
  SSHSlowAttack,
} from '../events/alarms.ts';
import { SSHDailyStatistics, SSHStatistics } from '../events/events.ts';
import { SshAttempt, SshLogin, SshLogout } from '../events/internal-events.ts';
import type { SshdOptions } from '../options/options.ts';
import { LockOutGuard, type Presence } from './guard.ts';
import { isSameAttack, newSource, packSource, type SourceState, unpackSource } from './source-state.ts';

const daily = ['succeeded', 'failed', 'failedWithoutSuccess', 'attempts', 'sourcesExceeded'] as const;

type BlockingEvent = SSHLoginTriesExceeded | SSHSlowAttack | SSHManyUsersTried;

/**
 * The part of the module that counts attempts by source, across hosts. It reports too many of them, suspected breaches, and
 * the figures of the day and of the run.
 *
 * @example
 * const options = sshdOptions.parse({ limit: 3, window: '1m' });
 * const spec = { name: 'sshd', create: () => [new SshdSessions(options), new SshdDetection(options)] };
 * await createEngine({ inputs, modules: [spec], listeners }).run();
 */
export class SshdDetection extends Module<SshdOptions> {
  override readonly part = 'detection';
  override readonly consumes = [SshAttempt, SshLogin, SshLogout];
  override readonly partitionBy = { event: 'source' } as const;
  readonly settings = detectionSettings(this.options);
  readonly sources = this.keyed<SourceState>('sources', {
    ttl: this.settings.ttlMs,
    max: this.options.maxSources,
    copyKeys: false,
    pack: packSource,
    unpack: unpackSource,
  });
  readonly guard = new LockOutGuard(
    this.keyed<Presence>('presences', { ttl: '31d', max: this.options.maxUsers, copyKeys: false }),
    this.settings.guardMs,
  );
  readonly totals = this.counters('totals', [
    'succeeded',
    'failed',
    'attempts',
    'attemptsUnattributed',
    'exceeded',
    'withheld',
  ]);
  readonly days = this.dailyCounters('days', daily);

  override processEvent(event: Event): void {
    if (event.type === SshAttempt.type) this.attempted(event as unknown as SshAttempt);
    else if (event.type === SshLogin.type) this.loggedIn(event as unknown as SshLogin);
    else this.guard.loggedOut(event as unknown as SshLogout);
  }

  /** Counts attempts. The first of a connection makes it a failed login, until somebody logs in on it. */
  attempted({ data }: SshAttempt): void {
    const { source: name, at, count, first } = data;
    const { values } = this.totals;
    const today = this.days.at(at);
    values.attempts += count;
    today.attempts += count;
    const source = name === null ? undefined : this.sourceOn(name, at);
    if (first) {
      values.failed++;
      today.failed++;
      if (source === undefined || !source.succeeded) today.failedWithoutSuccess++;
      if (source !== undefined && source.day === this.dayOf(at)) source.failed++;
    }
    if (source === undefined) values.attemptsUnattributed += count;
    else this.watch(source, data);
  }

  /** Compares a source with all limits, with attempts that are new. */
  watch(source: SourceState, attempt: SshAttempt['data']): void {
    const { longestMs, slowMs, kept } = this.settings;
    const { at, count } = attempt;
    const limits = { sizeMs: slowMs === 0 ? longestMs : slowMs, max: kept, oldest: this.now - longestMs };
    const slowFailures = addInstants(source.failures, { time: at, count }, limits);
    this.watchLimit(source, attempt);
    if (slowMs > 0 && slowFailures >= this.options.slow.limit) this.slowly(source, attempt, slowFailures);
    this.watchUsers(source, attempt);
  }

  watchLimit(source: SourceState, { source: name, address, at }: SshAttempt['data']): void {
    const { windowMs: window } = this.settings;
    if (source.failures.length < this.options.limit) return;
    const failures = countAround(source.failures, at, window);
    if (failures < this.options.limit || isSameAttack(source.exceededAt, at, window)) return;
    source.exceededAt = at;
    this.totals.values.exceeded++;
    if (!source.exceeded) this.days.at(at).sourcesExceeded++;
    source.exceeded = true;
    if (name === null || address === null) return;
    this.raise(new SSHLoginTriesExceeded({ address, source: name, failures, window }), { at, count: failures });
  }

  /** Reports a slow attack, unless it has been reported, as such or for exceeding the limit. */
  slowly(source: SourceState, { source: name, address, at }: SshAttempt['data'], failures: number): void {
    const { slowMs: window } = this.settings;
    if (isSameAttack(source.slowAt, at, window) || isSameAttack(source.exceededAt, at, window)) return;
    source.slowAt = at;
    if (name === null || address === null) return;
    this.raise(new SSHSlowAttack({ address, source: name, failures, window }), { at, count: failures });
  }

  watchUsers(source: SourceState, { source: name, address, user, at }: SshAttempt['data']): void {
    const { usersMs: window } = this.settings;
    if (window === 0 || user === null || isSameAttack(source.usersAt, at, window)) return;
    const { limit } = this.options.users;
    const users = addDistinct(source.users, user, at, { sizeMs: window, max: limit });
    if (users < limit) return;
    source.usersAt = at;
    if (name === null || address === null) return;
    this.raise(new SSHManyUsersTried({ address, source: name, users, window }), { at, count: users });
  }

  /** Dispatches an event that somebody may block by, or says instead that the guard held it back. */
  raise(event: BlockingEvent, { at, count }: { readonly at: number; readonly count: number }): void {
    const { source, window } = event.data;
    const presence = this.options.guard.enabled ? this.guard.holds(source, at) : undefined;
    if (presence === undefined) {
      this.dispatch(event);
      return;
    }
    this.totals.values.withheld++;
    const { open, lastSeen } = presence;
    this.dispatch(new SSHGuardHeld({ withheld: event.type, source, count, window, open, lastSeen }));
  }

  loggedIn(login: SshLogin): void {
    this.countLogin(login);
    const { source: name } = login.data;
    const source = name === null ? undefined : this.sources.get(name);
    // A login must not spare an intruder from being blocked.
    this.guard.loggedIn(login, source !== undefined && this.isSuspicious(source, login));
    if (this.options.successForgives && source !== undefined) source.failures.length = 0;
  }

  /** Returns whether a login may be that of somebody who tried until a password was right. */
  isSuspicious(source: SourceState, login: SshLogin): boolean {
    const exceeded = isSameAttack(source.exceededAt, login.time, this.settings.guardMs);
    return this.isBreach(source, login) || exceeded;
  }

  /** Returns whether a login is a suspected breach, and dispatches it if it is. */
  isBreach({ failures }: SourceState, { time, data }: SshLogin): boolean {
    const { breachMs: window } = this.settings;
    const { source, host, user, address, port, method } = data;
    const before = failures.filter((at) => at <= time && time - at <= window).length;
    if (!this.options.breach.enabled || source === null || before < this.options.breach.failures) return false;
    this.dispatch(new SSHBreachSuspected({ host, user, address, port, method, source, failures: before, window }));
    return true;
  }

  /** Counts a login. A connection that failed before is no longer a failed login of the day on which it failed. */
  countLogin({ time, data: { source: name, failures, failedAt } }: SshLogin): void {
    const { values } = this.totals;
    const source = name === null ? undefined : this.sourceOn(name, time);
    const before = source?.succeeded === true;
    values.succeeded++;
    this.days.at(time).succeeded++;
    if (failures > 0) {
      values.failed--;
      this.takeBack(source, failedAt ?? time, before);
    }
    if (source === undefined || before) return;
    this.days.at(time).failedWithoutSuccess -= source.failed;
    source.succeeded = true;
  }

  /** Takes a failed login off the figures of the day on which it failed. */
  takeBack(source: SourceState | undefined, failedAt: number, succeeded: boolean): void {
    const thatDay = this.days.at(failedAt);
    const sameDay = source === undefined || source.day === this.dayOf(failedAt);
    thatDay.failed--;
    if (!succeeded || !sameDay) thatDay.failedWithoutSuccess--;
    if (source !== undefined && sameDay) source.failed--;
  }

  /** Returns the source as of the day of `time`. What comes late, of a day before, leaves the source's day as it is. */
  sourceOn(name: string, time: number): SourceState {
    const day = this.dayOf(time);
    const source = this.sources.edit(name) ?? this.sources.set(name, newSource(day));
    // Days mostly are the same, and finding out which text is greater costs more than whether they differ.
    if (day !== source.day && day > source.day)
      Object.assign(source, { day, failed: 0, succeeded: false, exceeded: false });
    return source;
  }

  override statistics({ reason, day }: StatisticsRequest): readonly Event[] {
    const ofDay = new SSHDailyStatistics({ day, ...this.days.of(day) });
    if (reason === 'midnight') return [ofDay];
    const { values } = this.totals;
    return [ofDay, new SSHStatistics({ ...values })];
  }
}

/** The longest a day can be: the one on which clocks go back. */
const day = 25 * 3_600_000;

/** The options of detection in milliseconds, and what follows from them. A window that is not looked at is 0. */
export interface DetectionSettings {
  readonly windowMs: number;
  readonly slowMs: number;
  readonly usersMs: number;
  readonly breachMs: number;
  readonly guardMs: number;
  /** The longest of the windows within which failed attempts are counted. */
  readonly longestMs: number;
  /** The number of failed attempts that are kept for each source. */
  readonly kept: number;
  /** The time for which a source is kept after its last attempt. */
  readonly ttlMs: number;
}

/** Returns the settings that follow from the options. */
export function detectionSettings({ limit, window, slow, users, breach, guard }: SshdOptions): DetectionSettings {
  const windowMs = durationMs(window, 'window');
  const slowMs = slow.enabled ? durationMs(slow.window, 'slow.window') : 0;
  const usersMs = users.enabled ? durationMs(users.window, 'users.window') : 0;
  const breachMs = breach.enabled ? durationMs(breach.window, 'breach.window') : 0;
  const longestMs = Math.max(windowMs, slowMs, breachMs);
  return {
    windowMs,
    slowMs,
    usersMs,
    breachMs,
    guardMs: durationMs(guard.window, 'guard.window'),
    longestMs,
    kept: Math.max(limit, slow.enabled ? slow.limit : 0, breach.enabled ? breach.failures : 0),
    ttlMs: Math.max(day, windowMs * 2, longestMs, usersMs),
  };
}

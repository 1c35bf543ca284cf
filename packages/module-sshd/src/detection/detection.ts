/** Detection: attacks, breaches, lock-outs and figures, from attempts, logins and ends. It reads no messages. */

import { addDistinct, addInstants, countAround, type Json, Module, type StatisticsRequest } from '@correlator/core';
import { durationMs, type Event } from '@correlator/events';
import {
  SSHBreachSuspected,
  SSHGuardHeld,
  SSHLoginTriesExceeded,
  SSHManyUsersTried,
  SSHSlowAttack,
} from '../events/alarms.ts';
import { SSHDailyStatistics, SSHSourceStatistics, SSHStatistics } from '../events/events.ts';
import {
  type Nuisance,
  SshAttempt,
  SshLogin,
  SshLogout,
  SshNuisance,
  SshSourceFailed,
} from '../events/internal-events.ts';
import type { SshdOptions } from '../options/options.ts';
import { withMembers } from '../sessions/migrate.ts';
import { createSourceOf } from '../sessions/source.ts';
import { LockOutGuard, type Presence } from './guard.ts';
import {
  dayOf,
  isSameAttack,
  newSource,
  packSource,
  type SourceDay,
  type SourceState,
  unpackSource,
} from './source-state.ts';

const daily = ['succeeded', 'failed', 'failedWithoutSuccess', 'attempts', 'sourcesExceeded'] as const;

type DailyFigure = (typeof daily)[number];

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
  override readonly consumes = [SshAttempt, SshNuisance, SshLogin, SshLogout];
  override readonly dispatches = [SshSourceFailed];
  override readonly partitionBy = { event: 'source' } as const;
  override readonly stateVersion = 2;
  readonly settings = detectionSettings(this.options);
  readonly networkOf = createSourceOf(this.options.networks);
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

  /** Connections that came to nothing, by day and source. */
  readonly nuisances = this.keyed<Record<Nuisance, number>>('nuisances', { ttl: '49h', max: 10_000, copyKeys: false });

  /** Version 1 did not say who guards. The sources' own form tells its version by itself. */
  override migrate(snapshots: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
    return { ...snapshots, presences: withMembers(snapshots.presences, { host: '', user: '' }) };
  }

  override processEvent(event: Event): void {
    if (event.type === SshAttempt.type) this.attempted(event as unknown as SshAttempt);
    else if (event.type === SshLogin.type) this.loggedIn(event as unknown as SshLogin);
    else if (event.type === SshNuisance.type) this.cameToNothing(event as unknown as SshNuisance);
    else this.guard.loggedOut(event as unknown as SshLogout);
  }

  /**
   * Counts attempts. The first of a connection makes it a failed login, until somebody logs in on it. Attempts that were
   * counted without a source are only new for it.
   */
  attempted({ data }: SshAttempt): void {
    const { source: name, at, count, first, counted } = data;
    const { values } = this.totals;
    const figures = this.days.at(at);
    const source = name === null ? undefined : this.sourceOf(name, at);
    const day = source && dayOf(source, this.dayOf(at));
    if (!counted) {
      values.attempts += count;
      figures.attempts += count;
    }
    if (first) this.countFailed(figures, day, counted);
    if (source === undefined) values.attemptsUnattributed += count;
    else this.watch(source, data);
    if (counted) values.attemptsUnattributed -= count;
  }

  /** Counts a failed login, which is one without success as long as nobody has logged in from its source that day. */
  countFailed(figures: Record<DailyFigure, number>, day: SourceDay | undefined, counted: boolean): void {
    if (!counted) {
      this.totals.values.failed++;
      figures.failed++;
      figures.failedWithoutSuccess++;
    }
    if (day === undefined) return;
    day.failed++;
    if (day.succeeded) figures.failedWithoutSuccess--;
  }

  /** Compares a source with all limits, with attempts that are new. */
  watch(source: SourceState, attempt: SshAttempt['data']): void {
    const { longestMs, slowMs, kept } = this.settings;
    const { at, count } = attempt;
    const limits = { sizeMs: slowMs === 0 ? longestMs : slowMs, max: kept, oldest: this.now - longestMs };
    const slowFailures = addInstants(source.failures, { time: at, count }, limits);
    this.countSpared(source, attempt);
    this.watchLimit(source, attempt);
    if (slowMs > 0 && slowFailures >= this.options.slow.limit) this.slowly(source, attempt, slowFailures);
    this.watchUsers(source, attempt);
    this.watchNetwork(source, attempt);
  }

  watchLimit(source: SourceState, { source: name, address, at }: SshAttempt['data']): void {
    const { windowMs: window } = this.settings;
    if (source.failures.length < this.options.limit) return;
    const failures = countAround(source.failures, at, window);
    if (failures < this.options.limit || isSameAttack(source.exceededAt, at, window)) return;
    source.exceededAt = at;
    this.totals.values.exceeded++;
    const day = dayOf(source, this.dayOf(at));
    if (!day.exceeded) this.days.at(at).sourcesExceeded++;
    day.exceeded = true;
    if (name === null || address === null) return;
    const event = new SSHLoginTriesExceeded({ address, source: name, failures, window });
    this.raise(source, event, { at, count: failures });
  }

  /** Reports a slow attack, unless it has been reported, as such or for exceeding the limit. */
  slowly(source: SourceState, { source: name, address, at }: SshAttempt['data'], failures: number): void {
    const { slowMs: window } = this.settings;
    if (isSameAttack(source.slowAt, at, window) || isSameAttack(source.exceededAt, at, window)) return;
    source.slowAt = at;
    if (name === null || address === null) return;
    this.raise(source, new SSHSlowAttack({ address, source: name, failures, window }), { at, count: failures });
  }

  watchUsers(source: SourceState, { source: name, address, user, at }: SshAttempt['data']): void {
    const { usersMs: window } = this.settings;
    if (window === 0 || user === null || isSameAttack(source.usersAt, at, window)) return;
    const { limit } = this.options.users;
    const users = addDistinct(source.users, user, at, { sizeMs: window, max: limit });
    if (users < limit) return;
    source.usersAt = at;
    if (name === null || address === null) return;
    this.raise(source, new SSHManyUsersTried({ address, source: name, users, window }), { at, count: users });
  }

  /** Counts a source in its wider network, a few times per window. */
  watchNetwork(source: SourceState, { source: name, address, at }: SshAttempt['data']): void {
    const { networkAt } = source;
    const { networksMs } = this.settings;
    if (networksMs === 0 || (networkAt !== null && at - networkAt < networksMs / 4)) return;
    if (name === null || address === null) return;
    source.networkAt = at;
    this.dispatch(new SshSourceFailed({ network: this.networkOf(address), source: name, proven: true, at }));
  }

  /**
   * Counts attempts that are made while the guard holds something back. Nobody makes as many by mistake: with
   * `guard.limit` of them, alarms are raised anew, and the guard holds none of them back.
   */
  countSpared(source: SourceState, { at, count }: SshAttempt['data']): void {
    if (source.sparedAt === null) return;
    if (at - source.sparedAt > this.settings.guardMs) {
      Object.assign(source, { sparedAt: null, spared: 0 });
      return;
    }
    const { limit } = this.options.guard;
    const reached = source.spared < limit && source.spared + count >= limit;
    source.spared += count;
    source.sparedAt = Math.max(source.sparedAt, at);
    if (reached) Object.assign(source, { exceededAt: null, slowAt: null, usersAt: null });
  }

  /** Dispatches an event that somebody may block by, or says instead that the guard held it back, and for whom. */
  raise(
    state: SourceState,
    event: BlockingEvent,
    { at, count }: { readonly at: number; readonly count: number },
  ): void {
    const { source, window } = event.data;
    const { enabled, limit } = this.options.guard;
    const presence = enabled && state.spared < limit ? this.guard.holds(source, at) : undefined;
    if (presence === undefined) {
      this.dispatch(event);
      return;
    }
    this.totals.values.withheld++;
    state.sparedAt ??= at;
    const { open, lastSeen, host, user } = presence;
    this.dispatch(new SSHGuardHeld({ withheld: event.type, source, count, window, host, user, open, lastSeen }));
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
    const source = name === null ? undefined : this.sourceOf(name, time);
    values.succeeded++;
    this.days.at(time).succeeded++;
    if (failures > 0) {
      values.failed--;
      this.takeBack(source, failedAt ?? time);
    }
    const day = source && dayOf(source, this.dayOf(time));
    if (day === undefined || day.succeeded) return;
    this.days.at(time).failedWithoutSuccess -= day.failed;
    day.succeeded = true;
  }

  /** Takes a failed login off the figures of the day on which it failed. */
  takeBack(source: SourceState | undefined, failedAt: number): void {
    const figures = this.days.at(failedAt);
    const day = source && dayOf(source, this.dayOf(failedAt));
    figures.failed--;
    if (day?.succeeded !== true) figures.failedWithoutSuccess--;
    if (day !== undefined && day.failed > 0) day.failed--;
  }

  sourceOf(name: string, time: number): SourceState {
    return this.sources.edit(name) ?? this.sources.set(name, newSource(this.dayOf(time)));
  }

  /** Counts connections of a source that came to nothing. */
  cameToNothing({ data: { source, kind, count, at } }: SshNuisance): void {
    const key = `${this.dayOf(at)} ${source}`;
    const known = this.nuisances.edit(key) ?? this.nuisances.set(key, { closed: 0, negotiation: 0, refused: 0 });
    known[kind] += count;
  }

  override statistics({ reason, day }: StatisticsRequest): readonly Event[] {
    const ofDay = [new SSHDailyStatistics({ day, ...plausible(this.days.of(day)) }), ...this.sourceStatistics(day)];
    if (reason === 'midnight') return ofDay;
    const { values } = this.totals;
    return [...ofDay, new SSHStatistics({ ...values })];
  }

  /** The figures of the sources of which most connections came to nothing on a day. */
  sourceStatistics(day: string): SSHSourceStatistics[] {
    return Array.from(this.nuisances.entries.all(), ({ key, value }) => ({ key, value, total: totalOf(value) }))
      .filter(({ key, total }) => total >= this.options.preauth.report && key.startsWith(day))
      .sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1))
      .slice(0, mostSources)
      .map(({ key, value: { closed, negotiation: negotiationsFailed, refused }, total: connections }) => {
        const source = key.slice(day.length + 1);
        return new SSHSourceStatistics({ day, source, connections, closed, negotiationsFailed, refused });
      });
  }
}

/** The number of sources that have figures of their own on a day. */
const mostSources = 100;

function totalOf({ closed, negotiation, refused }: Record<Nuisance, number>): number {
  return closed + negotiation + refused;
}

/**
 * Returns the figures of a day as they may be: where a source had to give way to others, or a day was forgotten, what is
 * taken back may be more than what is there.
 */
function plausible(figures: Readonly<Record<DailyFigure, number>>): Record<DailyFigure, number> {
  const failed = Math.max(0, figures.failed);
  const failedWithoutSuccess = Math.min(failed, Math.max(0, figures.failedWithoutSuccess));
  return { ...figures, failed, failedWithoutSuccess };
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
  readonly networksMs: number;
  /** The longest of the windows within which failed attempts are counted. */
  readonly longestMs: number;
  /** The number of failed attempts that are kept for each source. */
  readonly kept: number;
  /** The time for which a source is kept after its last attempt. */
  readonly ttlMs: number;
}

/** Returns the settings that follow from the options. */
export function detectionSettings({
  limit,
  window,
  slow,
  users,
  breach,
  guard,
  networks,
}: SshdOptions): DetectionSettings {
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
    networksMs: networks.enabled ? durationMs(networks.window, 'networks.window') : 0,
    longestMs,
    kept: Math.max(limit, slow.enabled ? slow.limit : 0, breach.enabled ? breach.failures : 0),
    ttlMs: Math.max(day, windowMs * 2, longestMs, usersMs),
  };
}

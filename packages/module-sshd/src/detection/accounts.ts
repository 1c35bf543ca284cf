import { addDistinct, countDistinct, type Distinct, Module, noneDistinct, noteDistinct } from '@correlator/core';
import { durationMs, type Event } from '@correlator/events';
import { SSHDistributedAttack, SSHNewSource, SSHRootLogin } from '../events/alarms.ts';
import { SshAttempt, SshLogin } from '../events/internal-events.ts';
import type { SshdOptions } from '../options/options.ts';
import { isSameAttack } from './source-state.ts';

/** The state of a user. It changes with each attempt and login. */
interface Account {
  /** The sources that failed to log in lately. */
  readonly failed: Distinct;
  /** The sources from which the user logged in. */
  readonly known: Distinct;
  /** The last time that a distributed attack was reported, ms since 1970 UTC. */
  attackedAt: number | null;
}

function newAccount(): Account {
  return { failed: noneDistinct(), known: noneDistinct(), attackedAt: null };
}

/**
 * The part of the module that watches users, across hosts: by how many sources they are tried, and where they come from.
 *
 * @example
 * const options = sshdOptions.parse({ rootUsers: ['root', 'admin'] });
 * const spec = { name: 'sshd', create: () => [new SshdSessions(options), new SshdAccounts(options)] };
 * await createEngine({ inputs, modules: [spec], listeners }).run();
 */
export class SshdAccounts extends Module<SshdOptions> {
  override readonly part = 'accounts';
  override readonly consumes = [SshAttempt, SshLogin];
  override readonly partitionBy = { event: 'user' } as const;
  readonly distributedMs = durationMs(this.options.distributed.window, 'distributed.window');
  readonly rememberMs = durationMs(this.options.newSource.remember, 'newSource.remember');
  readonly accounts = this.keyed<Account>('accounts', {
    ttl: Math.max(this.distributedMs, this.rememberMs),
    max: this.options.maxUsers,
    copyKeys: false,
  });

  override processEvent(event: Event): void {
    if (event.type === SshAttempt.type) this.attempted((event as unknown as SshAttempt).data);
    else this.loggedIn(event as unknown as SshLogin);
  }

  /** Counts the sources that fail as one user. Users that do not exist are left out: anybody may make them up. */
  attempted({ user, invalidUser, source, at }: SshAttempt['data']): void {
    const { distributed } = this.options;
    if (user === null || invalidUser || source === null || !distributed.enabled) return;
    const account = this.accountOf(user);
    if (isSameAttack(account.attackedAt, at, this.distributedMs)) return;
    const limits = { sizeMs: this.distributedMs, max: distributed.limit };
    const sources = addDistinct(account.failed, source, at, limits);
    if (sources < distributed.limit) return;
    account.attackedAt = at;
    this.dispatch(new SSHDistributedAttack({ user, sources, window: this.distributedMs }));
  }

  loggedIn({ time, data }: SshLogin): void {
    const { host, user, address, port, method } = data;
    if (this.options.rootUsers.includes(user)) this.dispatch(new SSHRootLogin({ host, user, address, port, method }));
    if (this.options.newSource.enabled && data.source !== null) this.compare(data, data.source, time);
  }

  /** Reports a source that is new for a user. The first one is not: it is where the user comes from. */
  compare({ host, user, address, port, method }: SshLogin['data'], source: string, time: number): void {
    const { known } = this.accountOf(user);
    const before = countDistinct(known, time, this.rememberMs);
    const isNew = noteDistinct(known, source, time, { sizeMs: this.rememberMs, max: this.options.newSource.sources });
    if (!isNew || before === 0) return;
    this.dispatch(new SSHNewSource({ host, user, address, port, method, source, known: before }));
  }

  accountOf(user: string): Account {
    return this.accounts.edit(user) ?? this.accounts.set(user, newAccount());
  }
}

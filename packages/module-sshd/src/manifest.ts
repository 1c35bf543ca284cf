import { apiVersion, defineModule } from '@correlator/core';
import { SshdAccounts } from './detection/accounts.ts';
import { SshdBlocks } from './detection/blocks.ts';
import { SshdDetection } from './detection/detection.ts';
import { SshdNetworks } from './detection/networks.ts';
import {
  SSHBreachSuspected,
  SSHClaimedMessage,
  SSHDistributedAttack,
  SSHGuardHeld,
  SSHLoginTriesExceeded,
  SSHManyUsersTried,
  SSHNetworkAttack,
  SSHNewSource,
  SSHRootLogin,
  SSHSlowAttack,
  SSHUnknownMessage,
} from './events/alarms.ts';
import {
  SSHBlockStatistics,
  SSHDailyStatistics,
  SSHLoginFailed,
  SSHLoginSucceeded,
  SSHServerStatistics,
  SSHSessionEnded,
  SSHSourceStatistics,
  SSHStatistics,
} from './events/events.ts';
import { sshdOptions } from './options/options.ts';
import { SshdSessions } from './sessions/sessions.ts';

/**
 * The sshd module for configurations: sessions by host, detection by source and user, and blocks.
 *
 * @example
 * await createEngine({ inputs, modules: [useModule(manifest, { limit: 3, window: '1m' })], listeners }).run();
 */
export const manifest = defineModule({
  name: 'sshd',
  api: apiVersion,
  summary: 'Logins, failed logins and sessions of OpenSSH servers; attacks on them, and suspected breaches.',
  options: sshdOptions,
  events: [
    SSHLoginSucceeded,
    SSHLoginFailed,
    SSHSessionEnded,
    SSHLoginTriesExceeded,
    SSHSlowAttack,
    SSHManyUsersTried,
    SSHDistributedAttack,
    SSHNetworkAttack,
    SSHBreachSuspected,
    SSHRootLogin,
    SSHNewSource,
    SSHGuardHeld,
    SSHUnknownMessage,
    SSHClaimedMessage,
    SSHDailyStatistics,
    SSHStatistics,
    SSHServerStatistics,
    SSHSourceStatistics,
    SSHBlockStatistics,
  ],
  create: (options) => [
    new SshdSessions(options),
    new SshdDetection(options),
    new SshdAccounts(options),
    new SshdNetworks(options),
    new SshdBlocks(options),
  ],
});

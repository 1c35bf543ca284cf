import { apiVersion, defineModule } from '@correlator/core';
import { SshdDetection } from './detection.ts';
import {
  SSHDailyStatistics,
  SSHLoginFailed,
  SSHLoginSucceeded,
  SSHLoginTriesExceeded,
  SSHSessionEnded,
  SSHStatistics,
} from './events.ts';
import { sshdOptions } from './options.ts';
import { SshdSessions } from './sessions.ts';

/** The sshd module for configurations: sessions by host, detection by source. */
export const manifest = defineModule({
  name: 'sshd',
  api: apiVersion,
  summary: 'Logins, failed logins and sessions of OpenSSH servers; sources that fail too often.',
  options: sshdOptions,
  events: [
    SSHLoginSucceeded,
    SSHLoginFailed,
    SSHSessionEnded,
    SSHLoginTriesExceeded,
    SSHDailyStatistics,
    SSHStatistics,
  ],
  create: (options) => [new SshdSessions(options), new SshdDetection(options)],
});

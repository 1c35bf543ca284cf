export { SshdAccounts } from './accounts.ts';
export {
  SSHBreachSuspected,
  SSHDistributedAttack,
  SSHGuardHeld,
  SSHLoginTriesExceeded,
  SSHManyUsersTried,
  SSHNewSource,
  SSHRootLogin,
  SSHSlowAttack,
  SSHUnknownMessage,
} from './alarms.ts';
export { SshdBlocks } from './blocks.ts';
export { SshdDetection } from './detection.ts';
export {
  SSHBlockStatistics,
  SSHDailyStatistics,
  SSHLoginFailed,
  SSHLoginSucceeded,
  SSHServerStatistics,
  SSHSessionEnded,
  SSHStatistics,
} from './events.ts';
export { SshAttempt, SshLogin, SshLogout } from './internal-events.ts';
export { manifest } from './manifest.ts';
export type { MessagePattern } from './messages/pattern.ts';
export { type SshdOptions, sshdOptions } from './options.ts';
export { messagePatterns, readMessage } from './read-message.ts';
export type { SshKind, SshReading } from './reading.ts';
export { SshdSessions } from './sessions.ts';

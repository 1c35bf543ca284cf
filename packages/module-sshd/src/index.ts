export { SshdAccounts } from './detection/accounts.ts';
export { SshdBlocks } from './detection/blocks.ts';
export { SshdDetection } from './detection/detection.ts';
export { SshdNetworks } from './detection/networks.ts';
export {
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
export {
  SSHBlockStatistics,
  SSHDailyStatistics,
  SSHLoginFailed,
  SSHLoginSucceeded,
  SSHServerStatistics,
  SSHSessionEnded,
  SSHSourceStatistics,
  SSHStatistics,
} from './events/events.ts';
export { SshAttempt, SshLogin, SshLogout, SshNuisance, SshSourceFailed } from './events/internal-events.ts';
export { manifest } from './manifest.ts';
export type { SshReading } from './messages/message.ts';
export type { MessagePattern, SshKind } from './messages/patterns/pattern.ts';
export { messagePatterns, readMessage } from './messages/read-message.ts';
export { type SshdOptions, sshdOptions } from './options/options.ts';
export { SshdSessions } from './sessions/sessions.ts';

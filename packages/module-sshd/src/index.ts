export { SshdDetection } from './detection.ts';
export {
  SSHDailyStatistics,
  SSHLoginFailed,
  SSHLoginSucceeded,
  SSHLoginTriesExceeded,
  SSHSessionEnded,
  SSHStatistics,
  SshAttempt,
} from './events.ts';
export { manifest } from './manifest.ts';
export type { MessagePattern } from './messages/pattern.ts';
export { type SshdOptions, sshdOptions } from './options.ts';
export { messagePatterns, readMessage } from './read-message.ts';
export type { SshKind, SshReading } from './reading.ts';
export { SshdSessions } from './sessions.ts';

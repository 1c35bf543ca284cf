export {
  SudoCommandRun,
  SudoRefusalsExceeded,
  SudoRefused,
  SudoStatistics,
  SudoUnknownMessage,
  SudoUnusualUse,
} from './events.ts';
export { manifest } from './manifest.ts';
export { type SudoOptions, sudoOptions } from './options.ts';
export { readMessage, type SudoUse } from './read-message.ts';
export { Sudo } from './sudo.ts';

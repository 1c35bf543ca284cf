import type { LogRecord } from '@correlator/events';
import { copyText } from '@correlator/events';
import type { SshMessage } from '../messages/message.ts';

/** A connection on which nobody has logged in yet. Changes with each line that tells of it. */
export interface Connection {
  readonly host: string;
  /** The peer's address, where it could be believed. */
  address: string | null;
  /** The number in the port's place; -1 where no line had one. */
  port: number;
  /** The address comes from `Connection from`, which holds no client text: a line that says otherwise is not believed. */
  readonly verified: boolean;
  user: string | null;
  invalidUser: boolean;
  attempts: number;
  /** When the first of them was told of, ms since 1970 UTC; null before. */
  failedAt: number | null;
  /**
   * The last attempt was told of by `Invalid user` or `error: PAM:`, and a `Failed` that follows tells of it again.
   */
  pending: 'none' | 'invalid' | 'keyboard';
  /** PAM may have told of a failure in the same process that sshd has not told of: true until it is looked for. */
  pamFailed: boolean;
  /** ms since 1970 UTC. */
  readonly started: number;
}

/** A connection at its first line. */
export function openConnection(record: LogRecord, message: SshMessage): Connection {
  const { address, portNumber: port } = message;
  return {
    host: copyText(record.host),
    address,
    port,
    verified: message.pattern.id === 'connection-from',
    user: null,
    invalidUser: false,
    attempts: 0,
    failedAt: null,
    pending: 'none',
    pamFailed: true,
    started: record.time,
  };
}

/** Whether a line is of another connection than this one, which had the same process id. */
export function isAnother(connection: Connection, message: SshMessage): boolean {
  if (connection.address !== null) message.recognise(connection.address);
  if (connection.verified) return false;
  const { address, portNumber: port } = message;
  if (address !== null && connection.address !== null && address !== connection.address) return true;
  return port >= 0 && connection.port >= 0 && port !== connection.port;
}

/** Methods by which somebody tried to get in; agents offer keys without anybody trying anything. */
const tryingMethods = /^(?:password|keyboard-interactive|none|challenge-response)(?:\/|$)/;

function isTry({ method, invalidUser }: SshMessage): boolean {
  return method === 'password' || invalidUser || (method !== null && tryingMethods.test(method));
}

/** `Failed keyboard-interactive` is not always logged: a password that fails behind `error: PAM:` is another try. */
function isAnotherTry(pending: Connection['pending'], { method }: SshMessage): boolean {
  return pending === 'keyboard' && method === 'password';
}

/** How many new attempts a line tells of: each attempt counts once, however many lines tell of it. */
function newAttempts(connection: Connection, message: SshMessage, repeat: number): number {
  const { pending, attempts } = connection;
  switch (message.kind) {
    case 'invalid_user':
    case 'not_allowed':
      connection.pending = 'invalid';
      return repeat;
    case 'failed_password':
    case 'failed_other_method':
      if (!isTry(message)) return 0;
      connection.pending = 'none';
      return pending === 'none' || isAnotherTry(pending, message) ? repeat : repeat - 1;
    case 'auth_failure_pam':
      if (message.pattern.id === 'pam-more-failures') return Math.max(0, message.count + 1 - attempts);
      connection.pending = 'keyboard';
      return pending === 'invalid' ? repeat - 1 : repeat;
    case 'max_attempts_exceeded':
      return attempts === 0 ? 1 : 0;
    default:
      return 0;
  }
}

/** Takes in a line that tells of failure; returns how many new attempts it tells of. */
export function addFailure(
  connection: Connection,
  message: SshMessage,
  { repeat, time }: Pick<LogRecord, 'repeat' | 'time'>,
): number {
  const count = newAttempts(connection, message, repeat);
  if (count > 0) connection.failedAt ??= time;
  connection.address ??= message.address;
  if (connection.port < 0) connection.port = message.portNumber;
  connection.user = message.user ?? connection.user;
  connection.invalidUser ||= message.invalidUser;
  connection.attempts += count;
  return count;
}

/** The address that a line's attempts may be blamed on: what it says, unless the connection knows otherwise. */
export function blamed(connection: Connection, { address }: SshMessage): string | null {
  if (address === null) return connection.address;
  return connection.verified && connection.address !== address ? null : address;
}

import { copyText, type LogRecord } from '@correlator/events';
import type { SshMessage } from '../messages/message.ts';

/** A connection on which nobody has logged in yet. It changes with each of its lines. */
export interface Connection {
  readonly host: string;
  /** The peer's address, if a line had one that is sure. */
  address: string | null;
  /** The number in the port's place; -1 if no line had one. */
  port: number;
  /**
   * The address comes from `Connection from`, which holds no client text. A line with another address is not believed.
   */
  readonly verified: boolean;
  user: string | null;
  invalidUser: boolean;
  attempts: number;
  /** The time of the first attempt, ms since 1970 UTC; null before it. */
  failedAt: number | null;
  /** Set if `Invalid user` or `error: PAM:` reported the last attempt: a `Failed` that follows reports it again. */
  pending: 'none' | 'invalid' | 'keyboard';
  /** False if surely no failure that PAM reported in this process waits for sshd's word. */
  pamFailed: boolean;
  /** ms since 1970 UTC. */
  readonly started: number;
}

/** Returns a connection as its first line has it. */
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

/** Returns whether a line belongs to another connection that was given the same process id. */
export function isAnother(connection: Connection, message: SshMessage): boolean {
  if (connection.address !== null) message.recognise(connection.address);
  if (connection.verified) return false;
  const { address, portNumber: port } = message;
  if (address !== null && connection.address !== null && address !== connection.address) return true;
  return port >= 0 && connection.port >= 0 && port !== connection.port;
}

/** Methods that are tries by somebody. Agents offer keys by themselves, so these are no tries. */
const tryingMethods = /^(?:password|keyboard-interactive|none|challenge-response)(?:\/|$)/;

function isTry({ method, invalidUser }: SshMessage): boolean {
  return method === 'password' || invalidUser || (method !== null && tryingMethods.test(method));
}

/**
 * Returns whether a failure is another try than the pending one. `Failed keyboard-interactive` is not always logged, so a
 * password that fails behind `error: PAM:` is.
 */
function isAnotherTry(pending: Connection['pending'], { method }: SshMessage): boolean {
  return pending === 'keyboard' && method === 'password';
}

/** Returns how many new attempts a line reports. Each attempt counts once, however many lines report it. */
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

/** Takes in a line that reports a failure, and returns how many new attempts it reports. */
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

/**
 * Returns the address to blame a line's attempts on: its own, else the connection's; null if it contradicts `verified`.
 */
export function blamed(connection: Connection, { address }: SshMessage): string | null {
  if (address === null) return connection.address;
  return connection.verified && connection.address !== address ? null : address;
}

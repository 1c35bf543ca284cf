import { copyText } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { SshReading } from './reading.ts';

/** A connection on which nobody has logged in yet. */
export interface Connection {
  readonly host: string;
  readonly address: string | null;
  readonly port: number | null;
  /** The address comes from `Connection from`, which holds no client text: a line that says otherwise is not believed. */
  readonly verified: boolean;
  readonly user: string | null;
  readonly invalidUser: boolean;
  readonly attempts: number;
  /** How many of them the last line told of. */
  readonly fresh: number;
  /**
   * The last attempt was told of by `Invalid user` or `error: PAM:`, and a `Failed` that follows tells of it again.
   */
  readonly pending: 'none' | 'invalid' | 'keyboard';
  /** ms since 1970 UTC. */
  readonly started: number;
}

/** A connection at its first line. */
export function openConnection(record: LogRecord, { address, port, pattern }: SshReading): Connection {
  const verified = pattern === 'connection-from';
  const [host, started] = [copyText(record.host), record.time];
  return {
    host,
    address,
    port,
    verified,
    user: null,
    invalidUser: false,
    attempts: 0,
    fresh: 0,
    pending: 'none',
    started,
  };
}

/** Whether a line is of another connection than this one, which had the same process id. */
export function isAnother(connection: Connection, { address, port }: SshReading): boolean {
  if (connection.verified) return false;
  if (address !== null && connection.address !== null && address !== connection.address) return true;
  return port !== null && connection.port !== null && port !== connection.port;
}

/** Methods by which somebody tried to get in; agents offer keys without anybody trying anything. */
const tryingMethods = /^(?:password|keyboard-interactive|none|challenge-response)(?:\/|$)/;

function isTry({ method, invalidUser }: SshReading): boolean {
  return invalidUser || (method !== null && tryingMethods.test(method));
}

interface Told {
  readonly count: number;
  readonly pending: Connection['pending'];
}

/** How many new attempts a line tells of: each attempt counts once, however many lines tell of it. */
function newAttempts({ pending, attempts }: Connection, reading: SshReading, repeat: number): Told {
  switch (reading.kind) {
    case 'invalid_user':
    case 'not_allowed':
      return { count: repeat, pending: 'invalid' };
    case 'failed_password':
    case 'failed_other_method':
      if (!isTry(reading)) return { count: 0, pending };
      return { count: pending === 'none' ? repeat : repeat - 1, pending: 'none' };
    case 'auth_failure_pam':
      if (reading.pattern === 'pam-more-failures') return { count: Math.max(0, reading.count + 1 - attempts), pending };
      return { count: pending === 'invalid' ? repeat - 1 : repeat, pending: 'keyboard' };
    case 'max_attempts_exceeded':
      return { count: attempts === 0 ? 1 : 0, pending };
    default:
      return { count: 0, pending };
  }
}

/** The connection after a line that tells of failure. */
export function withFailure(connection: Connection, reading: SshReading, repeat: number): Connection {
  const { count, pending } = newAttempts(connection, reading, repeat);
  return {
    host: connection.host,
    address: connection.address ?? reading.address,
    port: connection.port ?? reading.port,
    verified: connection.verified,
    user: reading.user ?? connection.user,
    invalidUser: connection.invalidUser || reading.invalidUser,
    attempts: connection.attempts + count,
    fresh: count,
    pending,
    started: connection.started,
  };
}

/** The address that a line's attempts may be blamed on: what it says, unless the connection knows otherwise. */
export function blamed(connection: Connection, reading: SshReading): string | null {
  const { address } = reading;
  if (address === null) return connection.address;
  return connection.verified && connection.address !== address ? null : address;
}

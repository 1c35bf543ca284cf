import { copyText, Module, type Reading } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { blamed, type Connection, isAnother, openConnection, withFailure } from './connection.ts';
import { SSHLoginFailed, SSHLoginSucceeded, SSHSessionEnded, SshAttempt } from './events.ts';
import type { SshdOptions } from './options.ts';
import { type ProcessKey, processKey } from './process-key.ts';
import { interpretMatch, type MessageMatch, matchMessage, readMessage } from './read-message.ts';
import type { SshKind, SshReading } from './reading.ts';

/** Kinds of message that change what is known of a connection; `Connection from` besides. */
const trackedKinds = new Set<SshKind>([
  'accepted',
  'auth_failure_pam',
  'invalid_user',
  'not_allowed',
  'failed_password',
  'failed_other_method',
  'max_attempts_exceeded',
  'session_closed',
  'disconnect_preauth',
  'connection_closed_preauth',
  'connection_reset',
  'timeout_preauth',
]);

function isTracked({ pattern }: MessageMatch): boolean {
  return trackedKinds.has(pattern.kind) || pattern.source.id === 'connection-from';
}

/** A connection on which a user is logged in. */
interface Session {
  readonly user: string;
  readonly host: string;
  readonly address: string | null;
  readonly port: number | null;
  readonly method: string;
  readonly started: number;
  readonly failures: number;
}

/** PAM said that an attempt failed; sshd has not said so yet, and may yet let the user in by another PAM module. */
interface PamFailures {
  readonly address: string | null;
  readonly count: number;
  readonly at: number;
}

/** Ties sshd's lines to connections and sessions, host by host, and tells of attempts, logins and ends. */
export class SshdSessions extends Module<SshdOptions> {
  override readonly part = 'sessions';
  override readonly programs = ['sshd', 'sshd-session', 'sshd-auth'];
  override readonly partitionBy = { record: 'host' } as const;
  override readonly dispatches = [SshAttempt, SSHLoginSucceeded];
  readonly connections = this.keyed<Connection, ProcessKey>('connections', {
    ttl: '15m',
    max: this.options.maxConnections,
    copyKeys: false,
    onExpire: (_key, connection) => this.reportFailed(connection),
  });
  readonly sessions = this.keyed<Session, ProcessKey>('sessions', {
    ttl: '30d',
    max: this.options.maxConnections,
    copyKeys: false,
  });
  /** Keys of sessions by host, address and port: after the login, another process speaks. */
  readonly peers = this.keyed<ProcessKey>('peers', { ttl: '30d', max: this.options.maxConnections, copyKeys: false });
  /** Attempts of connections that ended a moment ago: PAM has its say after the end. */
  readonly ended = this.keyed<number, ProcessKey>('ended', { ttl: '1m', max: 10_000, copyKeys: false });
  /** By host and address: with keyboard-interactive, PAM speaks from a process of its own. */
  readonly pamFailures = this.keyed<PamFailures>('pam-failures', {
    ttl: '30s',
    max: 10_000,
    copyKeys: false,
    onExpire: (_key, { address, count, at }) => this.dispatch(new SshAttempt({ address, at, count, first: true })),
  });

  override process(record: LogRecord): void {
    const match = matchMessage(record.message);
    if (match === undefined || !isTracked(match)) return;
    const reading = interpretMatch(match, record.message);
    switch (reading.kind) {
      case 'accepted':
        this.accepted(record, reading);
        break;
      case 'auth_failure_pam':
        if (reading.pattern === 'pam-failure') this.pamFailed(record, reading);
        else this.failed(record, reading);
        break;
      case 'invalid_user':
      case 'not_allowed':
      case 'failed_password':
      case 'failed_other_method':
      case 'max_attempts_exceeded':
        this.failed(record, reading);
        break;
      case 'session_closed':
        this.endSession(processKey(record), record.time);
        break;
      case 'disconnect_preauth':
      case 'connection_closed_preauth':
      case 'connection_reset':
      case 'timeout_preauth':
        this.ends(record, reading);
        break;
      default:
        if (reading.pattern === 'connection-from') this.begins(record, reading);
    }
  }

  override explain(record: LogRecord): Reading {
    const reading = readMessage(record.message);
    return reading === undefined ? { kind: 'unknown' } : { ...reading };
  }

  begins(record: LogRecord, reading: SshReading): void {
    if (record.pid === '') return;
    const key = processKey(record);
    this.finish(key);
    this.connections.set(key, openConnection(record, reading));
  }

  /** The connection that a line belongs to: what is known of its process, unless that was another connection. */
  connectionOf(key: ProcessKey, record: LogRecord, reading: SshReading): Connection {
    const known = record.pid === '' ? undefined : this.connections.get(key);
    if (known === undefined) return openConnection(record, reading);
    if (!isAnother(known, reading)) return known;
    this.finish(key);
    return openConnection(record, reading);
  }

  failed(record: LogRecord, reading: SshReading): void {
    const key = processKey(record);
    if (reading.pattern === 'pam-more-failures' && this.connections.get(key) === undefined) {
      this.pamSummary(key, record, reading);
      return;
    }
    const before = this.connectionOf(key, record, reading);
    const after = withFailure(before, reading, record.repeat);
    if (record.pid !== '') this.connections.set(key, after);
    const address = blamed(after, reading);
    this.resolvePam(record.host, address ?? reading.claimed);
    if (after.fresh > 0) this.attempt(record.time, { address, count: after.fresh, first: before.attempts === 0 });
  }

  attempt(at: number, { address, count, first }: { address: string | null; count: number; first: boolean }): void {
    this.dispatch(new SshAttempt({ address, at, count, first }));
  }

  /** PAM sums up after the end: only what no line told of is new. */
  pamSummary(key: ProcessKey, record: LogRecord, { address, count }: SshReading): void {
    const told = this.ended.get(key);
    const fresh = told === undefined ? count : count + 1 - told;
    if (fresh > 0) this.attempt(record.time, { address, count: fresh, first: false });
  }

  pamFailed(record: LogRecord, reading: SshReading): void {
    const connection = this.connections.get(processKey(record));
    if (connection !== undefined && connection.pending === 'invalid') return;
    const { address } = reading;
    const key = `${address ?? reading.claimed ?? ''} ${record.host}`;
    const count = (this.pamFailures.get(key)?.count ?? 0) + record.repeat;
    this.pamFailures.set(key, { address, count, at: record.time });
  }

  /** sshd has said what came of an attempt that PAM told of. */
  resolvePam(host: string, written: string | null): void {
    if (this.pamFailures.size === 0) return;
    const key = `${written ?? ''} ${host}`;
    const waiting = this.pamFailures.get(key);
    if (waiting === undefined) return;
    if (waiting.count === 1) this.pamFailures.delete(key);
    else this.pamFailures.set(key, { ...waiting, count: waiting.count - 1 });
  }

  accepted(record: LogRecord, reading: SshReading): void {
    const key = processKey(record);
    const connection = this.connectionOf(key, record, reading);
    const address = blamed(connection, reading);
    const host = copyText(record.host);
    const user = reading.user ?? '';
    const method = copyText(reading.method ?? '');
    const { port } = reading;
    const failures = connection.attempts;
    this.resolvePam(record.host, address ?? reading.claimed);
    this.connections.delete(key);
    this.endSession(key, record.time);
    this.dispatch(new SSHLoginSucceeded({ host, user, address, port, method, failures }));
    if (record.pid === '') return;
    this.sessions.set(key, { host, user, address, port, method, failures, started: record.time });
    if (address !== null && port !== null) this.peers.set(`${address} ${port} ${host}`, key);
  }

  ends(record: LogRecord, reading: SshReading): void {
    const { address, port } = reading;
    if (!reading.preauth && address !== null && port !== null) {
      const key = this.peers.get(`${address} ${port} ${record.host}`);
      if (key !== undefined) {
        if (reading.pattern !== 'received-disconnect') this.endSession(key, record.time);
        return;
      }
    }
    const key = processKey(record);
    const connection = this.connections.get(key);
    if (connection !== undefined && !isAnother(connection, reading)) this.finish(key);
  }

  /** A connection ended, and nobody had logged in on it. */
  finish(key: ProcessKey): void {
    const connection = this.connections.get(key);
    if (connection === undefined) return;
    this.connections.delete(key);
    if (connection.attempts > 1) this.ended.set(key, connection.attempts);
    this.reportFailed(connection);
  }

  reportFailed({ host, user, address, port, attempts, invalidUser, started }: Connection): void {
    if (attempts === 0) return;
    this.dispatch(new SSHLoginFailed({ host, user, address, port, attempts, invalidUser, started }));
  }

  endSession(key: ProcessKey, time: number): void {
    const session = this.sessions.get(key);
    if (session === undefined) return;
    this.sessions.delete(key);
    this.peers.delete(`${session.address} ${session.port} ${session.host}`);
    this.dispatch(new SSHSessionEnded({ ...session, duration: Math.max(0, time - session.started) }));
  }
}

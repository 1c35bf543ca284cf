import { copyText, type KeyedEntry, Module, type Reading, type Trace } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { parsePort } from './address.ts';
import { addFailure, blamed, type Connection, isAnother, openConnection } from './connection.ts';
import { SSHLoginFailed, SSHLoginSucceeded, SSHSessionEnded, SshAttempt } from './events.ts';
import { explainMessage, traceMessage } from './explain.ts';
import type { SshMessage } from './message.ts';
import type { SshdOptions } from './options.ts';
import { addPamFailure, type PamFailures, settlePamFailure } from './pam-failures.ts';
import { type ProcessKey, ProcessTable } from './process-table.ts';
import { matchMessage } from './read-message.ts';

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
  readonly processes = new ProcessTable(this.connections);
  readonly sessions = this.keyed<Session, ProcessKey>('sessions', {
    ttl: '30d',
    max: this.options.maxConnections,
    copyKeys: false,
  });
  /** Keys of sessions by host, address and port: after the login, another process speaks. */
  readonly peers = this.keyed<ProcessKey>('peers', { ttl: '30d', max: this.options.maxConnections, copyKeys: false });
  /** Attempts of connections that ended a moment ago: PAM has its say after the end. */
  readonly ended = this.keyed<number, ProcessKey>('ended', { ttl: '1m', max: 10_000, copyKeys: false });
  /** What PAM told of and sshd has not. */
  readonly pamFailures = this.keyed<PamFailures, ProcessKey>('pam-failures', {
    ttl: '30s',
    max: 10_000,
    copyKeys: false,
    onExpire: (_key, { address, count, at }) => this.dispatch(new SshAttempt({ address, at, count, first: true })),
  });

  override process(record: LogRecord): void {
    const message = matchMessage(record.message);
    if (message === undefined) return;
    switch (message.kind) {
      case 'accepted':
        this.accepted(record, message);
        break;
      case 'auth_failure_pam':
        if (message.pattern.id === 'pam-failure') this.pamFailed(record, message);
        else this.failed(record, message);
        break;
      case 'invalid_user':
      case 'not_allowed':
      case 'failed_password':
      case 'failed_other_method':
      case 'max_attempts_exceeded':
        this.failed(record, message);
        break;
      case 'session_closed':
        this.endSession(this.processes.keyOf(record), record.time);
        break;
      case 'disconnect_preauth':
      case 'connection_closed_preauth':
      case 'connection_reset':
      case 'timeout_preauth':
        this.ends(record, message);
        break;
      default:
        if (message.pattern.id === 'connection-from') this.begins(record, message);
    }
  }

  override explain({ message }: LogRecord): Reading {
    return explainMessage(message);
  }

  override trace({ message }: LogRecord): Trace {
    return traceMessage(message);
  }

  begins(record: LogRecord, message: SshMessage): void {
    if (record.pid === '') return;
    this.finish(record, this.processes.find(record));
    this.processes.set(record, openConnection(record, message));
  }

  /** The connection that a line belongs to: what is known of its process, unless that was another connection. */
  connectionOf(record: LogRecord, message: SshMessage): Connection {
    if (record.pid === '') return openConnection(record, message);
    const known = this.processes.find(record);
    if (known !== undefined && !isAnother(known.value, message)) {
      this.connections.touch(known);
      return known.value;
    }
    this.finish(record, known);
    return this.processes.set(record, openConnection(record, message)).value;
  }

  failed(record: LogRecord, message: SshMessage): void {
    if (message.pattern.id === 'pam-more-failures' && this.processes.find(record) === undefined) {
      this.pamSummary(record, message);
      return;
    }
    const connection = this.connectionOf(record, message);
    const first = connection.attempts === 0;
    const count = addFailure(connection, message, record.repeat);
    this.settlePam(connection, record, message);
    if (count === 0) return;
    const address = blamed(connection, message);
    this.dispatch(new SshAttempt({ address, at: record.time, count, first }));
  }

  /** PAM sums up after the end: only what no line told of is new. */
  pamSummary(record: LogRecord, { address, count }: SshMessage): void {
    const told = this.ended.get(this.processes.keyOf(record));
    const fresh = told === undefined ? count : count + 1 - told;
    if (fresh > 0) this.dispatch(new SshAttempt({ address, at: record.time, count: fresh, first: false }));
  }

  /** A failure of a user of whom sshd has said that there is none has been counted. */
  pamFailed(record: LogRecord, message: SshMessage): void {
    const connection = this.processes.find(record)?.value;
    if (connection?.pending === 'invalid') return;
    if (connection !== undefined) connection.pamFailed = true;
    addPamFailure(this.pamFailures, this.processes.keyOf(record), record, message);
  }

  settlePam(connection: Connection, record: LogRecord, message: SshMessage): void {
    if (this.pamFailures.size === 0) return;
    const own = connection.pamFailed ? this.processes.keyOf(record) : undefined;
    connection.pamFailed = settlePamFailure(this.pamFailures, own, record, message);
  }

  accepted(record: LogRecord, message: SshMessage): void {
    const key = this.processes.keyOf(record);
    const connection = this.connectionOf(record, message);
    const address = blamed(connection, message);
    const host = copyText(record.host);
    const user = message.user ?? '';
    const method = copyText(message.method ?? '');
    const { port } = message;
    const failures = connection.attempts;
    this.settlePam(connection, record, message);
    this.processes.delete(record);
    this.endSession(key, record.time);
    this.dispatch(new SSHLoginSucceeded({ host, user, address, port, method, failures }));
    if (record.pid === '') return;
    this.sessions.set(key, { host, user, address, port, method, failures, started: record.time });
    if (address !== null && port !== null) this.peers.set(`${address} ${port} ${host}`, key);
  }

  ends(record: LogRecord, message: SshMessage): void {
    if (!message.preauth && this.endsSession(record, message)) return;
    const known = this.processes.find(record);
    if (known !== undefined && !isAnother(known.value, message)) this.finish(record, known);
  }

  /** True where the line is of somebody who had logged in. */
  endsSession(record: LogRecord, { address, port, pattern }: SshMessage): boolean {
    if (address === null || port === null || this.peers.size === 0) return false;
    const key = this.peers.get(`${address} ${port} ${record.host}`);
    if (key !== undefined && pattern.id !== 'received-disconnect') this.endSession(key, record.time);
    return key !== undefined;
  }

  /** A connection ended, and nobody had logged in on it. */
  finish(record: LogRecord, known: KeyedEntry<Connection> | undefined): void {
    if (known === undefined) return;
    const { key, value } = known;
    this.processes.delete(record);
    if (value.attempts > 1) this.ended.set(key, value.attempts);
    this.reportFailed(value);
  }

  reportFailed(connection: Connection): void {
    const { host, user, address, attempts, invalidUser, started } = connection;
    if (attempts === 0) return;
    const port = parsePort(connection.port);
    this.dispatch(new SSHLoginFailed({ host, user, address, port, attempts, invalidUser, started }));
  }

  endSession(key: ProcessKey, time: number): void {
    const session = this.sessions.get(key);
    if (session === undefined) return;
    this.sessions.delete(key);
    this.peers.delete(`${session.address} ${session.port} ${session.host}`);
    const { host, user, address, port, method, started, failures } = session;
    const duration = Math.max(0, time - started);
    this.dispatch(new SSHSessionEnded({ host, user, address, port, method, started, duration, failures }));
  }
}

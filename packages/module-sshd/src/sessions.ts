import { copyText, type KeyedEntry, Module, type Reading, type StatisticsRequest, type Trace } from '@correlator/core';
import type { Event, LogRecord } from '@correlator/events';
import { parsePort } from './address.ts';
import { addFailure, blamed, type Connection, isAnother, openConnection } from './connection.ts';
import { Drift } from './drift.ts';
import { Drops } from './drops.ts';
import { SSHLoginFailed, SSHLoginSucceeded, SSHServerStatistics, SSHSessionEnded } from './events.ts';
import { explainMessage, traceMessage } from './explain.ts';
import { SshAttempt, SshLogin, SshLogout } from './internal-events.ts';
import type { SshMessage } from './message.ts';
import type { SshdOptions } from './options.ts';
import { addPamFailure, type PamFailures, settlePamFailure } from './pam-failures.ts';
import { type Process, type ProcessKey, ProcessTable, processKey } from './process-table.ts';
import { matchMessage } from './read-message.ts';
import { type Session, SessionTable } from './session-table.ts';
import { createSourceOf } from './source.ts';

/** Ties sshd's lines to connections and sessions, host by host, and tells of attempts, logins and ends. */
export class SshdSessions extends Module<SshdOptions> {
  override readonly part = 'sessions';
  override readonly programs = ['sshd', 'sshd-session', 'sshd-auth'];
  override readonly partitionBy = { record: 'host' } as const;
  override readonly dispatches = [SshAttempt, SshLogin, SshLogout, SSHLoginSucceeded];
  readonly sourceOfAddress = createSourceOf(this.options);
  readonly connections = this.keyed<Connection, ProcessKey>('connections', {
    ttl: '15m',
    max: this.options.maxConnections,
    copyKeys: false,
    onExpire: (_key, connection) => this.reportFailed(connection),
  });
  readonly processes = new ProcessTable(this.connections);
  readonly sessions = new SessionTable(this, (session) => this.loggedOut(session, this.now));
  /** Sessions whose client took leave: older versions of sshd say nothing after that. */
  readonly leaving = this.keyed<number, ProcessKey>('leaving', {
    ttl: '10s',
    max: 10_000,
    copyKeys: false,
    onExpire: (key, time) => this.endSession(key, time),
  });
  /** Attempts of connections that ended a moment ago: PAM has its say after the end. */
  readonly ended = this.keyed<number, ProcessKey>('ended', { ttl: '1m', max: 10_000, copyKeys: false });
  /** What PAM told of and sshd has not. */
  readonly pamFailures = this.keyed<PamFailures, ProcessKey>('pam-failures', {
    ttl: '30s',
    max: 10_000,
    copyKeys: false,
    onExpire: (_key, { address, user, count, at }) =>
      this.attempt({ address, user, invalidUser: false, at, count, first: true }),
  });

  readonly figures = this.counters('figures', ['dropped', 'unknown']);
  readonly drops = new Drops(this, (count) => {
    this.figures.values.dropped += count;
  });
  readonly drift = new Drift(this);

  override process(record: LogRecord): void {
    const message = matchMessage(record.message);
    if (message === undefined) this.unknown(record);
    else this.said(record, message);
  }

  said(record: LogRecord, message: SshMessage): void {
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
      case 'drop_connection':
        this.drops.add(record, message);
        break;
      case 'other':
        this.saidOther(record, message);
    }
  }

  saidOther(record: LogRecord, message: SshMessage): void {
    const { id, ends } = message.pattern;
    if (id === 'connection-from') this.begins(record, message);
    else if (id === 'user-child') this.linkChild(record, message);
    else if (ends) this.ends(record, message);
    else this.drops.add(record, message);
  }

  unknown(record: LogRecord): void {
    this.figures.values.unknown += record.repeat;
    this.drift.add(record);
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
    this.endSession(this.processes.keyOf(record), record.time);
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
    const key = this.processes.keyOf(record);
    if (this.sessions.isReused(key, message)) this.endSession(key, record.time);
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
    const { user, invalidUser } = connection;
    this.attempt({ address, user, invalidUser, at: record.time, count, first });
  }

  attempt(data: Omit<SshAttempt['data'], 'source'>): void {
    const { address, user, invalidUser, at, count, first } = data;
    const source = address === null ? null : this.sourceOfAddress(address);
    this.dispatch(new SshAttempt({ source, address, user, invalidUser, at, count, first }));
  }

  /** PAM sums up after the end: only what no line told of is new. */
  pamSummary(record: LogRecord, { address, user, count }: SshMessage): void {
    const told = this.ended.get(this.processes.keyOf(record));
    const fresh = told === undefined ? count : count + 1 - told;
    if (fresh > 0) this.attempt({ address, user, invalidUser: false, at: record.time, count: fresh, first: false });
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
    const source = address === null ? null : this.sourceOfAddress(address);
    this.dispatch(new SshLogin({ source, address, host, user, port, method, failures }));
    if (record.pid === '') return;
    this.sessions.begin(key, { host, user, address, port, method, failures, started: record.time, child: null });
  }

  linkChild(record: LogRecord, { process }: SshMessage): void {
    if (process === null || record.pid === '') return;
    this.sessions.link(this.processes.keyOf(record), processKey(process, record.host));
  }

  /** A connection is over. The process that it is about may be another than the one that says so. */
  ends(record: LogRecord, message: SshMessage): void {
    const process = message.pattern.process < 0 ? record : { pid: message.process ?? '', host: record.host };
    if (!message.preauth && this.endsSession(this.processes.keyOf(process), record, message)) return;
    const known = this.processes.find(process);
    if (known !== undefined && !isAnother(known.value, message)) this.finish(process, known);
  }

  /** True where somebody had logged in. */
  endsSession(own: ProcessKey, { host, time }: LogRecord, message: SshMessage): boolean {
    const key = this.sessions.find(own, host, message);
    if (key === undefined) return false;
    // Newer versions say more after that.
    if (message.pattern.id === 'received-disconnect') this.leaving.set(key, time);
    else this.endSession(key, time);
    return true;
  }

  /** A connection ended, and nobody had logged in on it. */
  finish(process: Process, known: KeyedEntry<Connection> | undefined): void {
    if (known === undefined) return;
    const { key, value } = known;
    this.processes.delete(process);
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
    const session = this.sessions.end(key);
    if (session === undefined) return;
    this.leaving.delete(key);
    const { host, user, address, port, method, started, failures } = session;
    const duration = Math.max(0, time - started);
    this.dispatch(new SSHSessionEnded({ host, user, address, port, method, started, duration, failures }));
    this.loggedOut(session, time);
  }

  loggedOut({ address }: Session, at: number): void {
    if (address !== null) this.dispatch(new SshLogout({ source: this.sourceOfAddress(address), at }));
  }

  override statistics({ reason }: StatisticsRequest): Event | undefined {
    if (reason === 'midnight') return undefined;
    const { dropped, unknown: unknownMessages } = this.figures.values;
    return new SSHServerStatistics({ dropped, unknownMessages, unknownTemplates: this.drift.templates.size });
  }
}

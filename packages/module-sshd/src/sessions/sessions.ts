import { Module, type Reading, type StatisticsRequest, type Trace } from '@correlator/core';
import type { Event, LogRecord } from '@correlator/events';
import { copyText } from '@correlator/events';
import { SSHLoginFailed, SSHLoginSucceeded, SSHSessionEnded } from '../events/events.ts';
import { SshAttempt, SshLogin, SshLogout } from '../events/internal-events.ts';
import { portOf } from '../messages/address.ts';
import { explainMessage, traceMessage } from '../messages/explain.ts';
import type { SshMessage } from '../messages/message.ts';
import { matchMessage } from '../messages/read-message.ts';
import type { SshdOptions } from '../options/options.ts';
import { addFailure, blamed, type Connection, isAnother, openConnection } from './connection.ts';
import { ConnectionTable } from './connection-table.ts';
import { attemptsOf, PamTable } from './pam-table.ts';
import { type Process, ProcessTable } from './process-table.ts';
import { ServerFigures } from './server-figures.ts';
import { type Session, SessionTable } from './session-table.ts';
import { createSourceOf } from './source.ts';

/** Ties sshd's lines to connections and sessions, host by host, and tells of attempts, logins and ends. */
export class SshdSessions extends Module<SshdOptions> {
  override readonly part = 'sessions';
  override readonly programs = ['sshd', 'sshd-session', 'sshd-auth'];
  override readonly partitionBy = { record: 'host' } as const;
  override readonly dispatches = [SshAttempt, SshLogin, SshLogout, SSHLoginSucceeded];
  readonly sourceOfAddress = createSourceOf(this.options);
  /** Of the collections that have processes for keys. */
  readonly processes = new ProcessTable();
  readonly connections = new ConnectionTable(this, this.processes, (connection) => this.reportFailed(connection));
  readonly sessions = new SessionTable(this, this.processes, (session) => this.loggedOut(session, this.now));
  /** Sessions whose client took leave: older versions of sshd say nothing after that. */
  readonly leaving = this.keyed<number, Process>('leaving', {
    ttl: '10s',
    max: 10_000,
    index: this.processes.createIndex<number>(),
    onExpire: (process, time) => this.endSession(process, time),
  });
  readonly pam = new PamTable(this, this.processes, (failures) => {
    const { address, user, at } = failures;
    this.attempt({ address, user, invalidUser: false }, { at, count: attemptsOf(failures), first: true });
  });
  readonly figures = new ServerFigures(this);

  override process(record: LogRecord): void {
    const message = matchMessage(record.message);
    if (message === undefined) this.figures.addUnknown(record);
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
        this.endSession(this.processes.find(record), record.time);
        break;
      case 'disconnect_preauth':
      case 'connection_closed_preauth':
      case 'connection_reset':
      case 'timeout_preauth':
        this.ends(record, message);
        break;
      case 'drop_connection':
        this.figures.addRefused(record, message);
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
    else this.figures.addRefused(record, message);
  }

  override explain({ message }: LogRecord): Reading {
    return explainMessage(message);
  }

  override trace({ message }: LogRecord): Trace {
    return traceMessage(message);
  }

  begins(record: LogRecord, message: SshMessage): void {
    if (record.pid === '') return;
    const process = this.processes.open(record);
    this.connections.finish(process);
    this.endSession(process, record.time);
    this.connections.open(process, record, message);
  }

  /** The connection that a line belongs to: what is known of its process, unless that was another connection. */
  connectionOf(process: Process | undefined, record: LogRecord, message: SshMessage): Connection {
    if (process === undefined) return openConnection(record, message);
    const known = this.connections.current(process, message);
    if (known !== undefined) return known;
    this.connections.finish(process);
    if (this.sessions.isReused(process, message)) this.endSession(process, record.time);
    const { pid, host } = record;
    // Without process ids: the lines before may not have said the port.
    const { address } = message;
    const portless = pid === '' && address !== null ? this.processes.find({ pid: address, host }) : undefined;
    const adopted = portless && this.connections.move(portless, process);
    if (adopted !== undefined) return adopted;
    return this.connections.open(process, record, message);
  }

  /** The process that speaks. In a log without process ids the peer stands for it: its port is one connection's at a time. */
  processOf(record: LogRecord, message: SshMessage): Process | undefined {
    if (record.pid !== '') return this.processes.open(record);
    const { address, portNumber } = message;
    if (address === null) return undefined;
    return this.processes.open({ pid: portNumber < 0 ? address : `${address}#${portNumber}`, host: record.host });
  }

  failed(record: LogRecord, message: SshMessage): void {
    const process = this.processOf(record, message);
    if (message.pattern.id === 'pam-more-failures' && (process && this.connections.get(process)) === undefined) {
      this.pamSummary(process, record, message);
      return;
    }
    const connection = this.connectionOf(process, record, message);
    const first = connection.attempts === 0;
    const count = addFailure(connection, message, record);
    this.pam.settle(connection, process, record, message);
    if (count > 0) this.attempt(connection, { at: record.time, count, first }, blamed(connection, message));
  }

  attempt(
    { address: known, user, invalidUser }: Pick<Connection, 'address' | 'user' | 'invalidUser'>,
    { at, count, first }: Pick<SshAttempt['data'], 'at' | 'count' | 'first'>,
    address = known,
  ): void {
    const source = address === null ? null : this.sourceOfAddress(address);
    this.dispatch(new SshAttempt({ source, address, user, invalidUser, at, count, first }));
  }

  /** PAM sums up after the end: only what no line told of is new. Without process ids, nobody knows what that is. */
  pamSummary(process: Process | undefined, { pid, time: at }: LogRecord, { address, user, count }: SshMessage): void {
    if (process === undefined || pid === '') return;
    const told = this.connections.attemptsBefore(process);
    const fresh = told === undefined ? count : count + 1 - told;
    if (fresh > 0) this.attempt({ address, user, invalidUser: false }, { at, count: fresh, first: false });
  }

  /** A failure of a user of whom sshd has said that there is none has been counted. */
  pamFailed(record: LogRecord, message: SshMessage): void {
    const process = this.processes.open(record.pid === '' ? { pid: message.peer ?? '', host: record.host } : record);
    const connection = record.pid === '' ? undefined : this.connections.edit(process);
    if (connection?.pending === 'invalid') return;
    if (connection !== undefined) connection.pamFailed = true;
    this.pam.add(process, record, message);
  }

  accepted(record: LogRecord, message: SshMessage): void {
    const process = this.processOf(record, message);
    const connection = this.connectionOf(process, record, message);
    const address = blamed(connection, message);
    const host = copyText(record.host);
    const user = message.user ?? '';
    const method = copyText(message.method ?? '');
    const { port } = message;
    const { attempts: failures, failedAt } = connection;
    this.pam.settle(connection, process, record, message);
    if (process !== undefined) this.connections.forget(process);
    this.endSession(process, record.time);
    // The end of a session that had this address and port has not been told of.
    this.endSession(this.sessions.ofPeer(host, message), record.time);
    this.dispatch(new SSHLoginSucceeded({ host, user, address, port, method, failures }));
    const source = address === null ? null : this.sourceOfAddress(address);
    this.dispatch(new SshLogin({ source, address, host, user, port, method, failures, failedAt }));
    if (process === undefined) return;
    this.sessions.begin(process, { host, user, address, port, method, failures, started: record.time, child: null });
  }

  linkChild(record: LogRecord, { process: pid }: SshMessage): void {
    const process = pid === null || record.pid === '' ? undefined : this.processes.find(record);
    if (process !== undefined && pid !== null)
      this.sessions.link(process, this.processes.open({ pid, host: record.host }));
  }

  /** The process that a line is about, which may be another than the one that says it; where something is known of it. */
  aboutOf(record: LogRecord, message: SshMessage): Process | undefined {
    const { host, pid } = record;
    if (message.pattern.process >= 0) return this.processes.find({ pid: message.process ?? '', host });
    return pid === '' ? this.processOf(record, message) : this.processes.find(record);
  }

  /** A connection is over. */
  ends(record: LogRecord, message: SshMessage): void {
    const { host, time } = record;
    const process = this.aboutOf(record, message);
    if (!message.preauth && this.endsSession(process, { host, time }, message)) return;
    const known = process && this.connections.get(process);
    if (process !== undefined && known !== undefined && !isAnother(known, message)) this.connections.finish(process);
  }

  /** True where somebody had logged in. */
  endsSession(
    own: Process | undefined,
    { host, time }: Pick<LogRecord, 'host' | 'time'>,
    message: SshMessage,
  ): boolean {
    const process = this.sessions.find(own, host, message);
    if (process === undefined) return false;
    // Newer versions say more after that.
    if (message.pattern.id === 'received-disconnect') this.leaving.set(process, time);
    else this.endSession(process, time);
    return true;
  }

  reportFailed({ host, user, address, port: number, attempts, invalidUser, started }: Connection): void {
    if (attempts === 0) return;
    const port = portOf(number);
    this.dispatch(new SSHLoginFailed({ host, user, address, port, attempts, invalidUser, started }));
  }

  endSession(process: Process | undefined, time: number): void {
    const session = process && this.sessions.end(process);
    if (process === undefined || session === undefined) return;
    this.leaving.delete(process);
    const { host, user, address, port, method, started, failures } = session;
    const duration = Math.max(0, time - started);
    this.dispatch(new SSHSessionEnded({ host, user, address, port, method, started, duration, failures }));
    this.loggedOut(session, time);
  }

  loggedOut({ address, host, user, started }: Session, at: number): void {
    if (address === null) return;
    this.dispatch(new SshLogout({ source: this.sourceOfAddress(address), host, user, started, at }));
  }

  override statistics({ reason }: StatisticsRequest): Event | undefined {
    return reason === 'midnight' ? undefined : this.figures.statistics();
  }
}

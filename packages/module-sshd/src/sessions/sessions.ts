/** Sessions: what the lines of a host have in common, up to attempts, logins and ends. */

import { Module, type Reading, type StatisticsRequest, type Trace } from '@correlator/core';
import { copyText, type Event, type LogRecord } from '@correlator/events';
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

/**
 * The part of the module that ties sshd's lines to connections and sessions, host by host. It dispatches attempts, logins
 * and ends.
 *
 * @example
 * const options = sshdOptions.parse({});
 * const spec = { name: 'sshd', create: () => [new SshdSessions(options), new SshdDetection(options)] };
 * await createEngine({ inputs, modules: [spec], listeners }).run();
 */
export class SshdSessions extends Module<SshdOptions> {
  override readonly part = 'sessions';
  override readonly programs = ['sshd', 'sshd-session', 'sshd-auth'];
  override readonly partitionBy = { record: 'host' } as const;
  override readonly dispatches = [SshAttempt, SshLogin, SshLogout, SSHLoginSucceeded];
  readonly sourceOfAddress = createSourceOf(this.options);
  /** The processes that are keys of the collections below. */
  readonly processes = new ProcessTable();
  readonly connections = new ConnectionTable(this, this.processes, (connection) => this.reportFailed(connection));
  readonly sessions = new SessionTable(this, this.processes, (session) => this.loggedOut(session, this.now));
  /** Processes whose client took leave, and when. Older versions of sshd say nothing after that. */
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

  /** Takes in a message by its kind. */
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

  /** Takes in `Connection from`: whatever was known of the process id is over. */
  begins(record: LogRecord, message: SshMessage): void {
    if (record.pid === '') return;
    const process = this.processes.open(record);
    this.connections.finish(process);
    this.endSession(process, record.time);
    this.connections.open(process, record, message);
  }

  /** Returns the connection that a line belongs to. It is opened anew if the process id was another connection's. */
  connectionOf(process: Process | undefined, record: LogRecord, message: SshMessage): Connection {
    if (process === undefined) return openConnection(record, message);
    const known = this.connections.current(process, message);
    if (known !== undefined) return known;
    this.connections.finish(process);
    if (this.sessions.isReused(process, message)) this.endSession(process, record.time);
    const { pid, host } = record;
    // Without process ids, the lines before may not have named the port.
    const { address } = message;
    const portless = pid === '' && address !== null ? this.processes.find({ pid: address, host }) : undefined;
    const adopted = portless && this.connections.move(portless, process);
    if (adopted !== undefined) return adopted;
    return this.connections.open(process, record, message);
  }

  /**
   * Returns the process that logged the line. In a log without process ids the peer stands for it, as its port is that of
   * one connection at a time.
   */
  processOf(record: LogRecord, message: SshMessage): Process | undefined {
    if (record.pid !== '') return this.processes.open(record);
    const { address, portNumber } = message;
    if (address === null) return undefined;
    return this.processes.open({ pid: portNumber < 0 ? address : `${address}#${portNumber}`, host: record.host });
  }

  /** Takes in a line that reports failed attempts. */
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

  /** Dispatches failed attempts, blamed on `address`. */
  attempt(
    { address: known, user, invalidUser }: Pick<Connection, 'address' | 'user' | 'invalidUser'>,
    { at, count, first }: Pick<SshAttempt['data'], 'at' | 'count' | 'first'>,
    address = known,
  ): void {
    const source = address === null ? null : this.sourceOfAddress(address);
    this.dispatch(new SshAttempt({ source, address, user, invalidUser, at, count, first }));
  }

  /**
   * Takes in PAM's sum after the end, of which only what no line reported is new. Without process ids that is unknown.
   */
  pamSummary(process: Process | undefined, { pid, time: at }: LogRecord, { address, user, count }: SshMessage): void {
    if (process === undefined || pid === '') return;
    const told = this.connections.attemptsBefore(process);
    const fresh = told === undefined ? count : count + 1 - told;
    if (fresh > 0) this.attempt({ address, user, invalidUser: false }, { at, count: fresh, first: false });
  }

  /** Takes in a failure that PAM reports. That of a user whom sshd has called invalid is counted already. */
  pamFailed(record: LogRecord, message: SshMessage): void {
    const process = this.processes.open(record.pid === '' ? { pid: message.peer ?? '', host: record.host } : record);
    const connection = record.pid === '' ? undefined : this.connections.edit(process);
    if (connection?.pending === 'invalid') return;
    if (connection !== undefined) connection.pamFailed = true;
    this.pam.add(process, record, message);
  }

  /** Takes in a login. */
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
    // The end of a session with this address and port was not logged.
    this.endSession(this.sessions.ofPeer(host, message), record.time);
    this.dispatch(new SSHLoginSucceeded({ host, user, address, port, method, failures }));
    const source = address === null ? null : this.sourceOfAddress(address);
    this.dispatch(new SshLogin({ source, address, host, user, port, method, failures, failedAt }));
    if (process === undefined) return;
    this.sessions.begin(process, { host, user, address, port, method, failures, started: record.time, child: null });
  }

  /** Notes the process that speaks for the user from now on. */
  linkChild(record: LogRecord, { process: pid }: SshMessage): void {
    const process = pid === null || record.pid === '' ? undefined : this.processes.find(record);
    if (process !== undefined && pid !== null)
      this.sessions.link(process, this.processes.open({ pid, host: record.host }));
  }

  /** Returns the process that a line is about, which need not be the one that logged it, if anything is known of it. */
  aboutOf(record: LogRecord, message: SshMessage): Process | undefined {
    const { host, pid } = record;
    if (message.pattern.process >= 0) return this.processes.find({ pid: message.process ?? '', host });
    return pid === '' ? this.processOf(record, message) : this.processes.find(record);
  }

  /** Takes in the end of a connection, or of the session on it. */
  ends(record: LogRecord, message: SshMessage): void {
    const { host, time } = record;
    const process = this.aboutOf(record, message);
    if (!message.preauth && this.endsSession(process, { host, time }, message)) return;
    const known = process && this.connections.get(process);
    if (process !== undefined && known !== undefined && !isAnother(known, message)) this.connections.finish(process);
  }

  /** Ends the session that a message is about. Returns false if nobody had logged in. */
  endsSession(
    own: Process | undefined,
    { host, time }: Pick<LogRecord, 'host' | 'time'>,
    message: SshMessage,
  ): boolean {
    const process = this.sessions.find(own, host, message);
    if (process === undefined) return false;
    // Newer versions log more after that.
    if (message.pattern.id === 'received-disconnect') this.leaving.set(process, time);
    else this.endSession(process, time);
    return true;
  }

  /** Dispatches a failed login: a connection that ended after failed attempts. */
  reportFailed({ host, user, address, port: number, attempts, invalidUser, started }: Connection): void {
    if (attempts === 0) return;
    const port = portOf(number);
    this.dispatch(new SSHLoginFailed({ host, user, address, port, attempts, invalidUser, started }));
  }

  /** Ends the session of a process, if it has one. */
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

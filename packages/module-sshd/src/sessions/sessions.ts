/** Sessions: what the lines of a host have in common, up to attempts, logins and ends. */

import { type Json, Module, type Reading, type StatisticsRequest, type Trace } from '@correlator/core';
import { copyText, type Event, type LogRecord } from '@correlator/events';
import { SSHLoginSucceeded, SSHSessionEnded } from '../events/events.ts';
import { SshAttempt, SshLogin, SshLogout, SshNuisance, SshSourceFailed } from '../events/internal-events.ts';
import { explainMessage, type Known, traceMessage } from '../messages/explain.ts';
import type { SshMessage } from '../messages/message.ts';
import type { SshKind } from '../messages/patterns/pattern.ts';
import { matchMessage } from '../messages/read-message.ts';
import type { SshdOptions } from '../options/options.ts';
import { blamed } from './connection.ts';
import { migrateSessions } from './migrate.ts';
import { Preauth } from './preauth.ts';
import { type Process, ProcessTable } from './process-table.ts';
import { ServerFigures } from './server-figures.ts';
import { type Session, SessionTable } from './session-table.ts';
import { Speakers, sshdPrograms } from './speakers.ts';

/** The kinds of messages with which a session may end; of `other`, the pattern says so. */
const endings: ReadonlySet<SshKind> = new Set(['disconnect_preauth', 'connection_closed_preauth', 'connection_reset']);

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
  override readonly programs = [...new Set([...sshdPrograms, ...this.options.programs])];
  override readonly partitionBy = { record: 'host' } as const;
  override readonly dispatches = [SshAttempt, SshSourceFailed, SshNuisance, SshLogin, SshLogout, SSHLoginSucceeded];
  override readonly stateVersion = 2;
  /** The processes that are keys of the collections below. */
  readonly processes = new ProcessTable();
  readonly figures = new ServerFigures(this);
  readonly speakers = new Speakers(this);
  readonly preauth = new Preauth(this, this.processes, { figures: this.figures, sessions: this });
  readonly sessions = new SessionTable(this, this.processes, (session) => this.loggedOut(session, this.now));
  /** Processes whose client took leave, and when. Older versions of sshd say nothing after that. */
  readonly leaving = this.keyed<number, Process>('leaving', {
    ttl: '10s',
    max: 10_000,
    index: this.processes.createIndex<number>(),
    onExpire: (process, time) => this.endSession(process, time),
  });

  override migrate(snapshots: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
    return migrateSessions(snapshots);
  }

  override process(record: LogRecord): void {
    const speaker = record.vouched === undefined ? 'sshd' : this.speakers.of(record);
    if (speaker === 'other') {
      this.speakers.addClaim(record);
      return;
    }
    const message = matchMessage(record.message, this.options.truncation);
    if (message === undefined) this.figures.addUnknown(record);
    else if (speaker === 'sshd') this.said(record, message);
    else this.saidByUser(record, message);
  }

  /**
   * Takes in a message that a user's process wrote, as the one does that speaks for a user after the login: it may end a session,
   * and nothing else is believed.
   */
  saidByUser(record: LogRecord, message: SshMessage): void {
    const { host, pid, time, vouched } = record;
    const ends = message.pattern.ends || endings.has(message.kind);
    // A process id that the entry gives itself is nobody's.
    const own = String(vouched?.pid) === pid ? this.processes.find(record) : undefined;
    if (message.preauth || !(ends || message.kind === 'other')) this.speakers.addClaim(record);
    else if (ends) this.endsSession(own, { host, time }, message);
  }

  /** Takes in a message by its kind. */
  said(record: LogRecord, message: SshMessage): void {
    switch (message.kind) {
      case 'accepted':
        this.accepted(record, message);
        break;
      case 'auth_failure_pam':
        if (message.pattern.id === 'pam-failure') this.preauth.pamFailed(record, message);
        else this.preauth.failed(record, message);
        break;
      case 'invalid_user':
      case 'not_allowed':
      case 'failed_password':
      case 'failed_other_method':
      case 'max_attempts_exceeded':
        this.preauth.failed(record, message);
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
      case 'bad_protocol':
      case 'negotiation_failure':
        this.preauth.negotiationFailed(record, message);
        break;
      case 'drop_connection':
        this.preauth.nuisances.refused(record, message);
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
    else {
      this.preauth.toldOf(record, message);
      this.preauth.nuisances.refused(record, message);
    }
  }

  override explain(record: LogRecord): Reading {
    return explainMessage(record.message, this.knownOf(record));
  }

  override trace(record: LogRecord): Trace {
    return traceMessage(record.message, this.knownOf(record));
  }

  knownOf(record: LogRecord): Known {
    return { truncation: this.options.truncation, believed: this.speakers.of(record) === 'sshd' };
  }

  /** Takes in `Connection from`: whatever was known of the process id is over. */
  begins(record: LogRecord, message: SshMessage): void {
    if (record.pid === '') return;
    const process = this.processes.open(record);
    this.preauth.connections.finish(process);
    this.endSession(process, record.time);
    this.preauth.connections.open(process, record, message);
  }

  /** Ends a session whose process id was given anew. */
  opened(process: Process, record: LogRecord, message: SshMessage): void {
    if (this.sessions.isReused(process, message)) this.endSession(process, record.time);
  }

  /** Takes in a login. */
  accepted(record: LogRecord, message: SshMessage): void {
    const { preauth } = this;
    const process = preauth.processOf(record, message);
    const connection = preauth.connectionOf(process, record, message);
    const logging = preauth.loggingOf(process, record);
    preauth.attempts.take(connection, message, logging);
    const address = blamed(connection, message, null, logging);
    const host = copyText(record.host);
    const user = message.user ?? '';
    const method = copyText(message.method ?? '');
    const { port } = message;
    const { attempts: failures, failedAt } = connection;
    preauth.pam.settle(connection, process, record, message);
    if (process !== undefined) preauth.connections.forget(process);
    this.endSession(process, record.time);
    // The end of a session with this address and port was not logged.
    this.endSession(this.sessions.ofPeer(host, message), record.time);
    const key = message.keyUsed;
    this.dispatch(new SSHLoginSucceeded({ host, user, address, port, method, failures, ...key }));
    const source = address === null ? null : preauth.attempts.sourceOf(address);
    this.dispatch(new SshLogin({ source, address, host, user, port, method, failures, failedAt }));
    if (process === undefined) return;
    const login = { host, user, address, port, method, failures, ...key };
    this.sessions.begin(process, { ...login, started: record.time, child: null });
  }

  /** Notes the process that speaks for the user from now on. */
  linkChild(record: LogRecord, { process: pid }: SshMessage): void {
    const process = pid === null || record.pid === '' ? undefined : this.processes.find(record);
    if (process !== undefined && pid !== null)
      this.sessions.link(process, this.processes.open({ pid, host: record.host }));
  }

  /** Returns the process that a line is about, which need not be the one that logged it. */
  aboutOf(record: LogRecord, message: SshMessage): Process | undefined {
    const { process: pid } = message;
    return pid === null ? this.preauth.processOf(record, message) : this.processes.open({ pid, host: record.host });
  }

  /** Takes in the end of a connection, or of the session on it. */
  ends(record: LogRecord, message: SshMessage): void {
    const { host, time } = record;
    const process = this.aboutOf(record, message);
    if (!message.preauth && this.endsSession(process, { host, time }, message)) return;
    this.preauth.ends(process, record, message);
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

  /** Ends the session of a process, if it has one. */
  endSession(process: Process | undefined, time: number): void {
    const session = process && this.sessions.end(process);
    if (process === undefined || session === undefined) return;
    this.leaving.delete(process);
    const { host, user, address, port, method, started, failures, key, certificate, serial } = session;
    const login = { host, user, address, port, method, started, duration: Math.max(0, time - started), failures };
    this.dispatch(new SSHSessionEnded({ ...login, key, certificate, serial }));
    this.loggedOut(session, time);
  }

  loggedOut({ address, host, user, started }: Session, at: number): void {
    if (address === null) return;
    this.dispatch(new SshLogout({ source: this.preauth.attempts.sourceOf(address), host, user, started, at }));
  }

  override statistics({ reason }: StatisticsRequest): Event | undefined {
    return reason === 'midnight' ? undefined : this.figures.statistics();
  }
}

/** Before a login: what a connection's lines report until somebody logs in on it or it ends. */

import type { Module } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { SSHLoginFailed } from '../events/events.ts';
import { portOf } from '../messages/address.ts';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import { Attempts } from './attempts.ts';
import { addFailure, addSilentFailures, type Connection, type Logging, openConnection } from './connection.ts';
import { ConnectionTable, type Ended } from './connection-table.ts';
import { Nuisances } from './nuisances.ts';
import { attemptsOf, PamTable } from './pam-table.ts';
import type { Process, ProcessTable } from './process-table.ts';
import type { ServerFigures } from './server-figures.ts';

/** What knows of sessions: informed of a line that opens a connection under a process id that may have been a session's. */
export interface SessionKeeper {
  opened(process: Process, record: LogRecord, message: SshMessage): void;
}

/** Takes in the lines of connections on which nobody is logged in yet. */
export class Preauth {
  readonly module: Module<SshdOptions>;
  readonly processes: ProcessTable;
  readonly attempts: Attempts;
  readonly nuisances: Nuisances;
  readonly connections: ConnectionTable;
  readonly pam: PamTable;
  readonly sessions: SessionKeeper;

  constructor(
    module: Module<SshdOptions>,
    processes: ProcessTable,
    { figures, sessions }: { readonly figures: ServerFigures; readonly sessions: SessionKeeper },
  ) {
    this.module = module;
    this.processes = processes;
    this.sessions = sessions;
    this.attempts = new Attempts(module);
    this.nuisances = new Nuisances(module, this.attempts, figures);
    this.connections = new ConnectionTable(module, processes, (connection) => this.reportFailed(connection));
    this.pam = new PamTable(module, processes, (failures) => {
      const { address, user, at } = failures;
      const attempts = { at, count: attemptsOf(failures), first: true };
      this.attempts.dispatch(address, { user, invalidUser: false }, attempts);
    });
  }

  /** Returns the connection that a line belongs to. It is opened anew if the process id was another connection's. */
  connectionOf(process: Process | undefined, record: LogRecord, message: SshMessage): Connection {
    if (process === undefined) return openConnection(record, message);
    const known = this.connections.current(process, message);
    if (known !== undefined) return known;
    this.sessions.opened(process, record, message);
    return this.portless(process, record, message) ?? this.connections.open(process, record, message);
  }

  /** Returns the connection that a line goes on with in a log without process ids, if the lines before named no port. */
  portless(process: Process, { pid, host }: LogRecord, { address }: SshMessage): Connection | undefined {
    const portless = pid === '' && address !== null ? this.processes.find({ pid: address, host }) : undefined;
    return portless && this.connections.move(portless, process);
  }

  /**
   * Returns the process that logged the line. In a log without process ids the peer stands for it, as its port is that of
   * one connection at a time.
   */
  processOf(record: LogRecord, message: SshMessage): Process | undefined {
    const { host } = record;
    if (record.pid !== '') return this.processes.open(record);
    const { peer, portNumber } = message;
    if (peer === null) return undefined;
    const pid = portNumber < 0 ? peer : `${peer}#${portNumber}`;
    // A peer that is only claimed opens no connection of one that is certain.
    if (message.address !== null) return this.processes.open({ pid, host });
    const certain = this.processes.find({ pid, host }) ?? this.processes.find({ pid: peer, host });
    return certain ?? this.processes.open({ pid: `claimed:${pid}`, host });
  }

  loggingOf(process: Process | undefined, { pid }: Pick<LogRecord, 'pid'>): Logging {
    return this.connections.loggingOf(process, pid !== '');
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
    const logging = this.loggingOf(process, record);
    // Without process ids, what is claimed may be another's; where an id is shared, what names no port.
    const isClaimed = !logging.isOne && message.address === null && connection.address !== null;
    if (isClaimed || (logging.isShared && message.portNumber < 0)) connection.attempts -= count;
    this.attempts.take(connection, message, logging, { at: record.time, count, first });
  }

  /**
   * Takes in PAM's sum after the end, of which only what no line reported is new. Without process ids that is unknown.
   */
  pamSummary(process: Process | undefined, { pid, time: at }: LogRecord, { address, user, count }: SshMessage): void {
    if (process === undefined || pid === '') return;
    const told = this.connections.endedOf(process)?.attempts ?? 0;
    const fresh = told < 2 ? count : count + 1 - told;
    if (fresh > 0) this.attempts.dispatch(address, { user, invalidUser: false }, { at, count: fresh, first: false });
  }

  /** Takes in a failure that PAM reports. That of a user whom sshd has called invalid is counted already. */
  pamFailed(record: LogRecord, message: SshMessage): void {
    const process = this.processes.open(record.pid === '' ? { pid: message.peer ?? '', host: record.host } : record);
    const connection = record.pid === '' ? undefined : this.connections.edit(process);
    if (connection !== undefined) this.attempts.take(connection, message, this.loggingOf(process, record));
    if (connection?.pending === 'invalid') return;
    if (connection !== undefined) connection.pamFailed = true;
    this.pam.add(process, record, message);
  }

  /** Takes in a line that says something of its process's connection, and no more. */
  toldOf(record: LogRecord, message: SshMessage): void {
    if (record.pid === '' || message.pattern.address < 0) return;
    const process = this.processes.find(record);
    const connection = process && this.connections.get(process);
    if (process === undefined || connection === undefined || connection.address !== null) return;
    const known = this.connections.current(process, message);
    if (known !== undefined) this.attempts.take(known, message, this.loggingOf(process, record));
  }

  /** Takes in the end of a connection on which nobody was logged in. */
  ends(process: Process | undefined, record: LogRecord, message: SshMessage): void {
    const known = process && this.connections.current(process, message);
    if (known !== undefined) this.attempts.take(known, message, this.loggingOf(process, record));
    const { id, source } = message.pattern;
    // The line that says what became of the connection is yet to come.
    if (id === 'received-disconnect' && (known === undefined || known.attempts === 0)) return;
    if (source.outcome === 'failure') this.endsAsAttempt(process, record, message);
    else if (this.attemptsOn(process, message) === 0) this.endsWithout(process, record, message);
    if (process !== undefined) this.connections.finish(process);
  }

  /** Takes in the end of a connection on which nothing had failed. */
  endsWithout(process: Process | undefined, record: LogRecord, message: SshMessage): void {
    const told = this.endedOf(process, message);
    if (message.isAuthenticating) this.cameToNothing('named', process, record, message);
    else if (told?.sourceless === true) this.attributeLate(process, record, message);
    else if (told === undefined && (message.preauth || message.kind === 'timeout_preauth'))
      this.cameToNothing('closed', process, record, message);
  }

  /** Counts the end of a connection as an attempt: somebody gave up trying, or was turned away with the right key. */
  endsAsAttempt(process: Process | undefined, record: LogRecord, message: SshMessage): void {
    const connection = this.connectionOf(process, record, message);
    const first = connection.attempts === 0;
    const waiting = process === undefined ? 0 : this.pam.take(process);
    // With a password, sshd has said before that it failed.
    const count = waiting > 0 || connection.pending !== 'none' ? waiting : 1;
    addSilentFailures(connection, message, count, record.time);
    if (waiting === 0) this.pam.settle(connection, process, record, message);
    this.attempts.take(connection, message, this.loggingOf(process, record), { at: record.time, count, first });
  }

  /** Takes in a line about a connection that spoke no SSH, or none that sshd takes. Several may tell of one. */
  negotiationFailed(record: LogRecord, message: SshMessage): void {
    const process = this.processOf(record, message);
    if (this.endedOf(process, message) !== undefined) return;
    this.cameToNothing('negotiation', process, record, message);
    if (process !== undefined && this.module.options.preauth.negotiation === 'attempt')
      this.connections.finish(process);
  }

  /** Counts a connection that came to nothing as the options say. */
  cameToNothing(
    kind: 'named' | 'closed' | 'negotiation',
    process: Process | undefined,
    record: LogRecord,
    message: SshMessage,
  ): void {
    const as = this.module.options.preauth[kind];
    if (as === 'attempt') this.endsAsAttempt(process, record, message);
    if (as !== 'figure') return;
    const known = process && this.connections.get(process);
    const address = message.address ?? known?.address ?? null;
    this.nuisances.add(kind === 'negotiation' ? kind : 'closed', address, record);
    if (process === undefined) return;
    const ended = { attempts: 0, port: message.surePort };
    this.connections.noteEnd(process, address === null ? { ...ended, sourceless: true } : ended);
  }

  /** Takes in the peer of a connection that was counted without one. */
  attributeLate(process: Process | undefined, { time: at, repeat: count }: LogRecord, message: SshMessage): void {
    const { address, surePort: port } = message;
    if (process === undefined || address === null) return;
    this.nuisances.attribute('negotiation', address, { count, at });
    this.connections.noteEnd(process, { attempts: 0, port });
  }

  /** Returns how many attempts are known of the connection that a line is about, whether it has ended or not. */
  attemptsOn(process: Process | undefined, message: SshMessage): number {
    const known = process && this.connections.get(process);
    return known?.attempts ?? this.endedOf(process, message)?.attempts ?? 0;
  }

  endedOf(process: Process | undefined, message: SshMessage): Ended | undefined {
    return process && this.connections.endedOf(process, message.surePort);
  }

  /** Dispatches a failed login: a connection that ended after failed attempts. */
  reportFailed({ host, user, address, port: number, attempts, invalidUser, started }: Connection): void {
    if (attempts === 0) return;
    const port = portOf(number);
    this.module.dispatch(new SSHLoginFailed({ host, user, address, port, attempts, invalidUser, started }));
  }
}

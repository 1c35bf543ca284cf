import type { Keyed, KeyedEntry, Module } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import {
  type Connection,
  goesOnWith,
  isAnother,
  type Logging,
  openConnection,
  portOfConnection,
} from './connection.ts';
import type { Process, ProcessTable } from './process-table.ts';

/** What is remembered of a connection that ended without a login, or was counted in the figures. */
export interface Ended {
  readonly attempts: number;
  /** The number in the port's place; -1 if no line had one that is sure. */
  readonly port: number;
  /** It came to nothing, and its source is not known yet. */
  readonly sourceless?: true;
}

const ownProcess: Logging = { isOne: true, isShared: false };
const sharedProcess: Logging = { isOne: true, isShared: true };
const withoutId: Logging = { isOne: false, isShared: false };
const sharedWithoutId: Logging = { isOne: false, isShared: true };

/** The connections on which nobody has logged in yet, by the process that logs their lines. */
export class ConnectionTable {
  readonly processes: ProcessTable;
  readonly connections: Keyed<Connection, Process>;
  /** The attempts of connections that ended a moment ago: PAM sums up after the end, and sshd may report an end twice. */
  readonly ended: Keyed<Ended, Process>;
  /** Processes whose id serves several connections at once, as in containers of one name. */
  readonly shared: Keyed<true, Process>;
  readonly onEnd: (connection: Connection) => void;

  /** Calls `onEnd` with each connection that ends without a login. */
  constructor(module: Module<SshdOptions>, processes: ProcessTable, onEnd: (connection: Connection) => void) {
    this.processes = processes;
    this.connections = module.keyed('connections', {
      ttl: '15m',
      max: module.options.maxConnections,
      index: processes.createIndex<Connection>(),
      onExpire: (_process, connection) => onEnd(connection),
    });
    this.ended = module.keyed('ended', { ttl: '1m', max: 10_000, index: processes.createIndex<Ended>() });
    this.shared = module.keyed('shared', { ttl: '15m', max: 10_000, index: processes.createIndex<true>() });
    this.onEnd = onEnd;
  }

  get(process: Process): Readonly<Connection> | undefined {
    return this.connections.get(process);
  }

  /** Returns the connection of `process`, to be changed in place. */
  edit(process: Process): Connection | undefined {
    return this.connections.edit(process);
  }

  /**
   * Returns the connection that a line of `process` belongs to; undefined if none is known. If the process id serves several
   * at once, as in containers of one name, the others are kept by their ports.
   */
  current(process: Process, message: SshMessage): Connection | undefined {
    const known = this.connections.entries.find(process);
    if (known !== undefined && !isAnother(known.value, message)) {
      this.connections.entries.touch(known);
      return known.value;
    }
    if (known !== undefined) this.setAside(process, known);
    const aside = this.asideOf(process, message);
    return aside && this.move(aside, process);
  }

  /** Keeps the connection of a process by its port besides: its process id serves another one. */
  setAside(process: Process, { value }: KeyedEntry<Connection, Process>): void {
    const { pid, host } = process;
    const port = portOfConnection(value);
    if (port < 0 || pid === '' || pid.includes('#')) {
      this.finish(process);
      return;
    }
    this.shared.set(process, true);
    this.move(process, this.processes.open({ pid: `${pid}#${port}`, host }));
  }

  /** Returns by what the connection was kept that a line goes on with, if it was set aside. */
  asideOf(process: Process, message: SshMessage): Process | undefined {
    if (!this.isShared(process) || message.portNumber < 0) return undefined;
    const aside = this.processes.find({ pid: `${process.pid}#${message.portNumber}`, host: process.host });
    const connection = aside && this.connections.get(aside);
    return connection !== undefined && goesOnWith(connection, message) ? aside : undefined;
  }

  /** Mostly none is, and nothing need be looked for. */
  isShared(process: Process): boolean {
    return this.shared.size > 0 && this.shared.has(process);
  }

  /** Returns what is known of a process that logs a connection's lines; undefined stands for one without an id. */
  loggingOf(process: Process | undefined, isOne: boolean): Logging {
    if (process !== undefined && this.isShared(process)) return isOne ? sharedProcess : sharedWithoutId;
    return isOne ? ownProcess : withoutId;
  }

  open(process: Process, record: LogRecord, message: SshMessage): Connection {
    return this.connections.entries.insert(process, openConnection(record, message)).value;
  }

  /** Gives the connection of one process to another, if it has one, and returns it. */
  move(from: Process, to: Process): Connection | undefined {
    const known = this.connections.entries.find(from);
    if (known === undefined || from === to) return undefined;
    this.connections.entries.remove(known);
    this.finish(to);
    return this.connections.entries.insert(to, known.value).value;
  }

  /** Ends the connection of `process`, if it has one, without a login. */
  finish(process: Process): void {
    const known = this.connections.entries.find(process);
    if (known === undefined) return;
    const { value } = known;
    this.connections.entries.remove(known);
    this.noteEnd(process, { attempts: value.attempts, port: value.port });
    this.onEnd(value);
  }

  /** Forgets the connection of `process`: somebody has logged in on it. */
  forget(process: Process): void {
    this.connections.delete(process);
  }

  /** Remembers that a connection of `process` has ended. */
  noteEnd(process: Process, ended: Ended): void {
    this.ended.set(process, ended);
  }

  /** Returns the connection of `process` that ended a moment ago; undefined if none has, or if another had `port`. */
  endedOf(process: Process, port = -1): Ended | undefined {
    const ended = this.ended.get(process);
    return ended === undefined || (port >= 0 && ended.port >= 0 && port !== ended.port) ? undefined : ended;
  }
}

import type { Keyed, Module } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import { type Connection, isAnother, openConnection } from './connection.ts';
import type { Process, ProcessTable } from './process-table.ts';

/** Connections on which nobody has logged in yet, by the process that speaks of them. */
export class ConnectionTable {
  readonly connections: Keyed<Connection, Process>;
  /** Attempts of connections that ended a moment ago: PAM has its say after the end. */
  readonly ended: Keyed<number, Process>;
  readonly onEnd: (connection: Connection) => void;

  /** `onEnd` is told of each connection that ends without a login. */
  constructor(module: Module<SshdOptions>, processes: ProcessTable, onEnd: (connection: Connection) => void) {
    this.connections = module.keyed('connections', {
      ttl: '15m',
      max: module.options.maxConnections,
      index: processes.createIndex<Connection>(),
      onExpire: (_process, connection) => onEnd(connection),
    });
    this.ended = module.keyed('ended', { ttl: '1m', max: 10_000, index: processes.createIndex<number>() });
    this.onEnd = onEnd;
  }

  get(process: Process): Readonly<Connection> | undefined {
    return this.connections.get(process);
  }

  /** To be changed in place. */
  edit(process: Process): Connection | undefined {
    return this.connections.edit(process);
  }

  /** The connection of `process` that a line belongs to; undefined where it is of another, or none is known. */
  current(process: Process, message: SshMessage): Connection | undefined {
    const known = this.connections.entry(process);
    if (known === undefined || isAnother(known.value, message)) return undefined;
    this.connections.touch(known);
    return known.value;
  }

  open(process: Process, record: LogRecord, message: SshMessage): Connection {
    return this.connections.insert(process, openConnection(record, message)).value;
  }

  /** Gives the connection of one process to another, if it has one. */
  move(from: Process, to: Process): Connection | undefined {
    const known = this.connections.entry(from);
    if (known === undefined || from === to) return undefined;
    this.connections.remove(known);
    return this.connections.insert(to, known.value).value;
  }

  /** The connection of `process`, if it has one, ended, and nobody had logged in on it. */
  finish(process: Process): void {
    const known = this.connections.entry(process);
    if (known === undefined) return;
    const { value } = known;
    this.connections.remove(known);
    if (value.attempts > 1) this.ended.set(process, value.attempts);
    this.onEnd(value);
  }

  /** Somebody has logged in on the connection of `process`. */
  forget(process: Process): void {
    this.connections.delete(process);
  }

  /** How many attempts a connection of `process` had that ended a moment ago. */
  attemptsBefore(process: Process): number | undefined {
    return this.ended.get(process);
  }
}

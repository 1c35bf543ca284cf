import type { Keyed, Module } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import { type Connection, isAnother, openConnection } from './connection.ts';
import type { Process, ProcessTable } from './process-table.ts';

/** The connections on which nobody has logged in yet, by the process that logs their lines. */
export class ConnectionTable {
  readonly connections: Keyed<Connection, Process>;
  /** The attempts of connections that ended a moment ago: PAM sums up after the end. */
  readonly ended: Keyed<number, Process>;
  readonly onEnd: (connection: Connection) => void;

  /** Calls `onEnd` with each connection that ends without a login. */
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

  /** Returns the connection of `process`, to be changed in place. */
  edit(process: Process): Connection | undefined {
    return this.connections.edit(process);
  }

  /** Returns the connection of `process`, or undefined if none is known or the line belongs to another. */
  current(process: Process, message: SshMessage): Connection | undefined {
    const known = this.connections.entries.find(process);
    if (known === undefined || isAnother(known.value, message)) return undefined;
    this.connections.entries.touch(known);
    return known.value;
  }

  open(process: Process, record: LogRecord, message: SshMessage): Connection {
    return this.connections.entries.insert(process, openConnection(record, message)).value;
  }

  /** Gives the connection of one process to another, if it has one, and returns it. */
  move(from: Process, to: Process): Connection | undefined {
    const known = this.connections.entries.find(from);
    if (known === undefined || from === to) return undefined;
    this.connections.entries.remove(known);
    return this.connections.entries.insert(to, known.value).value;
  }

  /** Ends the connection of `process`, if it has one, without a login. */
  finish(process: Process): void {
    const known = this.connections.entries.find(process);
    if (known === undefined) return;
    const { value } = known;
    this.connections.entries.remove(known);
    if (value.attempts > 1) this.ended.set(process, value.attempts);
    this.onEnd(value);
  }

  /** Forgets the connection of `process`: somebody has logged in on it. */
  forget(process: Process): void {
    this.connections.delete(process);
  }

  /** Returns how many attempts the connection of `process` had that ended a moment ago, if more than one. */
  attemptsBefore(process: Process): number | undefined {
    return this.ended.get(process);
  }
}

import { type Keyed, type KeyedEntry, MapIndex, type Module } from '@correlator/core';
import type { KeyUsed } from '../messages/key.ts';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import { nameOf, type Process, type ProcessTable } from './process-table.ts';

/** A connection on which a user is logged in. */
export interface Session extends KeyUsed {
  readonly user: string;
  readonly host: string;
  readonly address: string | null;
  readonly port: number | null;
  readonly method: string;
  /** ms since 1970 UTC. */
  readonly started: number;
  readonly failures: number;
  /** The name of the process that speaks for the user after the login, if sshd has named it. */
  readonly child: string | null;
}

/**
 * An index by address, port and host. It counts ports besides, as most messages belong to no session, and the port
 * shows it.
 */
class PeerIndex extends MapIndex<string, KeyedEntry<string>> {
  /** The number of entries of each port. */
  readonly ports = new Uint32Array(1 << 16);

  override set(key: string, entry: KeyedEntry<string>): void {
    super.set(key, entry);
    this.count(key, 1);
  }

  override delete(key: string): void {
    super.delete(key);
    this.count(key, -1);
  }

  count(key: string, entries: number): void {
    const port = portIn(key);
    this.ports[port] = (this.ports[port] as number) + entries;
  }
}

/** The sessions, by the process that let the user in, by the peer's address and port, and by the user's own process. */
export class SessionTable {
  readonly processes: ProcessTable;
  readonly sessions: Keyed<Session, Process>;
  readonly peerIndex = new PeerIndex();
  /** The names of the sessions' processes, by address, port and host. */
  readonly peers: Keyed<string>;
  /** The names of the sessions' processes, by the user's process. */
  readonly children: Keyed<string, Process>;

  /** Calls `onLost` with each session that is let go without an end. */
  constructor(module: Module<SshdOptions>, processes: ProcessTable, onLost: (session: Session) => void) {
    const limits = { ttl: '30d', max: module.options.maxConnections, copyKeys: false };
    const onExpire = (process: Process, session: Session) => {
      this.forget(process, session);
      onLost(session);
    };
    this.processes = processes;
    this.sessions = module.keyed('sessions', { ...limits, index: processes.createIndex<Session>(), onExpire });
    this.peers = module.keyed('peers', { ...limits, index: this.peerIndex });
    this.children = module.keyed('children', { ...limits, index: processes.createIndex<string>() });
  }

  begin(process: Process, session: Session): void {
    this.sessions.set(process, session);
    if (session.address !== null && session.port !== null) this.peers.set(peerOf(session), nameOf(process));
  }

  /** Removes the session of `process` and returns it, if there is one. */
  end(process: Process): Session | undefined {
    const entry = this.sessions.entries.find(process);
    if (entry === undefined) return undefined;
    this.sessions.entries.remove(entry);
    this.forget(process, entry.value);
    return entry.value;
  }

  /** Notes that the user's process is another: `User child is on pid`. */
  link(process: Process, child: Process): void {
    const session = this.sessions.get(process);
    if (session === undefined) return;
    this.sessions.set(process, { ...session, child: nameOf(child) });
    this.children.set(child, nameOf(process));
  }

  /** Returns the process of the session that a message of the process `own` is about. */
  find(own: Process | undefined, host: string, message: SshMessage): Process | undefined {
    const ofPeer = this.ofPeer(host, message);
    if (ofPeer !== undefined || own === undefined) return ofPeer;
    const parent = this.children.get(own);
    const process = parent === undefined ? own : this.processes.named(parent);
    const session = process && this.sessions.get(process);
    return session === undefined || isAnothers(session, message) ? undefined : process;
  }

  /**
   * Returns the process of the session with the message's peer. Its port rules most messages out before an address is
   * read.
   */
  ofPeer(host: string, message: SshMessage): Process | undefined {
    const { portNumber: port } = message;
    if (port < 0 || !(this.peerIndex.ports[port] as number)) return undefined;
    const { address } = message;
    const name = address === null ? undefined : this.peers.get(peerOf({ address, port, host }));
    return name === undefined ? undefined : this.processes.named(name);
  }

  /** Returns whether the process id of a session was given anew, as a message names another peer. */
  isReused(own: Process, message: SshMessage): boolean {
    const session = this.sessions.get(own);
    return session !== undefined && isAnothers(session, message);
  }

  /** Forgets by what a session is found. The id of its child may be that of another session's child by now. */
  forget(process: Process, session: Session): void {
    this.peers.delete(peerOf(session));
    const child = session.child === null ? undefined : this.processes.named(session.child);
    if (child !== undefined && this.children.get(child) === nameOf(process)) this.children.delete(child);
  }
}

function peerOf({ address, port, host }: Pick<Session, 'address' | 'port' | 'host'>): string {
  return `${address} ${port} ${host}`;
}

function portIn(peer: string): number {
  const start = peer.indexOf(' ') + 1;
  return Number(peer.slice(start, peer.indexOf(' ', start)));
}

/** Returns whether a message names another peer than the session's: process ids are given anew. */
function isAnothers(session: Session, message: SshMessage): boolean {
  const { address, surePort: port } = message;
  if (port >= 0 && session.port !== null && port !== session.port) return true;
  return address !== null && session.address !== null && address !== session.address;
}

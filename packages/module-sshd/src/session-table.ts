import type { Keyed, Module } from '@correlator/core';
import type { SshMessage } from './message.ts';
import type { SshdOptions } from './options.ts';
import type { ProcessKey } from './process-table.ts';

/** A connection on which a user is logged in. */
export interface Session {
  readonly user: string;
  readonly host: string;
  readonly address: string | null;
  readonly port: number | null;
  readonly method: string;
  /** ms since 1970 UTC. */
  readonly started: number;
  readonly failures: number;
  /** The process that speaks for the user after the login, where sshd has named it. */
  readonly child: ProcessKey | null;
}

/** Sessions by the process that let the user in, by the peer's address and port, and by the user's own process. */
export class SessionTable {
  readonly sessions: Keyed<Session, ProcessKey>;
  /** Keys of sessions by address, port and host. */
  readonly peers: Keyed<ProcessKey>;
  /** Keys of sessions by the user's process. */
  readonly children: Keyed<ProcessKey, ProcessKey>;

  /** `onLost` is told of each session that is let go without an end. */
  constructor(module: Module<SshdOptions>, onLost: (session: Session) => void) {
    const limits = { ttl: '30d', max: module.options.maxConnections, copyKeys: false };
    const onExpire = (_key: ProcessKey, session: Session) => this.lose(session, onLost);
    this.sessions = module.keyed('sessions', { ...limits, onExpire });
    this.peers = module.keyed('peers', limits);
    this.children = module.keyed('children', limits);
  }

  begin(key: ProcessKey, session: Session): void {
    this.sessions.set(key, session);
    if (session.address !== null && session.port !== null) this.peers.set(peerOf(session), key);
  }

  /** Takes the session of `key` out, if there is one. */
  end(key: ProcessKey): Session | undefined {
    const session = this.sessions.get(key);
    if (session === undefined) return undefined;
    this.sessions.delete(key);
    this.forget(session);
    return session;
  }

  /** sshd says that the user's process is another: `User child is on pid`. */
  link(key: ProcessKey, child: ProcessKey): void {
    const session = this.sessions.get(key);
    if (session === undefined) return;
    this.sessions.set(key, { ...session, child });
    this.children.set(child, key);
  }

  /** The session that a message of the process `own` is about. */
  find(own: ProcessKey, host: string, { address, port }: SshMessage): ProcessKey | undefined {
    if (this.sessions.size === 0) return undefined;
    const ofPeer = address === null || port === null ? undefined : this.peers.get(peerOf({ address, port, host }));
    if (ofPeer !== undefined) return ofPeer;
    const key = this.children.get(own) ?? own;
    const session = this.sessions.get(key);
    return session === undefined || isAnothers(session, address, port) ? undefined : key;
  }

  /** Whether the process of a session has become another's: a message names another peer than the session's. */
  isReused(own: ProcessKey, { address, port }: SshMessage): boolean {
    const session = this.sessions.size === 0 ? undefined : this.sessions.get(own);
    return session !== undefined && isAnothers(session, address, port);
  }

  lose(session: Session, onLost: (session: Session) => void): void {
    this.forget(session);
    onLost(session);
  }

  forget(session: Session): void {
    this.peers.delete(peerOf(session));
    if (session.child !== null) this.children.delete(session.child);
  }
}

function peerOf({ address, port, host }: Pick<Session, 'address' | 'port' | 'host'>): string {
  return `${address} ${port} ${host}`;
}

/** Whether a message with this peer is of another connection: process ids are given anew. */
function isAnothers(session: Session, address: string | null, port: number | null): boolean {
  if (address !== null && session.address !== null && address !== session.address) return true;
  return port !== null && session.port !== null && port !== session.port;
}

import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { type Admission, plainAddress } from './admission.ts';
import type { Connections } from './connection.ts';
import { type Endpoint, type Listening, listenError } from './endpoint.ts';
import type { Receiving } from './receiving.ts';
import { nameOfClient, type ShownCertificate, shownCertificate, type TlsSettings } from './tls-settings.ts';

/** What a server of streams is created with. */
export interface StreamServerOptions {
  readonly endpoint: Endpoint;
  readonly receiving: Receiving;
  readonly connections: Connections;
  readonly admission: Admission;
  /** For `tls://`. */
  readonly tls?: TlsSettings | undefined;
}

const keepAlive = { keepAlive: true, keepAliveInitialDelay: 60_000 };

/** A server that takes connections over TCP, TLS and Unix sockets. */
export class StreamServer implements Listening {
  readonly options: StreamServerOptions;
  readonly server: Server;
  readonly sockets = new Set<Socket>();

  constructor(options: StreamServerOptions) {
    this.options = options;
    const { tls } = options;
    this.server =
      tls === undefined
        ? createServer(keepAlive, (socket) => this.connected(socket))
        : createTlsServer({ ...tls.server, ...keepAlive }, (socket) => this.secured(socket));
    // Before a handshake: a client that may not connect costs nothing more.
    this.server.on('connection', (socket) => this.admit(socket));
    if (tls !== undefined) this.server.on('tlsClientError', (error, socket) => this.handshakeFailed(error, socket));
  }

  get url(): string {
    const { endpoint } = this.options;
    const address = this.server.address();
    if (address === null || typeof address === 'string') return endpoint.url;
    return endpoint.url.replace(/:\d+$/, `:${address.port}`);
  }

  async listen(): Promise<void> {
    const { endpoint, receiving } = this.options;
    const { host, port, path, transport } = endpoint;
    const isLocal = transport === 'unix';
    if (isLocal) await removeStale(endpoint);
    const where = isLocal ? { path } : { host, port, ipv6Only: false };
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error) => reject(listenError(endpoint, error)));
      this.server.listen(where, resolve);
    });
    this.server.removeAllListeners('error');
    this.server.on('error', (error) => this.acceptFailed(error));
    if (isLocal) await chmod(path, Number.parseInt(receiving.settings.socketMode, 8));
  }

  admit(socket: Socket): void {
    const { admission, endpoint } = this.options;
    const address = endpoint.transport === 'unix' ? undefined : plainAddress(socket.remoteAddress ?? '');
    socket.on('error', () => {});
    if (!admission.admits(address)) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      admission.left(address);
    });
  }

  connected(socket: Socket, certificate?: ShownCertificate): void {
    if (socket.destroyed) return;
    const { receiving, connections, endpoint } = this.options;
    const address = plainAddress(socket.remoteAddress ?? '');
    const origin =
      endpoint.transport === 'unix'
        ? receiving.localOrigin(endpoint.url)
        : receiving.connectedOrigin({ address, ...certificate });
    connections.add({ stream: socket, origin, framing: receiving.settings.framing });
  }

  secured(socket: TLSSocket): void {
    const { receiving, tls } = this.options;
    if (tls?.acceptsClient(socket) !== false) {
      this.connected(socket, shownCertificate(socket));
      return;
    }
    const name = nameOfClient(socket);
    const peer = plainAddress(socket.remoteAddress ?? '');
    const words = `${peer} showed a certificate of ${name ?? 'nobody'}, which is not one of clientNames, and was closed`;
    receiving.notices.count('client-name', () => words, { peer, name });
    socket.destroy();
  }

  handshakeFailed(error: Error, socket: Socket): void {
    const peer = plainAddress(socket.remoteAddress ?? '');
    socket.destroy();
    if (peer === '') return;
    this.options.receiving.notices.count('handshake', () => `the TLS handshake with ${peer} failed: ${error.message}`, {
      peer,
    });
  }

  acceptFailed(error: Error): void {
    const { receiving, endpoint } = this.options;
    receiving.notices.count('accept', () => `a connection to ${endpoint.url} failed: ${error.message}`);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

/**
 * Makes room for a Unix socket. A socket file that nobody listens to was left by a process that died, and is removed; anything
 * else stays. Throws `LISTEN_FAILED`.
 */
export async function removeStale(endpoint: Endpoint): Promise<void> {
  // A missing folder would be reported as a missing permission.
  await lstat(dirname(endpoint.path)).catch((cause) => {
    throw listenError(endpoint, cause);
  });
  const stats = await lstat(endpoint.path).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isSocket())
    throw listenError(endpoint, { message: 'there is a file of this name that is not a socket; remove it' });
  if (await answers(endpoint.path)) throw listenError(endpoint, { code: 'EADDRINUSE' });
  await unlink(endpoint.path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}

import { connect, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { serverUrl } from './support.ts';

/** A way to the server that can be closed, and opened again at the same port. */
export interface Proxy {
  readonly port: number;
  open(): Promise<void>;
  /** Cuts every connection; the next ones are refused. */
  close(): Promise<void>;
}

/** What a server shows by TLS. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** The names in the certificates that clients showed. */
  readonly clients: unknown[];
}

function join(client: Socket, sockets: Set<Socket>): void {
  const { hostname, port } = new URL(serverUrl);
  const upstream = connect(Number(port || 5432), hostname);
  for (const socket of [client, upstream]) {
    sockets.add(socket);
    socket
      .on('error', () => {})
      .on('close', () => {
        client.destroy();
        upstream.destroy();
      });
  }
  client.pipe(upstream).pipe(client);
}

/** PostgreSQL's own way to TLS: the client asks in 8 bytes, and `S` is a yes. */
function answerTls(client: Socket, certificate: Certificate, sockets: Set<Socket>): void {
  client.once('data', () => {
    client.write('S');
    const { cert, key, clients } = certificate;
    const secure = new TLSSocket(client, { isServer: true, cert, key, requestCert: true, rejectUnauthorized: false });
    secure.on('secure', () => clients.push(secure.getPeerCertificate().subject?.CN));
    join(secure, sockets);
  });
}

/** Makes a proxy, closed at first. */
export async function createProxy(certificate?: Certificate): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  const open = async () => {
    server = createServer((client) => {
      client.on('error', () => {});
      sockets.add(client);
      if (certificate === undefined) join(client, sockets);
      else answerTls(client, certificate, sockets);
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
  };
  const close = async () => {
    const closed = new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  await open();
  await close();
  onTestFinished(close);
  return {
    get port() {
      return port;
    },
    open,
    close,
  };
}

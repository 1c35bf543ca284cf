import { isIP, isIPv6 } from 'node:net';
import { CorrelatorError } from '@correlator/events';

/** The protocol by which an endpoint receives. */
export type Transport = 'tcp' | 'tls' | 'udp' | 'unix' | 'unixgram';

/** A place where entries are received. */
export interface Endpoint {
  readonly url: string;
  readonly transport: Transport;
  /** An address; `''` for Unix sockets. */
  readonly host: string;
  /** 0 lets the system choose one. */
  readonly port: number;
  /** Of a Unix socket. */
  readonly path: string;
}

const network = /^(tcp|tls|udp):\/\/(?:\[([0-9a-f:.]+)\]|([^\s[\]/:]+)):(\d{1,5})$/i;
const unix = /^(unix|unixgram):\/\/(\/[^\0]*[^/\0])$/i;
const longestPath = 107;

/** Reads `tcp://192.0.2.1:601`, `tls://[::]:6514`, `udp://localhost:514`, `unix:///run/a.sock`; undefined for anything else. */
export function parseEndpoint(url: string): Endpoint | undefined {
  const [, local, path] = unix.exec(url) ?? [];
  if (local !== undefined && path !== undefined) {
    const fits = Buffer.byteLength(path) <= longestPath;
    return fits ? { url, transport: local.toLowerCase() as Transport, host: '', port: 0, path } : undefined;
  }
  const [, transport, v6, name, digits] = network.exec(url) ?? [];
  const host = hostOf(v6, name);
  const port = Number(digits);
  if (transport === undefined || host === undefined || port > 65_535) return undefined;
  return { url, transport: transport.toLowerCase() as Transport, host, port, path: '' };
}

/** Names are not looked up: what is listened to must not depend on a name server. */
function hostOf(v6: string | undefined, name: string | undefined): string | undefined {
  if (v6 !== undefined) return isIPv6(v6) ? v6 : undefined;
  if (name === 'localhost') return '127.0.0.1';
  return name !== undefined && isIP(name) === 4 ? name : undefined;
}

/** Returns whether only this machine can send to an endpoint. */
export function isLocal({ transport, host }: Endpoint): boolean {
  return transport === 'unix' || transport === 'unixgram' || host === '::1' || host.startsWith('127.');
}

/** Something that receives, and can be closed. */
export interface Listening {
  /** Where it listens, with the port that the system chose if 0 was given. */
  readonly url: string;
  /** Resolves when it receives. Throws `LISTEN_FAILED`. */
  listen(): Promise<void>;
  /** Called once a second. */
  look?(): Promise<void>;
  /** Takes nothing more. Resolves when what it listened to is free again. */
  close(): Promise<void>;
}

const fixes: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already; stop it, or give another address or port',
  EACCES:
    'the process is not allowed to; for ports below 1024 give it CAP_NET_BIND_SERVICE, or use one such as 5514, and for a Unix socket a folder that it may write to',
  EADDRNOTAVAIL: 'this machine does not have this address; give one of its own, 0.0.0.0 or [::]',
  EAFNOSUPPORT: 'this machine does not have IPv6; give an IPv4 address',
  ENOENT: 'there is no such folder; make it',
};

/** Returns the error that an endpoint cannot be listened to: why, and the fix. */
export function listenError({ url }: Endpoint, cause: unknown): CorrelatorError {
  const { code = '', message = String(cause) } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return new CorrelatorError('LISTEN_FAILED', `cannot listen at ${url}: ${fixes[code] ?? message}`, {
    cause,
    details: { url, reason: code },
  });
}

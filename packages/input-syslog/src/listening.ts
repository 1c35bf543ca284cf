import { CorrelatorError } from '@correlator/events';
import type { Endpoint } from './endpoint.ts';

/** Something that receives, and can be closed. */
export interface Listening {
  /** Where it listens, with the port that the system chose where 0 was given. */
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
    'the process has not the right to; for ports below 1024 give it CAP_NET_BIND_SERVICE, or use one such as 5514, and for a Unix socket a folder that it may write to',
  EADDRNOTAVAIL: 'this machine has no such address; give one of its own, 0.0.0.0 or [::]',
  EAFNOSUPPORT: 'this machine has no IPv6; give an IPv4 address',
  ENOENT: 'there is no such folder; make it',
};

/** Why an endpoint cannot be listened to, and the fix. */
export function listenError({ url }: Endpoint, cause: unknown): CorrelatorError {
  const { code = '', message = String(cause) } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return new CorrelatorError('LISTEN_FAILED', `cannot listen at ${url}: ${fixes[code] ?? message}`, {
    cause,
    details: { url, reason: code },
  });
}

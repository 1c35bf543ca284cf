import { readFile } from 'node:fs/promises';
import { createSecureContext, type TLSSocket, type TlsOptions } from 'node:tls';
import { CorrelatorError, durationMs } from '@correlator/events';
import type { SyslogInputSettings } from './options.ts';

/** What a TLS server is made with (RFC 5425). */
export interface TlsSettings {
  readonly server: TlsOptions;
  /** Whether the certificate of a client has one of the names that are asked for. */
  acceptsClient(socket: TLSSocket): boolean;
}

async function pemFile(option: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const message = `tls.${option}: cannot read ${path}; give a PEM file that this process may read`;
    throw new CorrelatorError('TLS_FILE_UNREADABLE', message, { cause, details: { option, path } });
  }
}

/** Reads the files. Throws `TLS_FILE_UNREADABLE` and `TLS_INVALID`. */
export async function tlsSettings(settings: SyslogInputSettings): Promise<TlsSettings | undefined> {
  const { tls } = settings;
  if (tls === undefined) return undefined;
  const [cert, key] = await Promise.all([pemFile('cert', tls.cert), pemFile('key', tls.key)]);
  const ca = tls.ca === undefined ? undefined : await pemFile('ca', tls.ca);
  const material = { cert, key, ...(ca !== undefined && { ca }) };
  try {
    createSecureContext(material);
  } catch (cause) {
    const message = `tls: ${tls.cert} and ${tls.key} do not make a certificate with its key: ${(cause as Error).message}; give PEM files that belong together`;
    throw new CorrelatorError('TLS_INVALID', message, { cause });
  }
  const required = tls.clientCertificate === 'required';
  return {
    server: {
      ...material,
      minVersion: 'TLSv1.2',
      requestCert: required,
      rejectUnauthorized: required,
      handshakeTimeout: durationMs(settings.handshakeTimeout, 'handshakeTimeout'),
    },
    acceptsClient: (socket) => tls.clientNames.length === 0 || tls.clientNames.some((name) => isNamed(socket, name)),
  };
}

/** Whether a client's certificate is for `name`: its DNS names count, and its common name where it has none (RFC 5425, 5.2). */
function isNamed(socket: TLSSocket, name: string): boolean {
  return socket.getPeerX509Certificate()?.checkHost(name) !== undefined;
}

/** A certificate that a client showed, and that was checked. */
export interface ShownCertificate {
  /** Its first DNS name, or its common name where it has none (RFC 5425, 5.2). */
  readonly name: string;
  /** Whether it is for `name`. */
  isNamed(name: string): boolean;
}

/** Returns the certificate of a client, if it was asked for one. */
export function shownCertificate(socket: TLSSocket): ShownCertificate | undefined {
  const name = socket.authorized ? (dnsNameOf(socket) ?? nameOfClient(socket)) : undefined;
  return name === undefined ? undefined : { name, isNamed: (other) => isNamed(socket, other) };
}

/** Names that hold a comma stand in quotes: what is behind the first quotation mark may be a part of one. */
function dnsNameOf(socket: TLSSocket): string | undefined {
  const [names = ''] = socket.getPeerX509Certificate()?.subjectAltName?.split('"', 1) ?? [];
  return /(?:^|, )DNS:([^\s,]+)/.exec(names)?.[1];
}

/** What a client's certificate calls it, for people. */
export function nameOfClient(socket: TLSSocket): string | undefined {
  const { CN } = socket.getPeerCertificate().subject ?? {};
  return Array.isArray(CN) ? CN[0] : CN;
}

import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { CorrelatorError, messageOf } from '@correlator/events';
import type { Client, QueryResultRow } from 'pg';
import type { SQLSettings } from '../options/options.ts';

const connectTimeoutMs = 10_000;

/** How long a server is waited for to end a connection. */
const endTimeoutMs = 1_000;

/** A connection to a PostgreSQL server. */
export class PostgresConnection {
  readonly client: Client;
  readonly socket: Socket;
  /** Whether it has ended, or said that it cannot go on. */
  isBroken = false;

  constructor(client: Client, socket: Socket) {
    this.client = client;
    this.socket = socket;
    const breaks = () => {
      this.isBroken = true;
    };
    // Without a listener an error between two queries would end the process.
    client.on('error', breaks).on('end', breaks);
  }

  async query<R extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
    return this.client.query<R>(text, [...values]);
  }

  /** Runs `action` in a transaction. If even taking it back fails, the connection is given up. */
  async transaction<T>(action: () => Promise<T>): Promise<T> {
    await this.query('BEGIN');
    try {
      const result = await action();
      await this.query('COMMIT');
      return result;
    } catch (error) {
      await this.query('ROLLBACK').catch(() => this.destroy());
      throw error;
    }
  }

  /** Ends the connection at once. What is under way fails, and the server takes it back. */
  destroy(): void {
    this.isBroken = true;
    this.socket.destroy();
  }

  async end(): Promise<void> {
    const timer = setTimeout(() => this.destroy(), endTimeoutMs);
    await this.client.end().catch(() => {});
    clearTimeout(timer);
    this.destroy();
  }
}

/** Connects. `made` is given the socket, so that the attempt can be given up. */
export async function connectPostgres(
  { database, tls }: Pick<SQLSettings, 'database' | 'tls'>,
  made: (socket: Socket) => void,
): Promise<PostgresConnection> {
  const ssl = await tlsOptions(tls);
  const { Client } = await import('pg');
  const socket = new Socket();
  made(socket);
  const client = new Client({
    connectionString: database,
    ...(ssl !== undefined && { ssl }),
    stream: () => socket,
    keepAlive: true,
    connectionTimeoutMillis: connectTimeoutMs,
    fallback_application_name: 'correlator',
  });
  const connection = new PostgresConnection(client, socket);
  try {
    await client.connect();
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

async function pemFile(option: string, path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    const message = `tls.${option}: cannot read ${path}; give a PEM file that this process may read`;
    throw new CorrelatorError('TLS_FILE_UNREADABLE', message, { cause, details: { option, path } });
  }
}

/** Returns the option `tls` as connections want it, its files read. Throws `TLS_FILE_UNREADABLE` and `TLS_INVALID`. */
export async function tlsOptions(tls: SQLSettings['tls']): Promise<boolean | ConnectionOptions | undefined> {
  if (tls === undefined || typeof tls === 'boolean') return tls;
  const { ca, cert, key, rejectUnauthorized } = tls;
  const files = await Promise.all([pemFile('ca', ca), pemFile('cert', cert), pemFile('key', key)]);
  const material = Object.fromEntries(['ca', 'cert', 'key'].map((name, at) => [name, files[at]]));
  try {
    createSecureContext(material);
  } catch (cause) {
    const message = `tls: these files do not make certificates and a key: ${messageOf(cause)}; give PEM files that belong together`;
    throw new CorrelatorError('TLS_INVALID', message, { cause });
  }
  return { ...material, rejectUnauthorized };
}

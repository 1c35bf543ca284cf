import { readFile } from 'node:fs/promises';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { CorrelatorError, messageOf } from '@correlator/events';
import type { SQLSettings } from '../options/options.ts';

async function pemFile(option: string, path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    const message = `tls.${option}: cannot read ${path}; give a PEM file that this process may read`;
    throw new CorrelatorError('TLS_FILE_UNREADABLE', message, { cause, details: { option, path } });
  }
}

/** What the option `tls` comes to, its files read. Throws `TLS_FILE_UNREADABLE` and `TLS_INVALID`. */
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

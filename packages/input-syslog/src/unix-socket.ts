import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { Endpoint } from './endpoint.ts';
import { listenError } from './listening.ts';

/**
 * Makes room for a Unix socket: a socket file that nobody listens to any more was left by a process that died, and is removed;
 * anything else stays. Throws `LISTEN_FAILED`.
 */
export async function removeStale(endpoint: Endpoint): Promise<void> {
  // A missing folder would be told as a missing right.
  await lstat(dirname(endpoint.path)).catch((cause) => {
    throw listenError(endpoint, cause);
  });
  const stats = await lstat(endpoint.path).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isSocket())
    throw listenError(endpoint, { message: 'there is a file of this name that is no socket; remove it' });
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

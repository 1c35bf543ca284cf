import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { Admission } from './admission.ts';
import { DatagramServer } from './datagram-server.ts';
import type { Endpoint } from './endpoint.ts';
import { type Listening, listenError } from './listening.ts';
import { endpointsOf } from './options.ts';
import type { Receiving } from './receiving.ts';
import { Senders } from './senders.ts';
import { StreamServer } from './stream-server.ts';
import { tlsSettings } from './tls-settings.ts';
import { UnixgramServer } from './unixgram-server.ts';

type Server = Listening & { listen(): Promise<void>; look?(): Promise<void> };

/** Listens at every endpoint; where one fails, those before it are closed again. */
export async function listenAll(receiving: Receiving): Promise<readonly Server[]> {
  const servers = await serversOf(receiving);
  const open: Server[] = [];
  try {
    for (const { endpoint, server } of servers) {
      if (endpoint.transport === 'unix') await removeStale(endpoint);
      // One that fails half-way is closed with the others.
      if (endpoint.transport === 'unixgram') open.push(server);
      await server.listen();
      if (endpoint.transport !== 'unixgram') open.push(server);
      if (endpoint.transport === 'unix') await chmod(endpoint.path, Number.parseInt(receiving.settings.socketMode, 8));
    }
    return open;
  } catch (error) {
    await Promise.all(open.map((server) => server.close()));
    throw error;
  }
}

async function serversOf(receiving: Receiving): Promise<readonly { endpoint: Endpoint; server: Server }[]> {
  const { settings } = receiving;
  const tls = await tlsSettings(settings);
  const admission = new Admission(receiving);
  const senders = new Senders(settings.maxDatagramBytes);
  const serverOf = (endpoint: Endpoint): Server => {
    if (endpoint.transport === 'udp') return new DatagramServer({ endpoint, receiving, senders });
    if (endpoint.transport === 'unixgram') return new UnixgramServer(endpoint, receiving);
    return new StreamServer({ endpoint, receiving, admission, tls: endpoint.transport === 'tls' ? tls : undefined });
  };
  return endpointsOf(settings.listen).map((endpoint) => ({ endpoint, server: serverOf(endpoint) }));
}

/** A socket file that nobody listens to any more was left by a process that died; anything else stays. */
async function removeStale(endpoint: Endpoint): Promise<void> {
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
    const socket = connect({ path });
    socket.once('connect', () => resolve(true));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
    socket.once('close', () => {});
    socket.once('connect', () => socket.destroy());
  });
}

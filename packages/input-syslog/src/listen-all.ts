import { Admission } from './admission.ts';
import { DatagramServer } from './datagram-server.ts';
import type { Endpoint } from './endpoint.ts';
import type { Listening } from './listening.ts';
import { endpointsOf } from './options.ts';
import type { Receiving } from './receiving.ts';
import { Senders } from './senders.ts';
import { StreamServer } from './stream-server.ts';
import { tlsSettings } from './tls-settings.ts';
import { UnixgramServer } from './unixgram-server.ts';

/** Listens at every endpoint; where one fails, all are closed again. */
export async function listenAll(receiving: Receiving): Promise<readonly Listening[]> {
  const open: Listening[] = [];
  try {
    for (const server of await serversOf(receiving)) {
      // One that fails half-way is closed with the others.
      open.push(server);
      await server.listen();
    }
    return open;
  } catch (error) {
    await Promise.all(open.map((server) => server.close()));
    throw error;
  }
}

async function serversOf(receiving: Receiving): Promise<readonly Listening[]> {
  const { settings } = receiving;
  const tls = await tlsSettings(settings);
  const admission = new Admission(receiving);
  const senders = new Senders(settings.maxDatagramBytes);
  const serverOf = (endpoint: Endpoint): Listening => {
    if (endpoint.transport === 'udp') return new DatagramServer({ endpoint, receiving, senders });
    if (endpoint.transport === 'unixgram') return new UnixgramServer(endpoint, receiving);
    return new StreamServer({ endpoint, receiving, admission, tls: endpoint.transport === 'tls' ? tls : undefined });
  };
  return endpointsOf(settings.listen).map(serverOf);
}

import { type Input, type InputContext, type Json, parseOptions, type RecordBatch } from '@correlator/core';
import { CorrelatorError } from '@correlator/events';
import { createLineParser, type LineParser } from '@correlator/syslog';
import { Admission } from './admission.ts';
import { BatchMaker } from './batch-maker.ts';
import { Connections } from './connection.ts';
import { DatagramServer } from './datagram-server.ts';
import type { Endpoint, Listening } from './endpoint.ts';
import { endpointsOf, type SyslogInputOptions, type SyslogInputSettings, syslogOptions } from './options.ts';
import { Receiving } from './receiving.ts';
import { Senders } from './senders.ts';
import { StreamServer } from './stream-server.ts';
import { tlsSettings } from './tls-settings.ts';
import { UnixgramServer } from './unixgram-server.ts';

/** About how many messages a batch has. */
const batchFrames = 2_000;
const lookMs = 1_000;

/** What a syslog input is created with besides its options. */
export interface SyslogInputSetup {
  /** Its name in the configuration. @default 'syslog' */
  readonly name?: string;
}

/**
 * A syslog server, which receives over TCP, TLS, UDP and Unix sockets. What was received is gone from the network, so a position
 * is never taken up again: records are numbered from 0 at each start, under a new identity.
 *
 * @example
 * const input = createSyslogInput({ listen: 'udp://127.0.0.1:5514', allow: ['192.0.2.0/24'] });
 * const engine = createEngine({ inputs: [input], modules, listeners });
 */
export class SyslogInput implements Input {
  readonly name: string;
  readonly live = true;
  readonly settings: SyslogInputSettings;
  receiving: Receiving | undefined = undefined;
  clients: Connections | undefined = undefined;
  listening: readonly Listening[] = [];
  batches: BatchMaker | undefined = undefined;
  stopped = false;
  cancelLook: () => void = () => {};

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: SyslogInputOptions = {}, setup: SyslogInputSetup = {}) {
    this.name = setup.name ?? 'syslog';
    this.settings = parseOptions(syslogOptions, options, `inputs.${this.name}`);
  }

  /** Listens at every endpoint, or at none: throws `LISTEN_FAILED`, `TLS_FILE_UNREADABLE`, `TLS_INVALID` or `PERL_MISSING`. */
  async start(context: InputContext): Promise<void> {
    const receiving = new Receiving(this.name, this.settings, context);
    const clients = new Connections(receiving);
    this.listening = await listenAll(clients);
    this.receiving = receiving;
    this.clients = clients;
    this.batches = new BatchMaker(this.parser(context), (origin, host) => receiving.refuseHost(origin, host));
    this.stopped = false;
    this.look(context);
  }

  parser({ zone, clock }: InputContext): LineParser {
    const { format, zone: stated = zone } = this.settings;
    return createLineParser({ format, zone: stated, reference: clock.now() });
  }

  /** Where it listens, as URLs with the ports that the system chose. */
  get urls(): readonly string[] {
    return this.listening.map(({ url }) => url);
  }

  /** How often each limit was met, and each trouble seen, since the start, by kind. */
  get figures(): ReadonlyMap<string, number> {
    return this.receiving?.notices.counts ?? new Map();
  }

  /** How many connections there are. */
  get connections(): number {
    return this.clients?.open.size ?? 0;
  }

  async read(): Promise<RecordBatch | undefined> {
    const { receiving, batches } = this;
    if (receiving === undefined || batches === undefined)
      throw new CorrelatorError('INPUT_NOT_STARTED', `${this.name}: call start() first`);
    const { inbox } = receiving;
    // Sockets have their turn before each batch: what they bring must not wait for the end of a flood.
    await new Promise(setImmediate);
    while (inbox.idle && !this.stopped) await inbox.signal.wait();
    if (inbox.idle) return undefined;
    const batch = batches.make(inbox.take(batchFrames), inbox.takeDropped());
    this.clients?.release();
    return batch;
  }

  /** Closes everything. What was received before is still given by `read`. */
  async stop(): Promise<void> {
    this.cancelLook();
    const { listening, receiving } = this;
    this.listening = [];
    this.clients?.close();
    await Promise.all(listening.map((one) => one.close()));
    this.stopped = true;
    receiving?.inbox.signal.raise();
  }

  positions(): Json {
    return null;
  }

  resume(): void {}

  look(context: InputContext): void {
    this.cancelLook = context.clock.after(lookMs, () => {
      this.clients?.look();
      for (const one of this.listening) one.look?.().catch(() => {});
      this.look(context);
    });
  }
}

/**
 * Creates a syslog server as an input. Throws `OPTIONS_INVALID` with every problem of the options.
 *
 * @example
 * const input = createSyslogInput({ listen: ['tcp://[::1]:5514', 'udp://127.0.0.1:5514'] });
 */
export function createSyslogInput(options: SyslogInputOptions = {}, setup: SyslogInputSetup = {}): SyslogInput {
  return new SyslogInput(options, setup);
}

/** Listens at every endpoint. If one fails, all are closed again. */
export async function listenAll(connections: Connections): Promise<readonly Listening[]> {
  const open: Listening[] = [];
  try {
    for (const server of await serversOf(connections)) {
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

async function serversOf(connections: Connections): Promise<readonly Listening[]> {
  const { receiving } = connections;
  const { settings } = receiving;
  const tls = await tlsSettings(settings);
  const admission = new Admission(receiving);
  const senders = new Senders(settings.maxDatagramBytes);
  const serverOf = (endpoint: Endpoint): Listening => {
    if (endpoint.transport === 'udp') return new DatagramServer({ endpoint, receiving, senders });
    if (endpoint.transport === 'unixgram') return new UnixgramServer(endpoint, connections);
    return new StreamServer({
      ...{ endpoint, receiving, connections, admission },
      tls: endpoint.transport === 'tls' ? tls : undefined,
    });
  };
  return endpointsOf(settings.listen).map(serverOf);
}

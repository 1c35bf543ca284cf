import type { Readable } from 'node:stream';
import { durationMs } from '@correlator/events';
import { type Frame, FrameDecoder, type FrameProblem, type Framing } from '@correlator/syslog';
import { Channel, type Origin } from './channel.ts';
import type { Receiving } from './receiving.ts';

/** A sender that is this far ahead of the engine has to wait, until half of it is read. */
const mostPending = 262_144;

/** What a connection is created with. */
export interface ConnectionOptions {
  readonly stream: Readable;
  readonly origin: Origin;
  readonly framing: Framing;
}

const problemWords: Readonly<Record<FrameProblem, string>> = {
  'too-long': 'sent a message of more than maxMessageBytes',
  'bad-length': 'sent something other than the length of the next message, and was closed; state `framing`',
  incomplete: 'ended in the middle of a message',
};

/** How long a connection may be silent, and a message incomplete, in milliseconds. */
interface Patience {
  readonly idleMs: number;
  readonly messageMs: number;
}

/** The connections of one input. */
export class Connections {
  readonly receiving: Receiving;
  readonly patience: Patience;
  readonly open = new Set<Connection>();
  /** Those that must wait until more is read. */
  readonly held = new Set<Connection>();

  constructor(receiving: Receiving) {
    const { idleTimeout, messageTimeout } = receiving.settings;
    this.receiving = receiving;
    this.patience = {
      idleMs: durationMs(idleTimeout, 'idleTimeout'),
      messageMs: durationMs(messageTimeout, 'messageTimeout'),
    };
  }

  /** Takes a connection from outside: it is closed if it is silent or stuck, and with all others. */
  add(options: ConnectionOptions): void {
    this.open.add(new Connection(this, options));
  }

  /** Something was read: connections that waited for that may go on. */
  release(): void {
    for (const connection of this.held) if (connection.release()) this.held.delete(connection);
  }

  /** Closes connections that are silent or stuck. */
  look(): void {
    const now = this.receiving.now();
    for (const connection of this.open) connection.look(now, this.patience);
  }

  close(): void {
    for (const connection of this.open) connection.close();
  }
}

/** A stream of messages from one sender. */
export class Connection {
  readonly connections: Connections;
  readonly receiving: Receiving;
  readonly options: ConnectionOptions;
  readonly decoder: FrameDecoder;
  readonly channel: Channel;
  /** It must wait until the engine has read what it sent. */
  held = false;
  over = false;
  lastDataAt: number;
  /** How many bytes came that are not in a parcel yet: the beginning of a message. */
  bytes = 0;
  /** When the message that is not complete was begun. */
  begunAt: number | undefined = undefined;

  constructor(connections: Connections, options: ConnectionOptions) {
    const { receiving } = connections;
    this.connections = connections;
    this.receiving = receiving;
    this.options = options;
    this.decoder = new FrameDecoder({ framing: options.framing, maxBytes: receiving.settings.maxMessageBytes });
    this.channel = new Channel(receiving.streams);
    this.lastDataAt = receiving.now();
    const { stream } = options;
    stream.on('data', (chunk: Buffer) => this.receive(chunk));
    stream.on('end', () => this.finish());
    stream.on('error', (error) => this.failed(error));
    stream.on('close', () => this.finish());
  }

  receive(chunk: Buffer): void {
    if (this.over) return;
    this.lastDataAt = this.receiving.now();
    this.bytes += chunk.length;
    const frames = this.decoder.push(chunk);
    this.deliver(frames);
    if (this.decoder.broken) this.close();
    else if (!this.decoder.incomplete) this.begunAt = undefined;
    else if (frames.length > 0 || this.begunAt === undefined) this.begunAt = this.lastDataAt;
    const { held, most } = this.receiving.streams;
    if (this.channel.held > mostPending || held > most) this.hold();
  }

  deliver(frames: Frame[]): void {
    for (const frame of frames) if (typeof frame !== 'string') this.problem(frame.problem);
    if (frames.length === 0) return;
    const parcel = { origin: this.options.origin, frames, receivedAt: this.lastDataAt, bytes: this.bytes };
    this.bytes = 0;
    this.receiving.inbox.put(this.channel, parcel);
  }

  problem(problem: FrameProblem): void {
    const { peer } = this.options.origin;
    this.receiving.notices.count(problem, () => `${peer} ${problemWords[problem]}`, { peer });
  }

  hold(): void {
    this.held = true;
    this.connections.held.add(this);
    this.options.stream.pause();
  }

  /** Lets it send again if it has waited long enough. Returns whether it may. */
  release(): boolean {
    const { held, most } = this.receiving.streams;
    if (this.channel.held > mostPending / 2 || held > most / 2) return false;
    this.held = false;
    // It was not allowed to send meanwhile, which does not count against it.
    this.lastDataAt = this.receiving.now();
    if (this.begunAt !== undefined) this.begunAt = this.lastDataAt;
    this.options.stream.resume();
    return true;
  }

  /** Closes it if it has been silent, or a message of it incomplete, for too long. */
  look(now: number, { idleMs, messageMs }: Patience): void {
    if (this.held || this.over) return;
    if (this.begunAt !== undefined && now - this.begunAt >= messageMs)
      this.timeOut('message-timeout', 'did not complete a message within messageTimeout');
    else if (now - this.lastDataAt >= idleMs) this.timeOut('idle-timeout', 'sent nothing for idleTimeout');
  }

  timeOut(kind: string, words: string): void {
    const { peer } = this.options.origin;
    this.receiving.notices.count(kind, () => `${peer} ${words}, and was closed`, { peer });
    this.close();
  }

  failed(error: Error): void {
    const { peer } = this.options.origin;
    this.receiving.notices.count('broken', () => `the connection of ${peer} broke: ${error.message}`, { peer });
  }

  close(): void {
    this.finish();
    this.options.stream.destroy();
  }

  /** Nothing more comes. */
  finish(): void {
    if (this.over) return;
    this.over = true;
    this.connections.open.delete(this);
    this.connections.held.delete(this);
    this.deliver(this.decoder.end());
  }
}

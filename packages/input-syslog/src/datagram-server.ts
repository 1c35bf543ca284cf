import { createSocket, type Socket } from 'node:dgram';
import type { Frame } from '@correlator/syslog';
import { createAllowList, plainAddress } from './admission.ts';
import type { Channel } from './channel.ts';
import { type Endpoint, type Listening, listenError } from './endpoint.ts';
import { KernelDrops } from './kernel-drops.ts';
import type { Receiving } from './receiving.ts';
import type { Senders } from './senders.ts';

/** A parcel takes so many datagrams of one sender at one time. */
const parcelFrames = 64;
const [lf, cr, nul] = [10, 13, 0];

const dropWords = {
  'not-allowed': (sender: string) => `datagrams of ${sender}, who is not among \`allow\`, are dropped`,
  'ring-full': () => 'datagrams come faster than they are processed: those of who sends most are dropped',
} as const;

/** What a server of datagrams needs. */
export interface DatagramServerOptions {
  readonly endpoint: Endpoint;
  readonly receiving: Receiving;
  readonly senders: Senders;
}

/** Takes datagrams over UDP, one message in each (RFC 5426, 3.1). It never lets them wait in the kernel. */
export class DatagramServer implements Listening {
  readonly options: DatagramServerOptions;
  readonly socket: Socket;
  readonly allows: (address: string) => boolean;
  drops: KernelDrops | undefined = undefined;

  constructor(options: DatagramServerOptions) {
    this.options = options;
    const { endpoint, receiving } = options;
    const { allow, receiveBufferBytes } = receiving.settings;
    this.allows = createAllowList(allow);
    const type = endpoint.host.includes(':') ? 'udp6' : 'udp4';
    this.socket = createSocket({ type, recvBufferSize: receiveBufferBytes });
    this.socket.on('message', (message, { address }) => {
      const sender = plainAddress(address);
      if (this.allows(sender)) this.receive(message, sender);
      else this.drop('not-allowed', sender, 1);
    });
  }

  get url(): string {
    return this.options.endpoint.url.replace(/:\d+$/, `:${this.socket.address().port}`);
  }

  async listen(): Promise<void> {
    const { endpoint } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.socket.once('error', (error) => reject(listenError(endpoint, error)));
      this.socket.bind({ address: endpoint.host, port: endpoint.port, exclusive: true }, resolve);
    });
    this.socket.removeAllListeners('error');
    this.socket.on('error', (error) => this.failed(error));
    this.drops = new KernelDrops(this.socket.address());
    await this.drops.since();
  }

  receive(message: Buffer, sender: string): void {
    const frame = this.frameOf(message);
    if (frame === undefined) return;
    const { senders, receiving } = this.options;
    const channel = senders.channelOf(sender);
    if (senders.budget.held + message.length > senders.budget.most && !this.hasRoom(channel, sender)) return;
    const now = receiving.now();
    const { last } = channel;
    if (last?.origin.source.sender === sender && last.receivedAt === now && last.frames.length < parcelFrames)
      channel.extend(frame, message.length);
    else
      receiving.inbox.put(channel, {
        origin: receiving.datagramOrigin(sender),
        frames: [frame],
        receivedAt: now,
        bytes: message.length,
      });
  }

  hasRoom(channel: Channel, sender: string): boolean {
    const { dropped, room } = this.options.senders.makeRoom(channel);
    this.drop('ring-full', sender, dropped);
    return room;
  }

  /** Line ends and NULs at the end belong to no message. */
  frameOf(message: Buffer): Frame | undefined {
    const { maxMessageBytes } = this.options.receiving.settings;
    let end = message.length;
    while (end > 0 && (message[end - 1] === lf || message[end - 1] === cr || message[end - 1] === nul)) end--;
    if (end === 0) return undefined;
    if (end > maxMessageBytes) return { problem: 'too-long', text: message.toString('utf8', 0, 1_024) };
    return message.toString('utf8', 0, end);
  }

  drop(reason: keyof typeof dropWords, sender: string, count: number): void {
    const { inbox, notices } = this.options.receiving;
    inbox.drop(reason, count);
    notices.count(`datagram-${reason}`, () => dropWords[reason](sender), { sender });
  }

  /** Counts what the kernel dropped, as its buffer was full. */
  async look(): Promise<void> {
    const count = (await this.drops?.since()) ?? 0;
    if (count === 0) return;
    const { inbox, notices } = this.options.receiving;
    inbox.drop('kernel-buffer-full', count);
    const kept = Math.round(this.socket.getRecvBufferSize() / 2_048);
    const words = `the kernel dropped ${count} datagrams of ${this.url}: its buffer holds ${kept} KiB; raise net.core.rmem_max`;
    notices.count('kernel-buffer-full', () => words, { dropped: count });
  }

  failed(error: Error): void {
    const { receiving, endpoint } = this.options;
    receiving.notices.count('datagram', () => `receiving at ${endpoint.url} failed: ${error.message}`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.socket.close(() => resolve());
    });
  }
}

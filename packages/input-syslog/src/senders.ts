import { Budget, Channel } from './channel.ts';

/** So many senders of datagrams have a channel of their own; those beyond share some. */
const mostSenders = 1_024;
const sharedChannels = 64;
/** What is dropped of the heaviest sender at a time: looking for it costs something. */
const dropBytes = 65_536;

/** The channels of senders of datagrams, and the memory that all of them may hold. */
export class Senders {
  readonly budget: Budget;
  readonly own = new Map<string, Channel>();
  readonly shared: readonly Channel[];

  constructor(maxBytes: number) {
    this.budget = new Budget(maxBytes);
    this.shared = Array.from({ length: sharedChannels }, () => new Channel(this.budget));
  }

  channelOf(sender: string): Channel {
    const known = this.own.get(sender);
    if (known !== undefined) return known;
    if (this.own.size >= mostSenders) this.forgetEmpty();
    if (this.own.size >= mostSenders) return this.shared[bucketOf(sender)] as Channel;
    const channel = new Channel(this.budget);
    this.own.set(sender, channel);
    return channel;
  }

  forgetEmpty(): void {
    for (const [sender, channel] of this.own) if (channel.empty) this.own.delete(sender);
  }

  /**
   * Makes room for a datagram. Whose sender holds its share or more, is given up itself; otherwise the oldest of who holds
   * most are. Returns how many were, and whether there is room.
   */
  makeRoom(channel: Channel): { readonly dropped: number; readonly room: boolean } {
    if (channel.held * this.budget.holders >= this.budget.held) return { dropped: 1, room: false };
    const heaviest = [...this.own.values(), ...this.shared].reduce((most, other) =>
      other.held > most.held ? other : most,
    );
    return { dropped: heaviest.discard(dropBytes), room: true };
  }
}

/** FNV-1a: which of the shared channels a sender has. */
function bucketOf(sender: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < sender.length; i++) hash = Math.imul(hash ^ sender.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % sharedChannels;
}

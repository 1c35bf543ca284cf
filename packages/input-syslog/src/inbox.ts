import { type Dropped, Signal } from '@correlator/core';
import type { Channel, Parcel } from './channel.ts';

/** A channel's turn ends after so many messages: others have theirs. */
const turnFrames = 128;
/** Parcels of one batch were received within this time. */
const togetherMs = 1_000;

/** What was received and not read yet: channels take turns, so that nobody's flood delays the others. */
export class Inbox {
  readonly signal = new Signal();
  readonly dropped = new Map<string, number>();
  /** Channels that hold something, whose turn is next first. */
  readonly ring: Channel[] = [];

  get idle(): boolean {
    return this.ring.length === 0 && this.dropped.size === 0;
  }

  put(channel: Channel, parcel: Parcel): void {
    channel.add(parcel);
    this.enqueue(channel);
    this.signal.raise();
  }

  /** Counts messages that were given up. */
  drop(reason: string, count: number): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + count);
    this.signal.raise();
  }

  /** Some `most` messages, by turns: those of one batch. */
  take(most: number): Parcel[] {
    const parcels: Parcel[] = [];
    for (let left = most; left > 0; ) {
      const channel = this.ring.shift();
      if (channel === undefined) break;
      const taken = turnOf(channel, parcels);
      if (taken === 0 && !channel.empty) {
        this.ring.unshift(channel);
        break;
      }
      channel.queued = false;
      if (!channel.empty) this.enqueue(channel);
      left -= taken;
    }
    return parcels;
  }

  takeDropped(): readonly Dropped[] {
    const dropped = [...this.dropped].map(([reason, count]) => ({ reason, count }));
    this.dropped.clear();
    return dropped;
  }

  enqueue(channel: Channel): void {
    if (channel.queued) return;
    channel.queued = true;
    this.ring.push(channel);
  }
}

/** Takes what one channel has, up to its share; nothing where it was received at another time than the rest. */
function turnOf(channel: Channel, parcels: Parcel[]): number {
  let taken = 0;
  for (let next = channel.first; next !== undefined && taken < turnFrames; next = channel.first) {
    const { receivedAt } = parcels[0] ?? next;
    if (Math.abs(next.receivedAt - receivedAt) > togetherMs) break;
    channel.take();
    parcels.push(next);
    taken += next.frames.length;
  }
  return taken;
}

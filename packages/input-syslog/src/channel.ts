import type { RecordSource, Vouched } from '@correlator/events';
import type { Frame } from '@correlator/syslog';
import type { SpokenHosts } from './spoken-hosts.ts';

/** What the messages of one sender have in common. */
export interface Origin {
  readonly source: RecordSource;
  /** The sender's name, for people. */
  readonly peer: string;
  /** What the connection itself says of the sender. */
  readonly vouched?: Vouched;
  /** The hosts that it may speak for. @default any */
  readonly hosts?: SpokenHosts;
}

/** Messages that came together: of one sender, at one time. */
export interface Parcel {
  readonly origin: Origin;
  readonly frames: Frame[];
  /** ms since 1970 UTC. */
  readonly receivedAt: number;
  /** As they came over the wire. */
  bytes: number;
}

/** What one message costs in memory beside its bytes. */
const frameBytes = 64;

/** Memory that channels share. */
export class Budget {
  readonly most: number;
  held = 0;
  /** Channels that hold some of it. */
  holders = 0;

  constructor(most: number) {
    this.most = most;
  }
}

/** What one connection, or one sender of datagrams, sent and nobody has read yet, in order. */
export class Channel {
  readonly budget: Budget;
  readonly parcels: Parcel[] = [];
  /** Where in `parcels` the first one is that is not taken. */
  head = 0;
  /** Memory, in bytes. */
  held = 0;
  /** It waits for its turn in the inbox. */
  queued = false;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  get empty(): boolean {
    return this.head === this.parcels.length;
  }

  get first(): Parcel | undefined {
    return this.parcels[this.head];
  }

  get last(): Parcel | undefined {
    return this.empty ? undefined : this.parcels.at(-1);
  }

  add(parcel: Parcel): void {
    if (this.empty) this.budget.holders++;
    this.parcels.push(parcel);
    this.hold(parcel.bytes + parcel.frames.length * frameBytes);
  }

  /** Adds a message to the last parcel. */
  extend(frame: Frame, bytes: number): void {
    const parcel = this.last;
    if (parcel === undefined) return;
    parcel.frames.push(frame);
    parcel.bytes += bytes;
    this.hold(bytes + frameBytes);
  }

  take(): Parcel | undefined {
    const parcel = this.first;
    if (parcel === undefined) return undefined;
    this.head++;
    this.hold(-parcel.bytes - parcel.frames.length * frameBytes);
    if (this.empty) this.clear();
    else if (this.head >= 1_024) this.forgetTaken();
    return parcel;
  }

  /** Gives up the oldest, some `bytes` of it; returns how many messages that were. */
  discard(bytes: number): number {
    let count = 0;
    for (const least = this.held - bytes; this.held > least && !this.empty; ) count += this.take()?.frames.length ?? 0;
    return count;
  }

  hold(bytes: number): void {
    this.held += bytes;
    this.budget.held += bytes;
  }

  clear(): void {
    this.budget.holders--;
    this.parcels.length = 0;
    this.head = 0;
  }

  forgetTaken(): void {
    this.parcels.splice(0, this.head);
    this.head = 0;
  }
}

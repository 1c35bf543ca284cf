import { AddressBlocked, AddressUnblocked } from '@correlator/events';
import type { Target } from './target.ts';

/** A source that is blocked. */
export interface Block extends Target {
  /** Since when it is blocked without a break, and until when: milliseconds since 1970 UTC. */
  readonly since: number;
  readonly until: number;
  /** How many times it has been blocked in a row, this time included. */
  readonly offence: number;
  /** The event that it is blocked for, when that happened, and who dispatched it. */
  readonly causeId: string;
  readonly causeType: string;
  readonly causeSystem: string;
  readonly causeTime: number;
}

/** An event to block for. */
export type Cause = Pick<Block, 'causeId' | 'causeType' | 'causeSystem' | 'causeTime'>;

/** For how long sources are blocked. */
export interface BlockingPolicy {
  readonly durationMs: number;
  readonly factor: number;
  readonly maxDurationMs: number;
  readonly forgetMs: number;
  readonly maxBlocks: number;
}

/** The reason why nothing is done: it is over, has been acted on, or there is no room. */
export type NoBlock = 'over' | 'known' | 'full';

/** Returns a block as it is remembered after somebody undid it: as over, and not an offence. */
export function pardoned(block: Block): Block {
  return { ...block, until: Math.min(block.until, block.causeTime), offence: 0 };
}

/** The list of who is blocked until when, and who was before. It reads no clock. */
export class BlockList {
  readonly policy: BlockingPolicy;
  /** The blocks by network. */
  readonly blocks = new Map<string, Block>();
  /** Blocks that have ended, for who comes again: the one that ended longest ago first. */
  readonly past = new Map<string, Block>();

  constructor(policy: BlockingPolicy) {
    this.policy = policy;
  }

  /** Returns what follows from an event about `target`. `pending` holds what was decided and is not added yet. */
  decide(
    target: Target,
    cause: Cause,
    { now, pending }: { readonly now: number; readonly pending: ReadonlyMap<string, Block> },
  ): Block | NoBlock {
    const going = pending.get(target.network) ?? this.blocks.get(target.network);
    const before = going ?? this.past.get(target.network);
    if (before !== undefined && cause.causeTime <= before.causeTime) return 'known';
    const offence = going?.offence ?? this.offenceAfter(before, cause.causeTime);
    const until = Math.min(cause.causeTime, now) + this.durationOf(offence);
    if (until <= now) return 'over';
    if (going !== undefined && until <= going.until) return 'known';
    if (going === undefined && this.blocks.size + pending.size >= this.policy.maxBlocks) return 'full';
    return { ...target, ...cause, since: going?.since ?? now, until, offence };
  }

  offenceAfter(before: Block | undefined, time: number): number {
    return before === undefined || time - before.until > this.policy.forgetMs ? 1 : before.offence + 1;
  }

  durationOf(offence: number): number {
    const { durationMs, factor, maxDurationMs } = this.policy;
    return Math.min(durationMs * factor ** (offence - 1), maxDurationMs);
  }

  add(block: Block): void {
    this.past.delete(block.network);
    this.blocks.set(block.network, block);
  }

  /** Ends a block, and remembers it. */
  end(block: Block): void {
    this.blocks.delete(block.network);
    this.past.delete(block.network);
    this.past.set(block.network, block);
    if (this.past.size <= this.policy.maxBlocks) return;
    for (const oldest of this.past.keys()) {
      this.past.delete(oldest);
      return;
    }
  }

  /** Lets a source in: its offences are forgotten, but not what was acted on. Returns its block, if it had one. */
  pardon(network: string): Block | undefined {
    const block = this.blocks.get(network);
    if (block !== undefined) this.end(pardoned(block));
    return block;
  }

  /** Returns the blocks that are over. */
  over(now: number): Block[] {
    return [...this.blocks.values()].filter(({ until }) => until <= now);
  }

  /** Returns when the next block ends. */
  nextEnd(): number | undefined {
    let next: number | undefined;
    for (const { until } of this.blocks.values()) if (next === undefined || until < next) next = until;
    return next;
  }

  /** Returns all that is worth keeping at `now`. */
  worthKeeping(now: number): Block[] {
    const past = [...this.past.values()].filter(({ until }) => now - until <= this.policy.forgetMs);
    return [...past, ...this.blocks.values()];
  }
}

/** Whether blocks are only reported, and not made. */
interface Mode {
  readonly dryRun: boolean;
}

/** Returns the event that a source is blocked. */
export function blockedEvent(block: Block, { dryRun }: Mode): AddressBlocked {
  const { address, network, until, offence, causeType, causeSystem, causeId, causeTime } = block;
  const duration = until - causeTime;
  return new AddressBlocked({ address, network, until, duration, offence, causeType, causeSystem, causeId, dryRun });
}

/** Returns the event that a source is no longer blocked, and why. */
export function unblockedEvent(
  { address, network, since, causeType, causeSystem }: Block,
  reason: AddressUnblocked['data']['reason'],
  { dryRun }: Mode,
): AddressUnblocked {
  return new AddressUnblocked({ address, network, since, reason, causeType, causeSystem, dryRun });
}

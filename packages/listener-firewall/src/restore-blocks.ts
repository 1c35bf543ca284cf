import { type Block, type BlockList, pardoned } from './block-list.ts';
import type { Journal } from './journal.ts';
import type { Target } from './target.ts';

/** What became of the blocks in a journal at a start. */
export interface Restored {
  /** Those who may no longer be blocked, by the configuration of today. */
  readonly allowed: readonly Block[];
  /** Those that ended while nobody looked. */
  readonly ended: readonly Block[];
  /** How many lines could not be read. */
  readonly damaged: number;
}

interface Known {
  readonly block: Block;
  /** Whether it was reported that it is over. */
  readonly told: boolean;
}

/** Returns the last block of each source, and whether its end was reported. */
async function blocksIn(journal: Journal): Promise<Known[]> {
  const last = new Map<string, Known>();
  for (const entry of await journal.read()) {
    if ('block' in entry) last.set(entry.block.network, { block: entry.block, told: entry.block.offence === 0 });
    else {
      const network = 'unblock' in entry ? entry.unblock : entry.ended;
      const block = last.get(network)?.block;
      if (block !== undefined) last.set(network, { block: 'unblock' in entry ? pardoned(block) : block, told: true });
    }
  }
  return [...last.values()];
}

/**
 * Takes up the blocks of a journal at `now`, as the configuration of today would have made them: what is allowed now is
 * not blocked, and a network is as wide as it is said now.
 */
export async function restoreBlocks(
  list: BlockList,
  journal: Journal,
  { targetOf, now }: { readonly targetOf: (address: string) => Target | string; readonly now: number },
): Promise<Restored> {
  const known = await blocksIn(journal);
  const isAllowed = ({ block }: Known) => typeof targetOf(block.address) === 'string';
  for (const { block } of known) {
    const target = targetOf(block.address);
    if (typeof target !== 'string') restore(list, { ...block, ...target }, now);
  }
  const untold = known.filter(({ told }) => !told);
  return {
    allowed: untold.filter((one) => isAllowed(one)).map(({ block }) => block),
    ended: untold.filter((one) => !isAllowed(one) && one.block.until <= now).map(({ block }) => block),
    damaged: journal.damaged,
  };
}

function restore(list: BlockList, block: Block, now: number): void {
  const other = list.blocks.get(block.network);
  if (other !== undefined && other.until >= block.until) return;
  if (block.until > now) list.add(block);
  else list.end(block);
}

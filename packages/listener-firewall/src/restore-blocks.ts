import type { Block, BlockList } from './block-list.ts';
import type { Journal } from './journal.ts';
import type { Target } from './target.ts';

/** What became of the blocks in a journal. */
export interface Restored {
  /** Those who may not be blocked any more, by the configuration of today. */
  readonly allowed: readonly Block[];
  /** Lines that could not be read. */
  readonly damaged: number;
}

/** The last block of each source that nobody undid. */
async function blocksIn(journal: Journal): Promise<Block[]> {
  const last = new Map<string, Block>();
  for (const entry of await journal.read()) {
    if ('unblock' in entry) last.delete(entry.unblock);
    else last.set(entry.block.network, entry.block);
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
  const allowed: Block[] = [];
  for (const block of await blocksIn(journal)) {
    const target = targetOf(block.address);
    if (typeof target === 'string') allowed.push(block);
    else restore(list, { ...block, ...target }, now);
  }
  return { allowed: allowed.filter(({ until }) => until > now), damaged: journal.damaged };
}

function restore(list: BlockList, block: Block, now: number): void {
  const other = list.blocks.get(block.network);
  if (other !== undefined && other.until >= block.until) return;
  if (block.until > now) list.add(block);
  else list.end(block);
}

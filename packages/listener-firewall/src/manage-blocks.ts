import { resolve } from 'node:path';
import { CorrelatorError } from '@correlator/events';
import { entryOf } from './backend.ts';
import { type Block, BlockList } from './block-list.ts';
import { createBackend } from './firewall-listener.ts';
import { Journal } from './journal.ts';
import { type FirewallSettings, policyOf } from './options.ts';
import { restoreBlocks } from './restore-blocks.ts';
import { createTargeting, holds } from './target.ts';

/** A block, and whether the firewall holds it: null if it does not say. */
export interface ListedBlock extends Block {
  readonly inFirewall: boolean | null;
}

async function load(settings: FirewallSettings, now: number) {
  const journal = new Journal(resolve(settings.state));
  const list = new BlockList(policyOf(settings));
  await restoreBlocks(list, journal, { targetOf: createTargeting(settings), now });
  return { journal, list };
}

/** Returns who is blocked at `now` (ms since 1970 UTC), the one that is blocked longest first. For people who ask. */
export async function listBlocks(settings: FirewallSettings, now: number): Promise<readonly ListedBlock[]> {
  const { list } = await load(settings, now);
  const held = await createBackend(settings).list();
  const inFirewall = new Set(held);
  const blocks = [...list.blocks.values()].sort((a, b) => b.until - a.until);
  return blocks.map((block) => ({ ...block, inFirewall: held === undefined ? null : inFirewall.has(block.network) }));
}

/**
 * Ends the block that `written` (an address or a network) lies in, and forgets its offences: in the firewall, and in the
 * journal, where a server that runs notices it within a second. Throws `NOT_BLOCKED` if there is none.
 */
export async function unblock(settings: FirewallSettings, written: string, now: number): Promise<Block> {
  const { journal, list } = await load(settings, now);
  const block = [...list.blocks.values()].find(({ network }) => holds(network, written));
  if (block === undefined) {
    throw new CorrelatorError('NOT_BLOCKED', `${written} is not blocked; 'correlator blocks' shows who is`);
  }
  await createBackend(settings).unblock([entryOf(block, now)]);
  await journal.append([{ unblock: block.network }]);
  return block;
}

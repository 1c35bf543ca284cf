import { loadConfig, requireConfig } from '@correlator/config';
import { CorrelatorError, formatDuration } from '@correlator/events';
import {
  type Block,
  type FirewallSettings,
  type ListedBlock,
  listBlocks,
  manifest,
  unblock,
} from '@correlator/listener-firewall';
import { isoTime } from '../text/event-text.ts';
import { columns, escapeControl, jsonText } from '../text/terminal.ts';

/** Options of `correlator blocks` and `correlator unblock`. */
export interface BlocksOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly listener?: string;
  readonly json?: boolean;
}

/**
 * Returns the options of the firewall listener in a configuration. Throws `NO_FIREWALL` unless there is exactly one.
 */
async function settingsOf({ config: path, set, listener }: BlocksOptions): Promise<FirewallSettings> {
  const loaded = await loadConfig({ path, set });
  const config = await requireConfig(loaded, { from: [import.meta.url], kinds: ['listener'] });
  const firewalls = config.listeners.filter(({ manifest: { name } }) => name === manifest.name);
  const found = firewalls.filter(({ name }) => listener === undefined || name === listener);
  if (found.length === 1) return found[0]?.options as FirewallSettings;
  const names = firewalls.map(({ name }) => name);
  throw new CorrelatorError('NO_FIREWALL', whichFirewall(loaded.path ?? 'the configuration', names));
}

function whichFirewall(path: string, names: readonly string[]): string {
  if (names.length === 0) return `${path} has no firewall listener; add one: listeners: { firewall: {} }`;
  return `${path} has these firewall listeners: ${names.join(', ')}; name one of them with --listener`;
}

const held = ({ inFirewall }: ListedBlock): string => {
  if (inFirewall === null) return 'unknown';
  return inFirewall ? 'yes' : 'no';
};

function rowOf(block: ListedBlock, now: number): string[] {
  const { network, until, offence, causeSystem, causeType } = block;
  const left = formatDuration(Math.ceil((until - now) / 1_000) * 1_000);
  return [network, isoTime(until), left, String(offence), held(block), `${causeSystem}: ${causeType}`].map(
    escapeControl,
  );
}

function textOf(blocks: readonly ListedBlock[], now: number): string {
  if (blocks.length === 0) return 'Nobody is blocked.\n';
  const title = ['blocked', 'until', 'left', 'time', 'in firewall', 'for'];
  return columns([title, ...blocks.map((block) => rowOf(block, now))], 0);
}

/** Prints who is blocked. */
export async function blocks(options: BlocksOptions): Promise<number> {
  const now = Date.now();
  const list = await listBlocks(await settingsOf(options), now);
  process.stdout.write(options.json ? jsonText(list.map(toJSON)) : textOf(list, now));
  return 0;
}

function toJSON({ since, until, causeTime, ...rest }: Block): object {
  return { ...rest, since: isoTime(since), until: isoTime(until), causeTime: isoTime(causeTime) };
}

/** Ends the block of an address and prints its network. */
export async function unblockAddress(address: string, options: BlocksOptions): Promise<number> {
  const block = await unblock(await settingsOf(options), address, Date.now());
  process.stdout.write(options.json ? jsonText(toJSON(block)) : `${block.network} is blocked no more.\n`);
  return 0;
}

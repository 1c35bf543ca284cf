import type { Backend } from './backend.ts';
import { CommandBackend } from './command.ts';
import { IpsetBackend } from './ipset.ts';
import { NftablesBackend } from './nftables.ts';
import type { FirewallSettings } from './options.ts';

/** Makes what blocks. */
export function createBackend(settings: FirewallSettings): Backend {
  if (settings.backend === 'ipset') return new IpsetBackend(settings);
  return settings.backend === 'command' ? new CommandBackend(settings) : new NftablesBackend(settings);
}

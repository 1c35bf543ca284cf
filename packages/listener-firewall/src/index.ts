export type { Block } from './block-list.ts';
export { FirewallListener, type FirewallSetup } from './firewall-listener.ts';
export { type ListedBlock, listBlocks, unblock } from './manage-blocks.ts';
export { manifest } from './manifest.ts';
export { type FirewallOptions, type FirewallSettings, firewallOptions } from './options.ts';
